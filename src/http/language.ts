// Which language a caller reads: what they chose on a page, else what their browser asks for, else Chinese.

import type { FastifyRequest } from 'fastify'
import type { Lang } from '../errors.ts'
import { type Language, languageOf, languages } from '../languages/languages.ts'

export const langCookie = 'lang'

/** Of names, which are typed in two languages: those for a reader of this one. */
export function namesFor(language: string): Lang {
  return languageOf(language).names
}

/** The id of the language a caller reads. */
export function languageIn(request: FastifyRequest): string {
  const { lang } = (request.query ?? {}) as { lang?: unknown }
  const chosen = lang ?? request.cookies?.[langCookie]
  const found = languages.find(({ id, text }) => chosen === id || chosen === text.tag)
  return (found ?? acceptedOf(request.headers['accept-language'])).id
}

/** The one asked for with the most weight; the first of all where none is. */
function acceptedOf(header: string | undefined): Language {
  let best = { language: languageOf(''), weight: 0 }
  if (header === undefined) return best.language
  for (const part of header.split(',').slice(0, 20)) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const language = languageFor(tag)
    const weight = Number(
      parameters
        .find((one) => one.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? '1',
    )
    if (language && weight > best.weight) best = { language, weight }
  }
  return best.language
}

/** By its whole tag, else by its first part: zh-HK is read in Chinese where it has no dictionary of its own. */
function languageFor(tag: string): Language | undefined {
  const [first] = tag.split('-')
  return (
    languages.find(({ text }) => text.tag.toLowerCase() === tag) ??
    languages.find(({ text }) => text.tag.toLowerCase().split('-')[0] === first)
  )
}
