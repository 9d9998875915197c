// A list of cards cut into parts the server takes: so many lines and so many characters at once. A CSV's heading goes
// before each part.

export type CardForm = 'lines' | 'csv'
export type Part = Readonly<{ text: string; first_line: number }>

/** The server takes 20,000 lines. */
const linesMax = 20_000
const charactersMax = 1_500_000

/**
 * The words of a file. Excel and Notepad on a Chinese Windows write GB 18030, and a card read with the wrong letters
 * would be sold with them.
 */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

export function partsOf(text: string, form: CardForm): readonly Part[] {
  const lines = text.split(/\r\n|\r|\n/)
  const heading = form === 'csv' ? [lines[0] ?? ''] : []
  const parts: Part[] = []
  let from = heading.length
  while (from < lines.length) {
    let to = from
    for (let size = 0; to < lines.length && to - from < linesMax; to += 1) {
      size += (lines[to]?.length ?? 0) + 1
      if (size > charactersMax && to > from) break
    }
    const part = [...heading, ...lines.slice(from, to)].join('\n')
    // A part without a card is not worth a call.
    if (lines.slice(from, to).some((line) => line.trim() !== ''))
      parts.push({ text: part, first_line: from + 1 - heading.length })
    from = to
  }
  return parts
}

const shanghaiMs = 8 * 3_600_000

/** Names an import by the moment it began, as a clock in Shanghai shows it: `20260101-120000`. */
export function batchOf(now: Date): string {
  const shown = new Date(now.getTime() + shanghaiMs).toISOString()
  const digits = shown.replaceAll(/\D/g, '')
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}`
}
