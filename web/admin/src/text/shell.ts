// The words of the frame and of all parts, in the language of the moment.

import type { Words } from './folder.ts'
import { words } from './lang.ts'

export const shellText = words('shell')
export const pageTitles = words('pages')
export type PageTitle = keyof Words['pages']
