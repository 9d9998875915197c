// The two character sets Alipay's messages come in. Signatures are checked over the bytes themselves, so
// nothing here ever has to turn text back into GBK.

export type Charset = 'utf-8' | 'gbk'

const names: ReadonlyMap<string, Charset> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['gbk', 'gbk'],
  ['gb2312', 'gbk'],
  ['gb18030', 'gbk'],
])

const decoders: Readonly<Record<Charset, TextDecoder>> = {
  'utf-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  gbk: new TextDecoder('gbk', { fatal: true }),
}

/** The character set a `charset` field names, in any case (fact sheet Alipay, section 10). */
export function charsetOf(name: string): Charset | undefined {
  return names.get(name.toLowerCase())
}

/** The text these bytes are; undefined when they are no text in this character set. */
export function decodeText(bytes: Uint8Array, charset: Charset): string | undefined {
  try {
    return decoders[charset].decode(bytes)
  } catch {
    return undefined
  }
}
