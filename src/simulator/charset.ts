// Text as bytes in the two character sets Alipay speaks, and the form encoding above them. The platform
// decodes GBK but cannot encode it, so the way back is a table built from the decoder.

export type Charset = 'utf-8' | 'gbk'
export type Fields = readonly (readonly [name: string, value: string])[]

const charsets: Readonly<Record<string, Charset>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gbk: 'gbk',
  gb2312: 'gbk',
}

const decoders = {
  'utf-8': new TextDecoder('utf-8', { ignoreBOM: true }),
  gbk: new TextDecoder('gbk'),
} satisfies Record<Charset, TextDecoder>

/** The character set a request names, in any case; undefined for one the gateway does not take (section 10). */
export function charsetOf(name: string): Charset | undefined {
  return charsets[name.toLowerCase()]
}

export function decodeText(bytes: Uint8Array, charset: Charset): string {
  return decoders[charset].decode(bytes)
}

/** What GBK has no letter for becomes `?`, as on the real gateway's side. */
export function encodeText(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8')
  const table = gbkTable()
  const bytes: number[] = []
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0
    const pair = code < 0x80 ? code : (table.get(letter) ?? 0x3f)
    if (pair > 0xff) bytes.push(pair >> 8)
    bytes.push(pair & 0xff)
  }
  return Buffer.from(bytes)
}

/** Reads `a=1&b=2`, decoding each value exactly once, into pairs in the order they came. */
export function readForm(raw: Uint8Array, charset: Charset): Fields {
  const text = Buffer.from(raw).toString('latin1')
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=')
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return [
        decodeText(percentDecode(name), charset),
        decodeText(percentDecode(value), charset),
      ] as const
    })
}

/** The inverse of readForm, as pure ASCII. */
export function writeForm(fields: Fields, charset: Charset): string {
  return fields
    .map(([name, value]) => `${percentEncode(name, charset)}=${percentEncode(value, charset)}`)
    .join('&')
}

function percentDecode(text: string): Buffer {
  const plain = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(plain, 'latin1')
}

function percentEncode(text: string, charset: Charset): string {
  let escaped = ''
  for (const byte of encodeText(text, charset)) {
    const letter = String.fromCharCode(byte)
    escaped += /[\w.*-]/.test(letter)
      ? letter
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return escaped
}

let knownGbkTable: ReadonlyMap<string, number> | undefined

function gbkTable(): ReadonlyMap<string, number> {
  if (knownGbkTable) return knownGbkTable
  const table = new Map<string, number>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const letter = decodeText(Uint8Array.of(lead, trail), 'gbk')
      // An unassigned pair decodes to a replacement character, alone or with the trail byte after it.
      const isLetter = !letter.startsWith('\ufffd')
      if (isLetter && !table.has(letter)) table.set(letter, (lead << 8) | trail)
    }
  }
  knownGbkTable = table
  return table
}
