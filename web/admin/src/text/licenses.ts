// The words of licenses, in the language of the moment.

import { words } from './lang.ts'

export const licensesText = words('licenses')
