// Cards (卡密): texts that were made elsewhere, read from what a merchant pastes or uploads.

/** Characters of one card, and lines of one call; a longer list comes in several. */
export const cardMax = 500
export const cardLinesMax = 20_000
const shownMax = 6

export type ReadCard = Readonly<{
  /** in the merchant's own list, from 1 */
  line: number
  text: string
}>

export type CardList = Readonly<{
  cards: readonly ReadCard[]
  /** lines that are no card: too long, without one, or with characters that cannot be typed or were not understood */
  unreadable: readonly number[]
}>

/** What a list is: a card on each line, or CSV whose first line names the columns. */
export type CardForm = 'lines' | 'csv'

const cardColumns = ['卡密', 'card', 'code', 'key', '卡号', 'number']
/** A comma, or what Excel writes where the comma stands in numbers; the first one that is there. */
const separators = [',', ';', '\t']
const secretColumns = ['密码', 'password', 'pin', 'secret']

/**
 * The cards of a text, blank lines left out. A CSV's card is its column named card, code, key, number, 卡密 or 卡号;
 * a column named password, pin, secret or 密码 follows it after a space. Undefined: a CSV without such a column.
 * `firstLine` is the number of the text's first line, the heading of a CSV not counted again.
 */
export function readCards(text: string, form: CardForm, firstLine = 1): CardList | undefined {
  const lines = text.replace(/^\u{feff}/u, '').split(/\r\n|\r|\n/)
  const columns = form === 'csv' ? columnsOf(lines[0] ?? '') : undefined
  if (form === 'csv' && !columns) return undefined
  const cards: ReadCard[] = []
  const unreadable: number[] = []
  for (const [index, typed] of lines.entries()) {
    if (columns && index === 0) continue
    const line = firstLine + index
    const card = columns ? columns.read(typed) : typed.trim()
    if (card === '') continue
    if (card !== undefined && isCard(card)) cards.push({ line, text: card })
    else unreadable.push(line)
  }
  return { cards, unreadable }
}

/** What anybody in the shop may see of a card: its beginning, never more than a third. */
export function maskCard(text: string): string {
  const characters = Array.from(text)
  const shown = Math.min(shownMax, Math.floor(characters.length / 3))
  return `${characters.slice(0, shown).join('')}******`
}

function isCard(text: string): boolean {
  // U+FFFD stands where bytes were read as another alphabet: the buyer would get a card nobody can use. What nobody
  // sees (Cf) makes two cards of one.
  return text.length <= cardMax && !/[\p{Cc}\p{Cf}\p{Cs}\ufffd]/u.test(text)
}

function columnsOf(
  heading: string,
): Readonly<{ read(line: string): string | undefined }> | undefined {
  const separator = separators.find((one) => heading.includes(one)) ?? ','
  const names = cellsOf(heading, separator)?.map((name) => name.trim().toLowerCase()) ?? []
  const card = names.findIndex((name) => cardColumns.includes(name))
  if (card < 0) return undefined
  const secret = names.findIndex((name) => secretColumns.includes(name))
  return {
    read(line) {
      const cells = cellsOf(line, separator)
      if (cells?.every((cell) => cell.trim() === '')) return ''
      if (!cells?.[card]?.trim()) return undefined
      const parts = [cells[card], secret < 0 ? undefined : cells[secret]]
      return parts
        .map((part) => part?.trim() ?? '')
        .filter((part) => part !== '')
        .join(' ')
    },
  }
}

/**
 * The cells of one line (RFC 4180), none with a line break; undefined where its quotes do not pair, which would cut a
 * card.
 */
function cellsOf(line: string, separator: string): readonly string[] | undefined {
  const cells: string[] = []
  const inQuotes = /\s*"((?:[^"]|"")*)"\s*/y
  for (let at = 0; at <= line.length; at += 1) {
    inQuotes.lastIndex = at
    const quoted = inQuotes.exec(line)
    const next = line.indexOf(separator, at)
    const end = quoted ? at + quoted[0].length : next < 0 ? line.length : next
    const text = quoted?.[1]?.replaceAll('""', '"') ?? line.slice(at, end)
    if (quoted ? end < line.length && line[end] !== separator : text.includes('"')) return undefined
    cells.push(text)
    at = end
  }
  return cells
}
