// The words of terms, in the language of the moment.

import { words } from './lang.ts'

export const termsText = words('terms')
