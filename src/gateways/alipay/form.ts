// Form encoding, read from raw bytes. Names and values are decoded exactly once and kept as byte strings
// (one character per byte), so that a signature is checked over the very bytes that arrived.

/** Name and value once percent-decoded, each character standing for one byte. */
export type RawField = readonly [name: string, value: string]

/** Letters first, so neither `__proto__` nor `a[b]` nor a bare `=` is a name. Alipay's are all of this form. */
const fieldName = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/
const fieldsMax = 200

const percentSign = 0x25
const plusSign = 0x2b
const space = 0x20

/**
 * Reads `a=1&b=2`. Gives a reason (a text) instead when a name is not one of Alipay's kind or comes twice:
 * which of two values counts is something no two readers agree on. A lone `%` stands for itself.
 */
export function readForm(raw: Uint8Array): readonly RawField[] | string {
  const pairs = Buffer.from(raw)
    .toString('latin1')
    .split('&')
    .filter((pair) => pair !== '')
  if (pairs.length === 0) return 'empty'
  if (pairs.length > fieldsMax) return 'too many fields'

  const fields = new Map<string, string>()
  for (const pair of pairs) {
    const [name, value] = readPair(pair)
    if (!fieldName.test(name)) return 'a field name that is none'
    if (fields.has(name)) return 'a field twice'
    fields.set(name, value)
  }
  return [...fields]
}

/** Writes a form in UTF-8; spaces become `%20`, which every reader of forms and URLs understands. */
export function writeForm(params: Readonly<Record<string, string>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
}

function readPair(pair: string): RawField {
  const at = pair.indexOf('=')
  return at < 0
    ? [percentDecode(pair), '']
    : [percentDecode(pair.slice(0, at)), percentDecode(pair.slice(at + 1))]
}

function percentDecode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  const bytes = Buffer.from(text, 'latin1')
  // In place, because what was decoded is never longer.
  let length = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    const high = byte === percentSign ? hexDigit(bytes[at + 1]) : -1
    const low = high < 0 ? -1 : hexDigit(bytes[at + 2])
    if (low >= 0) at += 2
    bytes[length] = low >= 0 ? high * 16 + low : byte === plusSign ? space : byte
    length += 1
  }
  return bytes.toString('latin1', 0, length)
}

/** The value of a hexadecimal digit, -1 for any other byte and for none. */
function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
