// Chooses the dictionary of a page's language.

import type { Lang } from '../views.ts'
import { en } from './en.ts'
import { type Text, zh } from './zh-CN.ts'

export type { Text }

export function textOf(lang: Lang): Text {
  return lang === 'en' ? en : zh
}
