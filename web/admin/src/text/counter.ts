// The words of counter, in the language of the moment.

import { words } from './lang.ts'

export const counterText = words('counter')
