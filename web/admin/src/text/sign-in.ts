// The words of signing in, in the language of the moment.

import { words } from './lang.ts'

export const signInText = words('signIn')
