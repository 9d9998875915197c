// Which language a caller reads: what they chose on a page, else what their browser asks for, else Chinese.

import type { FastifyRequest } from 'fastify'
import type { Lang } from '../errors.ts'
import { type Language, languageOf, languages } from '../pages/text/text.ts'

export const langCookie = 'lang'

/** Of names and errors, which are written in two languages. */
export function langOf(request: FastifyRequest): Lang {
  return languageOf(pageLangOf(request)).fallback
}

/** Of the words of pages: the id of a dictionary. */
export function pageLangOf(request: FastifyRequest): string {
  const { lang } = (request.query ?? {}) as { lang?: unknown }
  const chosen = lang ?? request.cookies?.[langCookie]
  const found = languages.find(({ id, text }) => chosen === id || chosen === text.tag)
  return (found ?? acceptedOf(request.headers['accept-language'])).id
}

/** The one asked for with the most weight; the first of all where none is. */
function acceptedOf(header: string | undefined): Language {
  let best = { language: languageOf(''), weight: 0 }
  for (const part of (header ?? '').split(',').slice(0, 20)) {
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
