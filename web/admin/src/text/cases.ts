// The words of cases, in the language of the moment.

import { words } from './lang.ts'

export const casesText = words('cases')
