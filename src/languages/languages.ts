// The languages buyers can read. The switch, what a browser asks for and what search engines are told follow the
// folders beside this file; what is in none of them (names a merchant typed) is read in Chinese or English.

import type { Language } from './language.ts'
import { folders } from './list.ts'
import type { AccountText } from './zh-CN/account.ts'
import type { Text } from './zh-CN/pages.ts'

export type { AccountText, Language, Text }

const known: Language[] = [...folders]
const [first] = folders

/** The first one is for whoever asks for none of them. */
export const languages: readonly Language[] = known

/** One more, or other words for one that is there, until what is answered is called. */
export function speak(language: Language): () => void {
  known.push(language)
  return () => known.splice(known.indexOf(language), 1)
}

/** The first one where there is none of this id, which may be of a language that was here once. */
export function languageOf(id: string): Language {
  return known.find((one) => one.id === id) ?? first
}

export function textOf(id: string): Text {
  return languageOf(id).text
}

/** The words about buyers' accounts. */
export function accountTextOf(id: string): AccountText {
  return textOf(id).account
}
