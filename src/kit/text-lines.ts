// Lines of text out of a stream of bytes, a piece at a time, so that a file of any length passes through a
// memory of fixed size.

/** A line longer than anything a person or a program writes on purpose. */
export class LongLineError extends Error {
  override name = 'LongLineError'
}

/** In characters. */
const lineMax = 65_536

/**
 * The lines of each piece, without their breaks. A byte order mark of UTF-8 is dropped; bytes that are no letters become
 * U+FFFD. Throws a LongLineError.
 */
export async function* textLines(
  pieces: AsyncIterable<Uint8Array>,
  charset: 'utf-8' | 'gb18030',
): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder(charset)
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > lineMax) throw new LongLineError('a line is too long')
    yield lines.map(withoutReturn)
  }
  const last = rest + decoder.decode()
  if (last !== '') yield last.split('\n').map(withoutReturn)
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
