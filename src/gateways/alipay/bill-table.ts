// The tables in Alipay's bill files: remarks behind `#`, a line of names, lines of values, an end, and totals
// that are compared with what was counted (fact sheet Alipay, section 15). Pure.

import type { BillLine, BillPart } from '../../core/bill.ts'

/** A kind of table. */
export type TableForm = Readonly<{
  /** what its first line says */
  title: string
  /** columns no line can be read without */
  needed: readonly string[]
  /** the one column in which a comma may stand bare */
  freeText: string
  /** the line, or the name of the cell that cannot be read */
  read: (cells: Cells) => TableLine | string
  /** a line of totals: its name, how many, and their sum in yuan */
  totals: RegExp
  totalNames: readonly string[]
}>

/** A line, and what it adds to which total. */
export type TableLine = Readonly<{ line: BillLine; total: string; totalFen: number }>

/** A line's values by the names of their columns. */
export type Cells = (column: string) => string

/** Takes a table line by line; each line is at most one part. */
export interface TableReader {
  read(text: string): BillPart | undefined
  end(): readonly BillPart[]
}

const columnsMax = 200

type Total = { count: number; fen: number }

export function readTable(form: TableForm): TableReader {
  const counted = new Map<string, Total>(
    form.totalNames.map((name) => [name, { count: 0, fen: 0 }]),
  )
  const declared = new Map<string, Total>()
  let place: 'title' | 'remarks' | 'rows' | 'after' = 'title'
  let columns: ReadonlyMap<string, number> = new Map()
  let lineNo = 0
  let damaged = 0

  const readRow = (text: string): BillPart => {
    if (text.includes('\ufffd')) damaged += 1
    const values = splitRow(text, columns.size, columns.get(form.freeText) ?? 0)
    if (values === undefined) return trouble(`line ${lineNo}: not ${columns.size} values`)
    const read = form.read((column) => valueAt(values, columns.get(column)))
    if (typeof read === 'string') return trouble(`line ${lineNo}: ${read}`)
    const total = counted.get(read.total)
    if (total) {
      total.count += 1
      total.fen += read.totalFen
    }
    return { part: 'line', line: read.line }
  }

  const readRemark = (text: string): BillPart | undefined => {
    if (place === 'rows') place = text.includes('列表结束') ? 'after' : 'rows'
    const [, name, count, sum] = form.totals.exec(text) ?? []
    const fen = fenIn(sum ?? '')
    if (name === undefined || fen === undefined) return undefined
    declared.set(name, { count: Number(count), fen })
    return undefined
  }

  return {
    read(text) {
      lineNo += 1
      if (place === 'title') {
        place = 'remarks'
        return text.replace(/^\ufeff/, '').startsWith(form.title)
          ? undefined
          : trouble(`begins with none of ${form.title}`)
      }
      if (text === '') return undefined
      if (text.startsWith('#')) return readRemark(text)
      if (place === 'rows') return readRow(text)
      if (place === 'after') return trouble(`line ${lineNo}: after the end`)
      place = 'rows'
      columns = columnsIn(text)
      const missing = form.needed.filter((column) => !columns.has(column))
      return missing.length > 0 ? trouble(`columns missing: ${missing.join()}`) : undefined
    },
    end() {
      const parts: BillPart[] = [
        {
          part: 'totals',
          declared: textsOf(declared),
          counted: { ...textsOf(counted), damaged: String(damaged) },
        },
      ]
      if (place !== 'after') parts.push(trouble('cut off before its end'))
      for (const name of form.totalNames) {
        const [said, found] = [textsOf(declared)[name], textsOf(counted)[name]]
        if (said !== found) parts.push(trouble(`${name}: ${said ?? 'nothing'}, counted ${found}`))
      }
      return parts
    },
  }
}

/**
 * The values of a line. A comma in the free text is quoted only sometimes, so a line that has too many is first
 * read with quotes, and then its surplus belongs to the free text. Undefined when that does not help.
 */
function splitRow(text: string, columns: number, freeText: number): readonly string[] | undefined {
  const plain = text.split(',')
  if (plain.length === columns) return plain
  if (plain.length < columns || plain.length > columns + columnsMax) return undefined
  const quoted = text.match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,"][^,]*|)(?=,|$)/g)
  if (quoted?.length === columns) return quoted
  const surplus = plain.length - columns
  const free = plain.slice(freeText, freeText + surplus + 1).join(',')
  return [...plain.slice(0, freeText), free, ...plain.slice(freeText + surplus + 1)]
}

/** Columns by name; some files write their parentheses in full width. */
function columnsIn(text: string): ReadonlyMap<string, number> {
  const names = text.split(',', columnsMax)
  return new Map(
    names.map((name, at) => [name.trim().replaceAll('（', '(').replaceAll('）', ')'), at]),
  )
}

/** Values that look like numbers end with a tab, so that spreadsheets keep them as text. */
function valueAt(values: readonly string[], at: number | undefined): string {
  return (at === undefined ? '' : (values[at] ?? '')).trim()
}

/** Signed fen of a yuan text; nothing at all is 0. Undefined for anything else. */
export function fenIn(text: string): number | undefined {
  if (text === '') return 0
  const [, sign, yuan, decimals = ''] = /^([+-]?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text) ?? []
  if (yuan === undefined) return undefined
  const fen = Number(yuan + decimals.padEnd(2, '0'))
  return sign === '-' && fen !== 0 ? -fen : fen
}

export function trouble(about: string): Extract<BillPart, { part: 'trouble' }> {
  return { part: 'trouble', about }
}

/** Number and sum in fen, as `6/603`. */
function textsOf(totals: ReadonlyMap<string, Total>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    // Some files write what left the account with a minus, some without.
    [...totals].map(([name, { count, fen }]) => [name, `${count}/${Math.abs(fen)}`]),
  )
}
