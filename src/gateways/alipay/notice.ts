// Notices and returns: signed forms that come from outside. Nothing in one is believed before its
// signature has been verified over the bytes that arrived.

import { charsetOf, decodeText } from './charset.ts'
import { readForm } from './form.ts'
import {
  isSigned,
  isSignType,
  joinFields,
  type SignRule,
  unsignedNames,
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

  for (const name of unsignedNames[rule]) fields.delete(name)
  for (const covered of coveredFields(fields)) {
    if (isSigned(Buffer.from(joinFields(covered), 'latin1'), signature, verifier))
      return decodeFields(covered, fields.get('charset') ?? 'utf-8')
  }
  return { outcome: 'forged', reason: 'bad signature' }
}

type Fields = Map<string, string>

/**
 * What the signature may cover. The sources disagree on empty values, and on `alipay_cert_sn` in the notices
 * of certificate mode (section 5), so either text will do; what was left out is not believed later.
 */
function* coveredFields(fields: Fields): Generator<Fields> {
  const certificate = 'alipay_cert_sn'
  const sources = [fields]
  if (fields.has(certificate)) sources.push(without(fields, (name) => name === certificate))
  for (const kept of sources) {
    yield kept
    const filled = without(kept, (_, value) => value === '')
    if (filled.size < kept.size) yield filled
  }
}

function without(fields: Fields, isLeftOut: (name: string, value: string) => boolean): Fields {
  return new Map([...fields].filter(([name, value]) => !isLeftOut(name, value)))
}

/** Decodes the values where they are. */
function decodeFields(fields: Fields, charsetName: string): SignedForm {
  const charset = charsetOf(charsetName)
  if (!charset) return { outcome: 'unreadable', reason: 'unknown charset' }
  for (const [name, value] of fields) {
    // Bytes below 0x80 stand for themselves in both character sets, and most values hold no others.
    if (!/[\u0080-\u00ff]/.test(value)) continue
    const text = decodeText(Buffer.from(value, 'latin1'), charset)
    if (text === undefined) return { outcome: 'unreadable', reason: `not ${charset}` }
    fields.set(name, text)
  }
  return { outcome: 'verified', fields }
}
