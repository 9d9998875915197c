// The words of channels, in the language of the moment.

import { words } from './lang.ts'

export const channelsText = words('channels')
