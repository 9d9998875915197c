// Text as GBK bytes, for tests that play a gateway of that character set. Node only decodes GBK, so the way
// back is a table built from its decoder.

const decoder = new TextDecoder('gbk')
let table: ReadonlyMap<string, readonly number[]> | undefined

/** Throws for a letter GBK does not have. */
export function encodeGbk(text: string): Buffer {
  table ??= buildTable()
  const known = table
  return Buffer.from(
    Array.from(text).flatMap((letter) => {
      const code = letter.codePointAt(0) ?? 0
      const bytes = code < 0x80 ? [code] : known.get(letter)
      if (!bytes) throw new Error(`GBK has no ${letter}`)
      return bytes
    }),
  )
}

function buildTable(): ReadonlyMap<string, readonly number[]> {
  const built = new Map<string, readonly number[]>()
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const letter = decoder.decode(Uint8Array.of(lead, trail))
      if (letter.length === 1 && letter !== '\ufffd' && !built.has(letter))
        built.set(letter, [lead, trail])
    }
  }
  return built
}
