// Written by tools/list-languages.mjs from the folders beside it.

import { language as en } from './en/index.ts'
import type { Language } from './language.ts'
import { language as zhCN } from './zh-CN/index.ts'

export const folders: readonly [Language, ...Language[]] = [zhCN, en]
