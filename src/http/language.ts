// Which language a caller reads: what they chose on a page, else what their browser asks for, else Chinese.

import type { FastifyRequest } from 'fastify'
import type { Lang } from '../errors.ts'

export const langCookie = 'lang'

export function langOf(request: FastifyRequest): Lang {
  const { lang } = (request.query ?? {}) as { lang?: unknown }
  const chosen = lang ?? request.cookies?.[langCookie]
  if (chosen === 'zh' || chosen === 'zh-CN') return 'zh'
  if (chosen === 'en') return 'en'
  return acceptsEnglish(request.headers['accept-language']) ? 'en' : 'zh'
}

/** English when it is asked for with more weight than Chinese. */
function acceptsEnglish(header: string | undefined): boolean {
  let best = { lang: 'zh', weight: 0 }
  for (const part of (header ?? '').split(',').slice(0, 20)) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const lang = tag.split('-')[0] ?? ''
    const weight = Number(
      parameters
        .find((one) => one.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? '1',
    )
    if ((lang === 'zh' || lang === 'en') && weight > best.weight) best = { lang, weight }
  }
  return best.lang === 'en'
}
