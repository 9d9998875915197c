// The words of people, in the language of the moment.

import { words } from './lang.ts'

export const peopleText = words('people')
