// Form encoding, read from raw bytes. Names and values are decoded exactly once and kept as byte strings
// (one character per byte), so that a signature is checked over the very bytes that arrived.

/** Letters first, so neither `__proto__` nor `a[b]` nor a bare `=` is a name. Alipay's are all of this form. */
const fieldName = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/
const fieldsMax = 200

const percentSign = 0x25
const ampersand = 0x26
const plusSign = 0x2b
const equalsSign = 0x3d
const space = 0x20

/**
 * Reads `a=1&b=2`. Gives a reason (a text) instead when a name is not one of Alipay's kind or comes twice:
 * which of two values counts is something no two readers agree on. A lone `%` stands for itself.
 */
export function readForm(raw: Uint8Array): ReadonlyMap<string, string> | string {
  const { text, marks } = decodePairs(raw)
  if (marks.length === 0) return 'empty'
  if (marks.length > fieldsMax * 3) return 'too many fields'

  const fields = new Map<string, string>()
  for (let at = 0; at < marks.length; at += 3) {
    const name = text.slice(marks[at], marks[at + 1])
    if (!fieldName.test(name)) return 'a field name that is none'
    if (fields.has(name)) return 'a field twice'
    fields.set(name, text.slice(marks[at + 1], marks[at + 2]))
  }
  return fields
}

/** Writes a form in UTF-8; spaces become `%20`, which every reader of forms and URLs understands. */
export function writeForm(params: Readonly<Record<string, string>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
}

/**
 * All names and values in one pass over the bytes, decoded and without what stood between them; and of each pair where
 * its name begins, where its value does and where that ends.
 */
function decodePairs(raw: Uint8Array): Readonly<{ text: string; marks: readonly number[] }> {
  const bytes = Buffer.allocUnsafe(raw.length)
  const marks: number[] = []
  let to = 0
  let from = 0
  let middle = -1
  for (let at = 0; at < raw.length; at += 1) {
    const byte = raw[at] as number
    if (byte === percentSign) {
      const code = codeAt(raw, at + 1)
      if (code >= 0) at += 2
      bytes[to++] = code >= 0 ? code : byte
    } else if (byte === ampersand) {
      markPair(marks, from, middle, to)
      from = to
      middle = -1
    } else if (byte === equalsSign && middle < 0) {
      middle = to
    } else {
      bytes[to++] = byte === plusSign ? space : byte
    }
  }
  markPair(marks, from, middle, to)
  return { text: bytes.toString('latin1', 0, to), marks }
}

/** Nothing at all is no pair. */
function markPair(marks: number[], from: number, middle: number, to: number): void {
  if (middle >= 0 || to > from) marks.push(from, middle < 0 ? to : middle, to)
}

/** The byte two hexadecimal digits stand for; negative where there are none. */
function codeAt(bytes: Uint8Array, at: number): number {
  if (at + 1 >= bytes.length) return -1
  return (
    ((digits[bytes[at] as number] as number) << 4) | (digits[bytes[at + 1] as number] as number)
  )
}

/** The value of each byte as a hexadecimal digit, -1 where it is none. */
const digits = Int8Array.from({ length: 256 }, (_, byte) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase()),
)
