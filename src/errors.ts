// What is refused, and the sentence for it. A refusal carries a code and never a sentence: the sentence is chosen at
// the edge, in the caller's language.

import { type ErrorCode, errorStatus } from './error-codes.ts'
import { languageOf } from './languages/languages.ts'

export { type ErrorCode, errorStatus }

/** What names are typed in, and what the console speaks. */
export type Lang = 'zh' | 'en'

/** What a message may name: `field`, `seconds`, `amount` (yuan), `left`, `max`, `from` (a day). */
export type MessageParams = Readonly<Record<string, string | number>>

export type RefusalDetail = Readonly<{
  /** the field of the request that is to blame, as the caller spells it */
  field?: string
  retryAfterSeconds?: number
  params?: MessageParams
}>

/** The request was understood and is not done. Not a fault of ours: those are other errors and become `internal_error`. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly retryAfterSeconds: number | undefined
  /** for messageOf: those given, and `field` and `seconds` where they are known */
  readonly params: MessageParams

  constructor(code: ErrorCode, detail: RefusalDetail = {}) {
    super(code)
    const { field, retryAfterSeconds, params } = detail
    this.code = code
    this.field = field
    this.retryAfterSeconds = retryAfterSeconds
    this.params = {
      ...(field === undefined ? {} : { field }),
      ...(retryAfterSeconds === undefined ? {} : { seconds: retryAfterSeconds }),
      ...params,
    }
  }
}

/** The sentence for a person, in the language of this id. A bracketed part whose params are not all known is left out. */
export function messageOf(code: ErrorCode, language: string, params: MessageParams = {}): string {
  return languageOf(language).errors[code].replace(/\[([^\]]*)\]/g, (_all, part: string) => {
    const names = [...part.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    if (names.some((name) => params[name] === undefined)) return ''
    return part.replace(/\{(\w+)\}/g, (_brace, name: string) => String(params[name]))
  })
}
