// The words of catalogue, in the language of the moment.

import { words } from './lang.ts'

export const catalogueText = words('catalogue')
