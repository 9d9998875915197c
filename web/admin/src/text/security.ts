// The words of security, in the language of the moment.

import { words } from './lang.ts'

export const securityText = words('security')
