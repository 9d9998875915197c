// When the bills of all days are there: every day is settled, every difference has come to its end or is a case
// for a person, what a bill got wrong was noticed, what it got right was not, and the fees are the bill's.

import type { BillLine } from '../../src/core/bill.ts'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { type LineFate, strangerOf } from './books.ts'
import { Broken, gatewayKinds, type World } from './world.ts'

type Difference = Readonly<{
  kind: string
  ref: string
  state: string
  cases: number
  odd: boolean
  says: string
}>

/** Throws what is broken. For the time when no job is left. */
export function checkBooks(world: World): void {
  for (const kind of gatewayKinds) {
    checkDays(world, kind)
    const differences = listDifferences(world, kind)
    for (const difference of differences) checkDifference(kind, difference)
    checkLines(world, kind, differences)
    checkFees(world, kind)
  }
}

/** Each day whose bill has lines was compared with it. */
function checkDays(world: World, kind: GatewayKind): void {
  for (const day of world.models[kind].bills.days()) {
    const [row] = world.look<Readonly<{ state: string }>>(
      'day',
      'select state from reconciliation where channel_id = $1 and day = $2::text::date',
      [kind, day],
    )
    if (row?.state !== 'balanced' && row?.state !== 'different')
      throw new Broken('day-is-settled', `${kind} ${day}: ${row?.state ?? 'never compared'}`)
  }
}

function listDifferences(world: World, kind: GatewayKind): readonly Difference[] {
  return world.look<Difference>(
    'differences',
    `select d.kind, d.ref, d.state, count(c.ref) as cases, d.day || ' ' || (d.explanation->>'en') as says,
       exists (select from money_case o where o.channel_id = d.channel_id and o.kind in ('mismatch', 'over')
         and o.gateway_trade_no = d.ref) as odd
     from bill_difference d
     left join money_case c on c.merchant_id = d.merchant_id and c.kind = d.explanation->'case'->>'kind'
       and c.ref = d.explanation->'case'->>'ref'
     where d.channel_id = $1 group by d.merchant_id, d.channel_id, d.kind, d.ref, d.state, d.day, d.explanation order by d.ref`,
    [kind],
  )
}

function checkDifference(kind: GatewayKind, { ref, state, cases, odd, ...rest }: Difference): void {
  const named = `${kind} ${rest.kind} ${ref}`
  if (state === 'waiting') throw new Broken('difference-comes-to-an-end', named)
  if (state === 'case' && cases === 0 && !odd) throw new Broken('difference-has-a-case', named)
}

/** A lie about a line stays as a difference; the truth, however late, leaves none. */
function checkLines(world: World, kind: GatewayKind, differences: readonly Difference[]): void {
  const { bills } = world.models[kind]
  const findOpen = (ref: string) =>
    differences.find((one) => one.ref === ref && one.state === 'case')
  for (const line of bills.all()) {
    const fate = bills.fateOf(line)
    const ref = numberOf(line)
    if (!isInBooks(world, kind, line)) continue
    const noticed = findOpen(fate === 'twice' ? `${ref}:times` : ref)
    if ((noticed !== undefined) !== isLie(fate))
      throw new Broken(
        noticed ? 'true-line-is-no-case' : 'wrong-bill-is-noticed',
        `${kind} ${line.entry} ${ref}: ${fate}, ${noticed?.says ?? 'no difference'}`,
      )
  }
  for (const day of bills.days())
    if (bills.dayFateOf(day) === 'stranger' && !findOpen(strangerOf(kind, day)))
      throw new Broken('wrong-bill-is-noticed', `${kind} ${day}: a payment of another shop`)
}

/** What the ledger says the gateway kept is what the last bills say of the payments that match. */
function checkFees(world: World, kind: GatewayKind): void {
  const { bills } = world.models[kind]
  let billed = 0
  for (const line of bills.all()) {
    const fate = bills.fateOf(line)
    if (fate === 'lost' || fate === 'amount' || !isInBooks(world, kind, line)) continue
    billed += fate === 'twice' ? 2 * line.feeFen : line.feeFen
  }
  const [row] = world.look<Readonly<{ fen: number | null }>>(
    'fees',
    `select sum(case kind when 'fee' then amount_fen else -amount_fen end)::float8 as fen from ledger_entry
     where kind in ('fee', 'fee_return') and starts_with(ref, $1 || ':')`,
    [kind],
  )
  const posted = row?.fen ?? 0
  if (posted !== billed)
    throw new Broken('fees-are-as-billed', `${kind}: ${posted} posted, ${billed} in the bills`)
}

function isLie(fate: LineFate): boolean {
  return fate === 'lost' || fate === 'twice' || fate === 'amount'
}

function numberOf({ gatewayTradeNo, refundNo }: BillLine): string {
  return refundNo ?? gatewayTradeNo ?? ''
}

/** Money of another amount than asked is in a case and not in the books. */
function isInBooks(world: World, kind: GatewayKind, line: BillLine): boolean {
  const rows = world.look(
    'in_books',
    `select 1 from payment_fact where channel_id = $1 and gateway_trade_no = $2 and amount_fen = $3 and not $4
     union all
     select 1 from refund where channel_id = $1 and refund_no = $2 and state = 'done' and $4`,
    [kind, numberOf(line), line.amountFen, line.entry === 'refund'],
  )
  return rows.length > 0
}
