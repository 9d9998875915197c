// How keys and what is wrong with a setting are told in the console's answers.

import { Type } from 'typebox'
import { formatShanghai, instantOf } from '../../../core/time.ts'
import type { Lang } from '../../../errors.ts'
import type { Recognised } from '../../../gateways/recognise.ts'
import { textOrNull } from '../../console-route.ts'
import { oneOf } from './money-fields.ts'

export const KeyReply = Type.Object({
  kind: oneOf(['private', 'public', 'certificate']),
  form: Type.String(),
  bits: Type.Integer(),
  fingerprint: Type.String(),
  valid_until: textOrNull,
})
export const ProblemReply = Type.Object({ name: Type.String(), says: Type.String() })

export function keyData({ validUntil, ...key }: Recognised) {
  return {
    ...key,
    valid_until: validUntil ? formatShanghai(instantOf(Date.parse(validUntil))) : null,
  }
}

export function problemData(
  { variable, ...says }: Readonly<{ variable: string; zh: string; en: string }>,
  lang: Lang,
) {
  return { name: variable, says: says[lang] }
}
