// How the simulator's pages choose their language: the address, then the browser, then Chinese.

import type { FastifyRequest } from 'fastify'

/** The sentences every page's frame needs; a page's own texts bring more. */
export interface FrameText {
  readonly lang: string
  /** The other language's name in that language. */
  readonly other: string
  readonly brand: string
  readonly notReal: string
}

/** How a page speaks and how its links keep the language that was asked for. */
export interface Speech<Text extends FrameText = FrameText> {
  readonly text: Text
  readonly isEnglish: boolean
  /** `?lang=…` where the address named one, else empty. */
  readonly suffix: string
}

export interface Texts<Text extends FrameText> {
  readonly zh: Text
  readonly en: Text
}

/** `?lang=` wins over the first language of `Accept-Language`; Chinese unless English is asked for. */
export function speechFor<Text extends FrameText>(
  texts: Texts<Text>,
  lang: string | null,
  acceptLanguage: string | undefined,
): Speech<Text> {
  const named = lang === 'en' || lang === 'zh' ? lang : null
  const isEnglish = named === null ? /^\s*en\b/i.test(acceptLanguage ?? '') : named === 'en'
  const suffix = named === null ? '' : `?lang=${named}`
  return { text: isEnglish ? texts.en : texts.zh, isEnglish, suffix }
}

export function speechOf<Text extends FrameText>(
  request: FastifyRequest,
  texts: Texts<Text>,
): Speech<Text> {
  const query = new URLSearchParams(request.url.split('?')[1] ?? '')
  return speechFor(texts, query.get('lang'), request.headers['accept-language'])
}
