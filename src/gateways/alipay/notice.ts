// Notices and returns: signed forms that come from outside. Nothing in one is believed before its
// signature has been verified over the bytes that arrived.

import { charsetOf, decodeText } from './charset.ts'
import { readForm } from './form.ts'
import {
  isSigned,
  isSignType,
  joinFields,
  type SignRule,
  signedNames,
  type Verifier,
} from './sign.ts'

export type SignedForm =
  /** `fields` are exactly those the signature covers, decoded and sorted by name */
  | Readonly<{ outcome: 'verified'; fields: ReadonlyMap<string, string> }>
  | Readonly<{ outcome: 'forged'; reason: string }>
  | Readonly<{ outcome: 'unreadable'; reason: string }>

/** A notice of a payment is one or two kilobytes. */
const formMax = 65_536

const formType = /^application\/x-www-form-urlencoded\s*(;|$)/i

/** Verifies a notice as posted: V1, form encoded, at most 64 KiB (fact sheet Alipay, section 5). */
export function verifyNotice(
  body: Uint8Array,
  contentType: string | undefined,
  verifier: Verifier,
): SignedForm {
  if (contentType === undefined || !formType.test(contentType.trim()))
    return { outcome: 'unreadable', reason: 'not a form' }
  return verifyForm(body, 'V1', verifier)
}

/** Verifies the query of a browser's return, with or without its `?` (section 6). */
export function verifyReturn(query: string, verifier: Verifier): SignedForm {
  return verifyForm(Buffer.from(query.replace(/^\?/, ''), 'utf8'), 'V1', verifier)
}

/** Verifies a signed form under a rule. */
export function verifyForm(
  raw: Uint8Array,
  rule: Exclude<SignRule, 'request'>,
  verifier: Verifier,
): SignedForm {
  if (raw.length > formMax) return { outcome: 'unreadable', reason: 'too long' }
  const fields = readForm(raw)
  if (typeof fields === 'string') return { outcome: 'unreadable', reason: fields }

  const signature = fields.get('sign')
  if (signature === undefined) return { outcome: 'forged', reason: 'unsigned' }
  const signType = fields.get('sign_type')
  if (signType !== undefined && signType !== verifier.signType) {
    const reason = isSignType(signType) ? 'another sign_type than configured' : 'unknown sign_type'
    return { outcome: 'forged', reason }
  }

  const covered = coveredNames(fields, rule).find((names) =>
    isSigned(Buffer.from(joinFields(names, fields), 'latin1'), signature, verifier),
  )
  if (!covered) return { outcome: 'forged', reason: 'bad signature' }
  return decodeFields(covered, fields)
}

type Fields = ReadonlyMap<string, string>
type Names = readonly string[]

/**
 * What the signature may cover. The sources disagree on empty values, and on `alipay_cert_sn` in the notices
 * of certificate mode (section 5), so either text will do; what was left out is not believed later.
 */
function coveredNames(fields: Fields, rule: SignRule): readonly Names[] {
  const all = signedNames(fields.keys(), rule)
  const certificate = 'alipay_cert_sn'
  const sources = fields.has(certificate)
    ? [all, all.filter((name) => name !== certificate)]
    : [all]
  return sources.flatMap((kept) => {
    const dropped = kept.filter((name) => fields.get(name) !== '')
    return kept.length === dropped.length ? [kept] : [kept, dropped]
  })
}

function decodeFields(covered: Names, raw: Fields): SignedForm {
  const charset = charsetOf(raw.get('charset') ?? 'utf-8')
  if (!charset) return { outcome: 'unreadable', reason: 'unknown charset' }
  const fields = new Map<string, string>()
  for (const name of covered) {
    const value = raw.get(name) ?? ''
    // Bytes below 0x80 stand for themselves in both character sets, and most values hold no others.
    const text = /[\u0080-\u00ff]/.test(value)
      ? decodeText(Buffer.from(value, 'latin1'), charset)
      : value
    if (text === undefined) return { outcome: 'unreadable', reason: `not ${charset}` }
    fields.set(name, text)
  }
  return { outcome: 'verified', fields }
}
