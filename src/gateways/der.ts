// As much of DER as certificates need: walking tagged values, object identifiers and names. Node reads
// certificates too, but tells neither the signature's algorithm nor a name in its original order.

/** One tagged value; `raw` is the value with its tag and length. */
export type Der = Readonly<{ tag: number; value: Buffer; raw: Buffer }>

export const sequenceTag = 0x30

/** The value at the start of `bytes`; undefined when it is cut off or not DER. */
export function readDer(bytes: Buffer): Der | undefined {
  const [tag, first] = bytes
  if (tag === undefined || first === undefined) return undefined
  if (first < 0x80) return sliceDer(bytes, tag, { start: 2, length: first })
  const size = first & 0x7f
  if (size === 0 || size > 4 || bytes.length < 2 + size) return undefined
  return sliceDer(bytes, tag, { start: 2 + size, length: bytes.readUIntBE(2, size) })
}

/** The values inside a constructed one; undefined when they do not fill it exactly. */
export function childrenOf({ value }: Der): readonly Der[] | undefined {
  const children: Der[] = []
  let rest = value
  while (rest.length > 0) {
    const child = readDer(rest)
    if (!child) return undefined
    children.push(child)
    rest = rest.subarray(child.raw.length)
  }
  return children
}

/** An object identifier in dotted form. */
export function readObjectId({ value }: Der): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of value) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first = 0, ...rest] = arcs
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - root * 40, ...rest].join('.')
}

/** The text of one of the string types names are written in. */
export function readDerText({ tag, value }: Der): string {
  const bmpString = 0x1e
  const t61String = 0x14
  if (tag === bmpString) return Buffer.from(value).swap16().toString('utf16le')
  return value.toString(tag === t61String ? 'latin1' : 'utf8')
}

function sliceDer(
  bytes: Buffer,
  tag: number,
  { start, length }: { start: number; length: number },
): Der | undefined {
  const end = start + length
  if (end > bytes.length) return undefined
  return { tag, value: bytes.subarray(start, end), raw: bytes.subarray(0, end) }
}
