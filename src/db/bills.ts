// Bills as they came, and the lines that were read in them. A day has the lines of the file that was fetched
// last and adds up; every file is kept.

import { type BillKind, type BillLine, type BillPart, hasPlainNumbers } from '../core/bill.ts'
import { type Balances, followBalance } from '../core/funds.ts'
import type { Instant } from '../core/time.ts'
import { bePatient, type Database, type Db, statement } from './connect.ts'

/** The bill of one channel and day. */
export type BillScope = Readonly<{ merchantId: number; channelId: string; day: string }>

/** A file as it came; of a day without trades it has no bytes. */
export type FetchedFile = Readonly<{
  kind: BillKind
  bytes: Buffer
  sha256: Buffer
  /** which reading of the bytes the lines come from */
  parser: number
}>

export type BillFile = Readonly<{
  sha256: Buffer
  parser: number
  lines: number
  /** why its lines are not believed */
  trouble: string | null
  /** null: it was read when nobody added up */
  sums: Readonly<BillSums> | null
  fetchedAt: Instant
}>

const selectLatest = statement(
  'find_latest_bill',
  `select sha256, parser, lines, trouble, sums, fetched_at as "fetchedAt" from bill_file
   where merchant_id = $1 and channel_id = $2 and day = $3 and kind = $4
   order by fetched_at desc limit 1`,
)

/** The file that was fetched last. */
export async function findLatestBill(
  db: Db,
  { merchantId, channelId, day }: BillScope,
  kind: BillKind,
): Promise<BillFile | undefined> {
  return (await db.rows<BillFile>(selectLatest, [merchantId, channelId, day, kind]))[0]
}

/** Lines of trades are compared with the books one by one, payouts are on the books; of other movements the sums do. */
function isKept(kind: BillKind, { entry }: BillLine): boolean {
  return kind === 'trade' || entry === 'payout'
}

/** Larger ones are no quicker, and what they are made of is memory for as long as nobody tidies up. */
const batchSize = 500
/** So few lines are found quickly by any plan. */
const analyzedFrom = 100

/** Two who import one day at once would mix their lines. */
const lockDay = statement(
  'lock_bill',
  "select pg_advisory_xact_lock(hashtextextended($1 || ':' || $2 || ':' || $3, 0))",
)

const deleteLines = statement(
  'delete_bill_lines',
  `delete from bill_line where merchant_id = $1 and channel_id = $2 and day = $3 and kind = $4`,
)

const insertLines = statement(
  'insert_bill_lines',
  `insert into bill_line (merchant_id, channel_id, day, kind, line_no, entry, out_trade_no,
     gateway_trade_no, refund_no, amount_fen, fee_fen, at)
   select $1, $2, $3, $4, t.line_no, t.entry, t.out_trade_no, t.gateway_trade_no, t.refund_no,
     t.amount_fen, t.fee_fen, to_timestamp(t.at / 1000)
   from unnest($5::integer[], string_to_array($6, E'\\n'), string_to_array($7, E'\\n', ''),
     string_to_array($8, E'\\n', ''), string_to_array($9, E'\\n', ''), $10::bigint[],
     $11::bigint[], $12::float8[])
     as t(line_no, entry, out_trade_no, gateway_trade_no, refund_no, amount_fen, fee_fen, at)`,
)

const insertFile = statement(
  'insert_bill_file',
  `insert into bill_file (merchant_id, channel_id, day, kind, sha256, bytes, parser, lines, declared,
     computed, trouble, sums, fetched_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, app_now())
   on conflict (merchant_id, channel_id, day, kind, sha256) do update
     set parser = excluded.parser, lines = excluded.lines, declared = excluded.declared,
       computed = excluded.computed, trouble = excluded.trouble, sums = excluded.sums,
       fetched_at = excluded.fetched_at`,
)

// A payout is known by the movement's own number, so that the same line in a file that is fetched again moves nothing.
// Of a payout that came back the amount is below zero.
const postPayouts = statement(
  'post_payouts',
  `insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, day, recorded_at)
   select $1, case when amount_fen > 0 then 'payout' else 'payout_return' end, $2 || ':' || gateway_trade_no,
     case when amount_fen > 0 then 'bank' else 'clearing:' || $2 end,
     case when amount_fen > 0 then 'clearing:' || $2 else 'bank' end, abs(amount_fen),
     (at at time zone 'Asia/Shanghai')::date, app_now()
   from bill_line
   where merchant_id = $1 and channel_id = $2::text and day = $3 and kind = 'funds' and entry = 'payout'
     and gateway_trade_no is not null and amount_fen <> 0
   on conflict do nothing`,
)

const analyzeLines = statement('analyze_bill_lines', 'analyze bill_line')

/** Fen by what the lines are; refunds, fees and payouts are positive when they left the account. */
type LineSums = Record<BillLine['entry'], number>

/** Without payouts where an older reading added them to `other`, and without balances where the file has none. */
export type BillSums = Omit<LineSums, 'payout'> & Partial<Pick<LineSums, 'payout'> & Balances>

/** What was read in a file. */
type Reading = {
  lines: number
  /** how many of them are lines of the day too */
  kept: number
  declared: Readonly<Record<string, string>>
  counted: Readonly<Record<string, string>>
  trouble: string | null
  sums: LineSums & Partial<Balances>
}

/** Thrown to undo an import. */
class TroubledBill extends Error {
  readonly reading: Reading

  constructor(reading: Reading) {
    super('troubled bill')
    this.reading = reading
  }
}

/**
 * Keeps a file and puts its lines in the place of those the day had. `read` reads it from its beginning, and may
 * be called again. What went to the merchant's bank comes on the ledger. A file that is in trouble is kept, and the
 * day's lines stay what they were. Returns what is the trouble.
 */
export async function importBill(
  db: Database,
  scope: BillScope,
  file: FetchedFile,
  read: () => AsyncIterable<BillPart>,
): Promise<string | null> {
  try {
    return await db.tx(async (tx) => {
      await bePatient(tx)
      await tx.rows(lockDay, [scope.channelId, scope.day, file.kind])
      await tx.rows(deleteLines, [...keyOf(scope), file.kind])
      const reading = await importLines(tx, scope, file.kind, read())
      if (reading.trouble !== null) throw new TroubledBill(reading)
      await keepFile(tx, scope, file, reading)
      if (file.kind === 'funds') await tx.rows(postPayouts, keyOf(scope))
      // Before the database has heard of so many new rows by itself, it would look for each of them singly.
      if (reading.kept > analyzedFrom) await tx.rows(analyzeLines, [])
      return null
    })
  } catch (error) {
    if (!(error instanceof TroubledBill)) throw error
    await keepFile(db, scope, file, error.reading)
    return error.reading.trouble
  }
}

async function importLines(
  tx: Db,
  scope: BillScope,
  kind: BillKind,
  parts: AsyncIterable<BillPart>,
): Promise<Reading> {
  const sums = { payment: 0, refund: 0, fee: 0, payout: 0, other: 0 }
  const reading: Reading = { lines: 0, kept: 0, declared: {}, counted: {}, trouble: null, sums }
  const trail = followBalance()
  let batch: BillLine[] = []
  // The database takes one batch while the next is read.
  let taken: Promise<void> = Promise.resolve()
  const put = async () => {
    await taken
    taken = putLines(tx, scope, kind, reading.kept, batch)
    // Awaited before the next one; until then nobody listens.
    taken.catch(() => {})
    batch = []
  }
  for await (const part of parts) {
    notePart(reading, part)
    if (part.part === 'line' && kind === 'funds') trail.follow(part.line)
    if (part.part === 'line' && isKept(kind, part.line) && reading.trouble === null) {
      reading.kept += 1
      batch.push(part.line)
    }
    if (batch.length >= batchSize) await put()
  }
  if (batch.length > 0 && reading.trouble === null) await put()
  await taken
  return { ...reading, sums: { ...sums, ...trail.end() } }
}

function notePart(reading: Reading, part: BillPart): void {
  switch (part.part) {
    case 'trouble':
      // One is enough not to believe the file, and the first is the one that explains the others.
      reading.trouble ??= plain(part.about)
      return
    case 'totals':
      reading.declared = plainTexts(part.declared)
      reading.counted = plainTexts(part.counted)
      return
    case 'line':
      reading.lines += 1
      reading.sums[part.line.entry] += part.line.amountFen
      reading.sums.fee += part.line.feeFen
      if (!hasPlainNumbers(part.line)) reading.trouble ??= `entry ${reading.lines}: a number`
  }
}

function plainTexts(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [plain(name), plain(text)]))
}

/** The database takes no NUL, and nobody wants to read one. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 500)
}

/** `lastNo` is the number of the batch's last line, among those that are kept. */
async function putLines(
  tx: Db,
  scope: BillScope,
  kind: BillKind,
  lastNo: number,
  batch: readonly BillLine[],
): Promise<void> {
  await tx.rows(insertLines, [
    ...keyOf(scope),
    kind,
    literal(batch.map((_, index) => lastNo - batch.length + 1 + index)),
    joined(batch.map((line) => line.entry)),
    joined(batch.map((line) => line.outTradeNo)),
    joined(batch.map((line) => line.gatewayTradeNo)),
    joined(batch.map((line) => line.refundNo)),
    literal(batch.map((line) => line.amountFen)),
    literal(batch.map((line) => line.feeFen)),
    literal(batch.map((line) => line.at)),
  ])
}

// Arrays as texts, for the driver would look at every letter of theirs.

function literal(amounts: readonly number[]): string {
  return `{${amounts.join(',')}}`
}

/** Printable numbers, one a line; none is an empty line. */
function joined(numbers: readonly (string | null)[]): string {
  return numbers.join('\n')
}

async function keepFile(
  db: Db,
  scope: BillScope,
  { kind, sha256, bytes, parser }: FetchedFile,
  { lines, declared, counted, trouble, sums }: Reading,
): Promise<void> {
  await db.rows(insertFile, [
    ...keyOf(scope),
    kind,
    sha256,
    bytes,
    parser,
    lines,
    JSON.stringify(declared),
    JSON.stringify(counted),
    trouble,
    JSON.stringify(sums),
  ])
}

export function keyOf({ merchantId, channelId, day }: BillScope): readonly unknown[] {
  return [merchantId, channelId, day]
}

const selectUnbilled = statement(
  'list_unbilled_days',
  `select d.day::date::text as day
   from (
     select min((created_at at time zone 'Asia/Shanghai')::date) as day from attempt
     where merchant_id = $1 and channel_id = $2) begun,
     generate_series(greatest(begun.day, $3::date), $4::date, interval '1 day') as d(day)
   where begun.day is not null and not exists (
     select 1 from reconciliation r
     where r.merchant_id = $1 and r.channel_id = $2 and r.day = d.day::date
       and r.state <> 'waiting')
     and not exists (
       select 1 from job j
       where j.merchant_id = $1 and j.kind = 'download-bill' and j.ref = $2 || ':' || d.day::date::text)
   order by d.day`,
)

/** Days from `from` to `until` without a bill that nobody is asking for, beginning with the channel's first attempt. */
export async function listUnbilledDays(
  db: Db,
  merchantId: number,
  channelId: string,
  from: string,
  until: string,
): Promise<readonly string[]> {
  const rows = await db.rows<{ day: string }>(selectUnbilled, [merchantId, channelId, from, until])
  return rows.map(({ day }) => day)
}
