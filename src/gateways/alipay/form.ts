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
 * Reads `a=1&b=2`, sorted by name. Gives a reason (a text) instead when a name is not one of Alipay's kind or comes
 * twice: which of two values counts is something no two readers agree on. A lone `%` stands for itself.
 */
export function readForm(raw: Uint8Array): Map<string, string> | string {
  const { names, values, marks } = decodePairs(raw)
  if (names === '') return 'empty'
  if (marks.length > fieldsMax + 1) return 'too many fields'
  const places = known.get(names) ?? learnNames(names)
  if (typeof places === 'string') return places

  const fields = new Map<string, string>()
  for (const { name, at } of places) fields.set(name, values.slice(marks[at], marks[at + 1]))
  return fields
}

/** A name, and which of the form's it is. */
type Place = Readonly<{ name: string; at: number }>

/** The right names of forms that came before, sorted: a gateway sends few kinds of forms, again and again. */
const known = new Map<string, readonly Place[]>()
const knownMax = 16

/** Gives a reason (a text) when one is no name, or comes twice. */
function learnNames(names: string): readonly Place[] | string {
  const places = names
    .slice(0, -1)
    .split('&')
    .map((name, at) => ({ name: /[%+]/.test(name) ? decodeName(name) : name, at }))
  if (!places.every(({ name }) => fieldName.test(name))) return 'a field name that is none'
  if (new Set(places.map(({ name }) => name)).size < places.length) return 'a field twice'
  places.sort((a, b) => (a.name < b.name ? -1 : 1))
  if (known.size >= knownMax) known.clear()
  known.set(names, places)
  return places
}

function decodeName(name: string): string {
  return decodePairs(Buffer.from(`=${name}`, 'latin1')).values
}

/** Writes a form in UTF-8; spaces become `%20`, which every reader of forms and URLs understands. */
export function writeForm(params: Readonly<Record<string, string>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
}

type Pairs = Readonly<{
  /** as they came, each with a `&` behind it: equal texts are equal names */
  names: string
  /** decoded, with nothing between them */
  values: string
  /** where each value begins, and at last where they end */
  marks: readonly number[]
}>

/** Takes a form apart in one pass over its bytes. Nothing at all is no pair. */
function decodePairs(raw: Uint8Array): Pairs {
  // The names go into the first half, the values into the second.
  const bytes = Buffer.allocUnsafe(2 * raw.length + 1)
  const half = raw.length + 1
  const marks = [0]
  const { length } = raw
  let nameTo = 0
  let to = half
  for (let at = 0; at < length; at += 1) {
    if (raw[at] === ampersand) continue
    for (; at < length && raw[at] !== equalsSign && raw[at] !== ampersand; at += 1)
      bytes[nameTo++] = raw[at] as number
    bytes[nameTo++] = ampersand
    if (raw[at] === equalsSign) at += 1
    for (; at < length && raw[at] !== ampersand; at += 1) {
      let byte = raw[at] as number
      if (byte === percentSign) {
        const code = codeAt(raw, at + 1)
        if (code >= 0) {
          byte = code
          at += 2
        }
      } else if (byte === plusSign) byte = space
      bytes[to++] = byte
    }
    marks.push(to - half)
  }
  return {
    names: bytes.toString('latin1', 0, nameTo),
    values: bytes.toString('latin1', half, to),
    marks,
  }
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
