// What all bills of WeChat Pay have in common: a header line, lines of marked values, and totals that are
// compared with what was counted. Pure; what does not add up is a problem beside the rows, never an exception.

/** Every cell of a line by the name of its column. */
export type BillCells = ReadonlyMap<string, string>

export type BillProblem = Readonly<{
  /** counted from 1; the last line for what is missing */
  line: number
  /** `stray`: a line that is no part of a bill; `total`: what is declared is not what was counted */
  kind: 'no-header' | 'stray' | 'columns' | 'value' | 'no-summary' | 'total'
  /** the column or total, and what was found in it */
  about: string
}>

/** What one line of a bill turned out to be. */
export type BillPart<Row> =
  | Readonly<{ kind: 'row'; line: number; row: Row }>
  | Readonly<{ kind: 'problem'; problem: BillProblem }>

export type Bill<Row> = Readonly<{ rows: readonly Row[]; problems: readonly BillProblem[] }>

/** A kind of bill. */
export type BillForm<Row> = Readonly<{
  /** columns no line can be read without */
  needed: readonly string[]
  /** the row, or the name of the cell that cannot be read */
  read: (cells: BillCells) => Row | string
  /** what the last line sums up, by its name there */
  totals: ReadonlyMap<string, Total>
}>

/** A column to add up, or else the number of lines; `only` those whose named cell says this. */
type Total = Readonly<{ column?: string; only?: readonly [column: string, text: string] }>

const millionth = 1_000_000
/** Totals are counted in millionths, so that one unit does for yuan and for fees. */
const micro = 6

/** The lines of a text, one at a time. */
export function* linesOf(text: string): Generator<string, void> {
  let at = 0
  while (at < text.length) {
    const end = text.indexOf('\n', at)
    const stop = end < 0 ? text.length : end
    yield text.slice(at, stop).replace(/\r$/, '')
    at = stop + 1
  }
}

/**
 * Reads a decimal text as a whole number of units of 10^-places: ("0.06", 2) is 6. Undefined for anything
 * else, digits beyond `places` included, unless they are zeros.
 */
export function unitsOf(text: string, places: number): number | undefined {
  const [, sign, whole = '', decimals = ''] = /^(-?)(\d{1,12})(?:\.(\d{1,12}))?$/.exec(text) ?? []
  if (sign === undefined || !/^0*$/.test(decimals.slice(places))) return undefined
  const units = Number(whole + decimals.slice(0, places).padEnd(places, '0'))
  if (!Number.isSafeInteger(units)) return undefined
  return sign === '-' && units !== 0 ? -units : units
}

/** What has been seen of a bill so far. */
type Seen = {
  line: number
  isBill: boolean
  header: readonly string[] | undefined
  /** the names of the totals, once the line that holds them has come */
  names: readonly string[] | undefined
  /** the totals, once their line has come */
  declared: BillCells | undefined
  readonly sums: Map<string, number>
}

/** Takes a bill line by line, each without its line break. */
export interface BillScanner<Row> {
  read(text: string): Iterable<BillPart<Row>>
  /** what is missing, once the last line was read */
  end(): Iterable<BillPart<Row>>
  /** what the bill says its sums are, by its own names; empty before the last line */
  declared(): Readonly<Record<string, string>>
  /** the same sums as they were counted */
  counted(): Readonly<Record<string, string>>
}

export function openScanner<Row>(form: BillForm<Row>): BillScanner<Row> {
  const seen: Seen = {
    line: 0,
    isBill: true,
    header: undefined,
    names: undefined,
    declared: undefined,
    sums: new Map(),
  }
  return {
    read: (text) => readLine(seen, form, text),
    *end() {
      if (!seen.isBill) return
      if (seen.header === undefined) yield problem(seen, 'no-header', form.needed.join())
      else if (!seen.declared) yield problem(seen, 'no-summary', [...form.totals.keys()].join())
    },
    declared: () => Object.fromEntries(seen.declared ?? []),
    counted: () =>
      Object.fromEntries([...seen.sums].map(([name, units]) => [name, decimalOf(units)])),
  }
}

/** Reads a bill line by line; `lines` come without their line breaks. */
export function* scanBill<Row>(
  lines: Iterable<string>,
  form: BillForm<Row>,
): Generator<BillPart<Row>, void> {
  const scanner = openScanner(form)
  for (const text of lines) yield* scanner.read(text)
  yield* scanner.end()
}

function* readLine<Row>(
  seen: Seen,
  form: BillForm<Row>,
  text: string,
): Generator<BillPart<Row>, void> {
  seen.line += 1
  if (text === '' || !seen.isBill) return
  if (seen.header === undefined) {
    const header = namesIn(text)
    const missing = form.needed.filter((column) => !header.includes(column))
    seen.header = header
    // A header that is missing is one problem, not one for each line.
    seen.isBill = missing.length === 0
    if (!seen.isBill) yield problem(seen, 'no-header', missing.join())
  } else if (seen.declared) yield problem(seen, 'stray', text)
  else if (text.startsWith('`')) yield* readMarked(seen, seen.header, form, text)
  else {
    const names = namesIn(text)
    const isExpected = seen.names === undefined && names.some((name) => form.totals.has(name))
    if (isExpected) seen.names = names
    else yield problem(seen, 'stray', text)
  }
}

/** A line of values: one row, or the totals. */
function* readMarked<Row>(
  seen: Seen,
  header: readonly string[],
  form: BillForm<Row>,
  text: string,
): Generator<BillPart<Row>, void> {
  const columns = seen.names ?? header
  const values = text.slice(1).split(',`')
  if (seen.names) seen.declared = new Map()
  if (values.length !== columns.length)
    return yield problem(seen, 'columns', `${values.length} instead of ${columns.length}`)
  const cells = new Map(columns.map((name, index) => [name, values[index] ?? '']))
  if (seen.declared) {
    seen.declared = cells
    return yield* compareTotals(seen, form, cells)
  }

  const row = form.read(cells)
  if (typeof row === 'string') return yield badValue(seen, cells, row)
  yield { kind: 'row', line: seen.line, row }
  yield* addUp(seen, form, cells)
}

function* addUp<Row>(
  seen: Seen,
  form: BillForm<Row>,
  cells: BillCells,
): Generator<BillPart<Row>, void> {
  for (const [name, { column, only }] of form.totals) {
    // A bill of one kind of trade lacks columns its totals still name.
    if (column !== undefined && !cells.has(column)) continue
    if (only !== undefined && cells.get(only[0]) !== only[1]) continue
    const value = column === undefined ? millionth : unitsOf(textIn(cells, column), micro)
    if (value === undefined) yield badValue(seen, cells, column ?? name)
    else seen.sums.set(name, (seen.sums.get(name) ?? 0) + value)
  }
}

function* compareTotals<Row>(
  seen: Seen,
  form: BillForm<Row>,
  cells: BillCells,
): Generator<BillPart<Row>, void> {
  for (const [name, { column }] of form.totals) {
    const declared = cells.get(name)
    if (declared === undefined || (column !== undefined && !seen.header?.includes(column))) continue
    const counted = seen.sums.get(name) ?? 0
    const units = unitsOf(declared, micro)
    if (units === undefined) yield badValue(seen, cells, name)
    else if (units !== counted)
      yield problem(seen, 'total', `${name} ${declared}, counted ${decimalOf(counted)}`)
  }
}

function badValue(seen: Seen, cells: BillCells, column: string) {
  return problem(seen, 'value', `${column} ${textIn(cells, column)}`)
}

function problem(
  { line }: Seen,
  kind: BillProblem['kind'],
  about: string,
): Extract<BillPart<never>, { kind: 'problem' }> {
  return { kind: 'problem', problem: { line, kind, about } }
}

/**
 * The names in a line without marks. Some write the parentheses of 收支金额(元) in full width; trimming also takes
 * the byte order mark away.
 */
function namesIn(text: string): readonly string[] {
  const plain = text.replaceAll('（', '(').replaceAll('）', ')')
  return plain.split(',').map((name) => name.trim())
}

/** Millionths as a decimal text without zeros at its end. */
function decimalOf(units: number): string {
  const digits = String(Math.abs(units)).padStart(micro + 1, '0')
  const text = `${digits.slice(0, -micro)}.${digits.slice(-micro)}`.replace(/\.?0+$/, '')
  return units < 0 ? `-${text}` : text
}

/** All parts at once. */
export function collectBill<Row>(parts: Iterable<BillPart<Row>>): Bill<Row> {
  const rows: Row[] = []
  const problems: BillProblem[] = []
  for (const part of parts) {
    if (part.kind === 'row') rows.push(part.row)
    else problems.push(part.problem)
  }
  return { rows, problems }
}

/** A cell's text; a column the bill lacks is empty. */
export function textIn(cells: BillCells, column: string): string {
  return cells.get(column) ?? ''
}
