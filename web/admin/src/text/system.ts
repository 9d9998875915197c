// The words of system, in the language of the moment.

import { words } from './lang.ts'

export const systemText = words('system')
