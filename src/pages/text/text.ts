// The languages of the buyer's pages, and nowhere else: one line each. The switch, what a browser asks for and what
// search engines are told follow this list. A third one is a dictionary of the same shape and its line here; what is
// not in a dictionary (names a merchant typed, the words of errors) is read in the language it falls back to.

import type { AccountText } from './account.zh-CN.ts'
import { en } from './en.ts'
import { type Text, zh } from './zh-CN.ts'

export type { AccountText, Text }

export type Language = Readonly<{
  /** in addresses and the cookie */
  id: string
  text: Text
  /** of the two that names and errors are written in */
  fallback: 'zh' | 'en'
}>

const chinese: Language = { id: 'zh', text: zh, fallback: 'zh' }
const known: Language[] = [chinese, { id: 'en', text: en, fallback: 'en' }]

/** The first one is for whoever asks for none of them. */
export const languages: readonly Language[] = known

/** One more, or other words for one that is there, until what is answered is called. */
export function speak(language: Language): () => void {
  known.push(language)
  return () => known.splice(known.indexOf(language), 1)
}

export function languageOf(id: string): Language {
  return known.find((one) => one.id === id) ?? chinese
}

export function textOf(id: string): Text {
  return languageOf(id).text
}

/** The words about buyers' accounts. */
export function accountTextOf(id: string): AccountText {
  return textOf(id).account
}
