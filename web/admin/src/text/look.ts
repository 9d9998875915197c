// The words of look, in the language of the moment.

import { words } from './lang.ts'

export const lookText = words('look')
