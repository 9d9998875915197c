// The words of chapters, in the language of the moment.

import { words } from './lang.ts'

export const chaptersText = words('chapters')
