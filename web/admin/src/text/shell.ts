// The words of the frame and of all parts, in the language of the moment.

import { useText } from './lang.ts'
import { en as pagesEn } from './pages.en.ts'
import { zh as pagesZh } from './pages.zh-CN.ts'
import { en } from './shell.en.ts'
import { zh } from './shell.zh-CN.ts'

export const shellText = useText(zh, en)
export const pageTitles = useText(pagesZh, pagesEn)
export type PageTitle = keyof typeof pagesZh
