// What must hold: after each step that wrote, at the end, and between the gateways' truth and the shop's books.
// The truth is the models' own; the books are read with SQL, never through the product.

import { invariants } from '../../src/db/audit.ts'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { findSaid, isSaid } from './by-hand.ts'
import type { Trade, TruthRefund } from './gateway-model.ts'
import { givenUp, paidMoment } from './moments.ts'
import { approvalFen } from './profile.ts'
import { Broken, gatewayKinds, type World } from './world.ts'

const merchantId = 1

/** Cheap enough for every step: each a statement of which no row is good news. */
const rules: readonly string[] = [
  `select 'paid-is-accepted-facts' as rule, o.order_number as detail from orders o
  where o.paid_fen <> coalesce((select sum(f.amount_fen) from payment_fact f
    where f.merchant_id = o.merchant_id and f.order_number = o.order_number and f.verdict = 'accepted'), 0)`,
  `select 'fact-is-as-asked', f.out_trade_no from payment_fact f
  join attempt a using (merchant_id, channel_id, out_trade_no)
  where a.amount_fen <> f.amount_fen or a.state <> 'paid'`,
  `select 'duplicate-is-kept', o.order_number from orders o
  where o.duplicate_fen <> coalesce((select sum(f.amount_fen) from payment_fact f
    where f.merchant_id = o.merchant_id and f.order_number = o.order_number and f.verdict = 'duplicate'), 0)`,
  `select 'ledger-has-each-fact', f.gateway_trade_no from payment_fact f
  left join ledger_entry e on e.merchant_id = f.merchant_id and e.ref = f.channel_id || ':' || f.gateway_trade_no
    and e.kind = case f.verdict when 'accepted' then 'payment' else 'duplicate' end
  where f.amount_fen > 0 and f.verdict <> 'confirmed' and (e.ref is null or e.amount_fen <> f.amount_fen or e.debit <> 'clearing:'
      || case when exists (select from manual_confirmation m where m.channel_id = f.channel_id
        and m.reference = f.gateway_trade_no and m.state = 'applied') then 'manual' else f.channel_id end
    or e.credit <> case when f.verdict = 'accepted' and not (e.credit = 'suspense' and exists (
      select from money_case c where c.kind = 'late' and c.ref = e.ref)) then 'payable' else 'suspense' end)`,
  `select 'goods-as-paid', l.order_number || '/' || l.line_no from order_line l
  join orders o using (merchant_id, order_number)
  left join (select merchant_id, order_number, line_no, count(*) as units from fulfilment group by 1, 2, 3) g
    using (merchant_id, order_number, line_no)
  where coalesce(g.units, 0) not in (0, l.quantity)
    or (coalesce(g.units, 0) > 0 and o.paid_at is null)
    or (coalesce(g.units, 0) = 0 and o.paid_at is not null and not o.paid_late)`,
  `select 'license-for-each-unit', f.order_number from fulfilment f
  left join license c using (merchant_id, order_number, line_no, seq) where f.kind = 'license' and c.license_id is null`,
  `select 'seats-as-counted', c.license_id from license c
  where c.devices_used <> (select count(*) from device d where d.merchant_id = c.merchant_id and d.license_id = c.license_id)`,
  `select 'over-has-no-open-number', o.order_number from orders o join attempt a using (merchant_id, order_number)
  where o.state in ('cancelled', 'expired') and a.state = 'open'`,
  `select 'refunds-as-reserved', o.order_number from orders o
  left join (select merchant_id, order_number,
      sum(amount_fen) filter (where state = 'done') as done,
      sum(amount_fen) filter (where state in ('awaiting', 'planned', 'processing', 'unknown')) as open
    from refund where reason <> 'duplicate' group by 1, 2) r using (merchant_id, order_number)
  where o.refunded_fen <> coalesce(r.done, 0) or o.reserved_fen <> coalesce(r.open, 0)`,
  `select 'duplicate-goes-back', f.gateway_trade_no from payment_fact f
  left join refund r on r.merchant_id = f.merchant_id and r.channel_id = f.channel_id
    and r.gateway_trade_no = f.gateway_trade_no and r.reason = 'duplicate' and r.amount_fen = f.amount_fen
  where f.verdict = 'duplicate' and r.refund_no is null and not exists (select from money_case c
    where c.merchant_id = f.merchant_id and c.kind = 'duplicate' and c.ref = f.channel_id || ':' || f.gateway_trade_no
      and (c.decided_by is not null or (c.reason = 'after_hand' and c.state = 'open')))`,
  `select 'much-money-takes-two', c.kind || ' ' || c.ref from money_case c
  where c.amount_fen > ${approvalFen} and c.decided_by is not null and (c.state = 'waived' or c.reason = 'same_money')
    and (c.waive_asked_by is null or c.waive_asked_by = c.decided_by)`,
  `select 'ledger-has-each-refund', r.refund_no from refund r
  left join ledger_entry e on e.merchant_id = r.merchant_id and e.ref = r.refund_no
    and e.kind = case r.reason when 'duplicate' then 'return' else 'refund' end
  where r.state = 'done' and (e.ref is null or e.amount_fen <> r.amount_fen or e.credit <> 'clearing:' || case when r.by_hand then 'manual' else r.channel_id end
    or e.debit <> case when r.reason = 'duplicate' or (e.debit = 'suspense' and exists (select from ledger_entry p
      where p.kind = 'payment' and p.credit = 'suspense' and p.ref = r.channel_id || ':' || r.gateway_trade_no))
      then 'suspense' else 'payable' end)`,
  `select 'late-money-has-a-case', o.order_number from orders o
  where o.paid_late and not exists (select from money_case c where c.merchant_id = o.merchant_id
    and c.kind = 'late' and c.order_number = o.order_number)`,
  `select 'open-number-is-watched', a.out_trade_no from attempt a
  where a.state = 'open' and not exists (select from job j where j.merchant_id = a.merchant_id
    and j.kind = 'query-attempt' and j.ref = a.channel_id || ':' || a.out_trade_no)`,
  `select 'open-order-expires', o.order_number from orders o
  where o.state in ('waiting', 'closing') and not exists (select from job j where j.merchant_id = o.merchant_id
    and j.kind = 'expire-order' and j.ref = o.order_number)`,
  `select 'closed-order-is-watched', o.order_number from orders o
  where o.state in ('cancelled', 'expired') and o.closed_at > app_now() - interval '26 hours'
    and exists (select from attempt a where a.merchant_id = o.merchant_id and a.order_number = o.order_number)
    and not exists (select from job j where j.merchant_id = o.merchant_id and j.kind = 'watch-order' and j.ref = o.order_number)`,
  `select 'open-refund-is-sent', r.refund_no from refund r
  where r.state in ('planned', 'processing', 'unknown') and not exists (select from job j
    where j.merchant_id = r.merchant_id and j.kind = 'refund' and j.ref = r.refund_no)`,
  `select 'kept-notice-is-retried', n.news_id from notice n
  where n.state = 'retry' and not exists (select from job j where j.merchant_id = n.merchant_id
    and j.kind = 'retry-notice' and j.ref = n.channel_id || ':' || n.news_id)`,
]

const tablesReadBy = (text: string) =>
  [...text.matchAll(/\b(?:from|join)\s+([a-z_]+)/g)].map(([, table = '']) => table)
const tablesOfRules = rules.map(tablesReadBy)
const everyTable = new Set(tablesOfRules.flat())
const endingTables = ['attempt', 'refund', 'payment_fact']

type Asked = Readonly<{ name: string; text: string }>

const asked = new Map<string, Asked>()

/** Gives the columns their names, whichever rule comes first. */
const named = 'select null::text as rule, null::text as detail where false'

/** The rules about any of some tables, as one statement; undefined: there are none. */
function rulesAbout(tables: ReadonlySet<string>): Asked | undefined {
  const about = [...rules.entries()].filter(([at]) =>
    tablesOfRules[at]?.some((table) => tables.has(table)),
  )
  if (about.length === 0) return undefined
  const name = `rules ${about.map(([at]) => at).join(' ')}`
  const known = asked.get(name)
  if (known) return known
  const made = { name, text: [named, ...about.map(([, text]) => text)].join(' union all ') }
  asked.set(name, made)
  return made
}

type Row = Readonly<{ rule: string; detail: string }>

/** After a step that wrote: the rules about what was written. Between the statements of a transaction nothing has happened yet. */
export function checkStep(world: World): void {
  if (world.written.size === 0 || world.connection.heldBy !== undefined) return
  const written = new Set(world.written)
  world.written.clear()
  const about = rulesAbout(written)
  const [row] = about ? world.look<Row>(about.name, about.text) : []
  if (row) throw new Broken(row.rule, row.detail)
  if (endingTables.some((table) => written.has(table))) checkEnds(world)
}

/** What came to its end here has come to it at the gateway. */
function checkEnds(world: World): void {
  type End = Readonly<{
    channel: GatewayKind
    number: string
    ref: string | null
    state: string
  }>
  const ends = world.look<End>(
    'ends',
    `select channel_id as channel, out_trade_no as number, null as ref, state from attempt where state = 'closed'
     union all
     select channel_id, out_trade_no, refund_no, state from refund where state in ('done', 'failed', 'cancelled', 'rejected') and not by_hand
     union all
     select channel_id, out_trade_no, gateway_trade_no, 'fact ' || amount_fen from payment_fact`,
  )
  for (const { channel, number, ref, state } of ends) {
    const model = world.models[channel]
    const trade = model.trades.get(number)
    if (state.startsWith('fact')) {
      if (ref !== null && findSaid(world, channel, ref)?.outTradeNo === number) continue
      if (!trade || trade.gatewayTradeNo !== ref || state !== `fact ${trade.chargedFen}`)
        throw new Broken('every-payment-was-paid', `${channel} ${ref}: ${state} of ${number}`)
      continue
    }
    // A link nobody has opened yet is closed nowhere; the watch looks after it.
    if (ref === null) {
      if (trade?.state === 'waiting' && world.kernel.now < trade.expiresAt)
        throw new Broken('closed-only-by-the-gateway', `${channel} ${number} can still be paid`)
      continue
    }
    const known = trade?.refunds.get(ref)
    const truth = known ? model.refundState(known) : 'absent'
    const fits = state === 'done' || state === 'failed' ? truth === state : truth === 'absent'
    if (!fits)
      throw new Broken('refund-ends-as-at-the-gateway', `${ref}: ${truth} there, ${state} here`)
  }
}

/** When everything has worked for long enough: nothing is left undone, and the books are the truth. */
export function checkEnd(world: World): void {
  for (const table of everyTable) world.written.add(table)
  checkStep(world)
  for (const kind of gatewayKinds)
    for (const trade of world.models[kind].trades.values())
      if (trade.state === 'paid') checkTruth(world, kind, trade)
  checkNothingLeft(world)
  checkAudit(world)
  for (const kind of gatewayKinds) checkClearing(world, kind)
}

function checkNothingLeft(world: World): void {
  const left = world.look<Row>(
    'end',
    `select 'order-comes-to-an-end' as rule, order_number as detail from orders o
     where state in ('waiting', 'closing') and not exists (select from money_case c
       where c.merchant_id = o.merchant_id and c.kind in ('mismatch', 'over') and c.order_number = o.order_number)
     union all
     select 'number-comes-to-an-end', a.out_trade_no from attempt a where state = 'open' and not exists (
       select from money_case c where c.merchant_id = a.merchant_id and c.kind in ('mismatch', 'over') and c.out_trade_no = a.out_trade_no)
     union all
     select 'refund-comes-to-an-end', refund_no from refund where state in ('planned', 'processing', 'unknown')
     union all
     select 'notice-comes-to-an-end', news_id from notice where state = 'retry'
     union all
     select 'duplicate-case-ends', ref from money_case c where kind = 'duplicate' and state in ('open', 'acting')
       and exists (select from refund r where r.merchant_id = c.merchant_id and r.reason = 'duplicate' and r.state = 'done'
         and r.channel_id || ':' || r.gateway_trade_no = c.ref)
     union all
     select 'late-money-as-its-policy', c.ref from money_case c
     where kind = 'late' and reason = 'delivered' and decided_by is null and exists (
       select from order_line l where l.merchant_id = c.merchant_id and l.order_number = c.order_number
         and l.late_policy <> 'deliver')
     union all
     select 'queue-drains', kind || ' ' || ref from job j where run_at <= app_now() - interval '1 hour' and parked_at is null`,
  )
  const [row] = left
  if (row) throw new Broken(row.rule, row.detail)
}

/**
 * What the audit says of books; what it says of the schema is the same for every seed. All of it is one statement,
 * because of so few rows asking costs more than what is asked.
 */
const ofBooks = invariants.filter(
  ({ statement }) => !/\bpg_|information_schema|\bmigration\b/.test(statement.text),
)

/** What is said of things of which there are none on most days, and the tables that have any of them. */
const ofRareThings: Readonly<Record<string, readonly string[]>> = {
  'INV-13': ['bill_file', 'bill_line', 'reconciliation', 'bill_difference'],
  'INV-26': ['webhook_endpoint', 'webhook_message'],
  'INV-29': ['card'],
  'INV-34': ['letter_way', 'letter'],
}

/** Every invariant of the books the audit knows, those of healed books included. */
export function checkAudit(world: World): void {
  const isAbout = (tables: readonly string[]) => tables.some((one) => world.database.hasRows(one))
  const none = Object.keys(ofRareThings).filter((id) => !isAbout(ofRareThings[id] ?? []))
  const text = ofBooks
    .filter(({ id }) => !none.includes(id.slice(0, 'INV-00'.length)))
    .map(({ id, statement }) => `select '${id}' as rule, ref, detail from (${statement.text}) one`)
    .join(' union all ')
  const name = `audit without ${none.join(' ')}`
  const [first] = world.look<Row & Readonly<{ ref: string }>>(name, text, [merchantId])
  if (first) throw new Broken(first.rule, `${first.ref}: ${first.detail}`)
}

/** Money the gateway took is goods, or went back, or waits for a person; never more than one of these. */
function checkTruth(world: World, kind: GatewayKind, trade: Trade): void {
  const { outTradeNo, gatewayTradeNo } = trade
  const given = [...trade.refunds.values()].filter(
    (refund) => world.models[kind].refundState(refund) === 'done',
  )
  const givenFen = given.reduce((sum, { amountFen }) => sum + amountFen, 0)
  const [fact] = world.look<
    Readonly<{
      verdict: string
      order: string
      goods: number
      cases: number
      late: boolean
      closedAt: number | null
      handFen: number
    }>
  >(
    'truth',
    `select f.verdict, o.order_number as order, o.paid_late as late, o.closed_at as "closedAt",
       (select count(*) from fulfilment g where g.merchant_id = o.merchant_id and g.order_number = o.order_number) as goods,
       (select count(*) from money_case c where c.merchant_id = o.merchant_id and c.order_number = o.order_number
          and (c.state in ('open', 'acting', 'waived') or c.reason = 'same_money')) as cases,
       (select coalesce(sum(r.amount_fen), 0)::float8 from refund r where r.channel_id = f.channel_id
          and r.out_trade_no = f.out_trade_no and r.reason = 'duplicate' and r.by_hand and r.state = 'done') as "handFen"
     from payment_fact f join orders o using (merchant_id, order_number)
     where f.channel_id = $1 and f.gateway_trade_no = $2`,
    [kind, gatewayTradeNo],
  )
  if (trade.chargedFen !== trade.amountFen) {
    if (fact) throw new Broken('odd-amount-moves-nothing', outTradeNo)
    const cases = world.look(
      'odd_case',
      `select 1 from money_case where kind in ('mismatch', 'over') and out_trade_no = $1`,
      [outTradeNo],
    )
    if (cases.length === 0) throw new Broken('odd-amount-opens-a-case', outTradeNo)
    return
  }
  // Money that a charge had taken and its undoing gave back may come and go without a word.
  if (!fact && trade.undone) return
  if (!fact) throw new Broken('paid-money-is-found', `${kind} ${outTradeNo}`)
  if (givenFen > trade.chargedFen) throw new Broken('never-more-back-than-paid', outTradeNo)
  checkRefunds(world, kind, trade)
  // What was undone in time was never anybody's; known here, it is on the books as returned.
  if (trade.undone) return
  if (fact.verdict === 'duplicate') {
    // Or a person gave it back, and said so; or it came once, as a person had said before.
    const isGone = [givenFen, fact.handFen].includes(trade.chargedFen)
    if (!isGone && fact.cases === 0 && !hasFailed(trade))
      throw new Broken('duplicate-is-returned', outTradeNo)
    // What a person confirmed before by the same number is the order's own money, and goes back in parts.
    if (given.length > 1 && !isSaid(world, kind, outTradeNo))
      throw new Broken('duplicate-returns-once', outTradeNo)
    return
  }
  if (givenFen === 0 && fact.goods === 0 && fact.cases === 0)
    throw new Broken('paid-money-has-an-outcome', outTradeNo)
  // What its gateway's own desk gave back before anybody here knew of it waits for a person.
  if (![...trade.refunds.values()].some(({ isTold }) => !isTold))
    checkInTime(world, kind, outTradeNo, fact)
}

/**
 * Whether money was late is for the payer's clock to say, not for the books: whoever paid before giving up, and
 * while the gateway still took it, gets the goods; whoever paid after the order was over did so late.
 */
function checkInTime(
  world: World,
  kind: GatewayKind,
  outTradeNo: string,
  fact: Readonly<{ order: string; goods: number; late: boolean; closedAt: number | null }>,
): void {
  const paidAt = paidMoment(world, kind, outTradeNo)
  const inTime = paidAt <= givenUp(world, fact.order)
  if (inTime && fact.late) throw new Broken('paid-in-time-is-not-late', outTradeNo)
  if (inTime && fact.goods === 0) throw new Broken('paid-in-time-is-delivered', outTradeNo)
  if (fact.closedAt !== null && paidAt > fact.closedAt && !fact.late)
    throw new Broken('late-money-is-known-as-late', outTradeNo)
}

function hasFailed(trade: Trade): boolean {
  return [...trade.refunds.values()].some(({ state }) => state === 'failed')
}

/** Each refund at the gateway is one refund in the books, of the same amount and with the same end. */
function checkRefunds(world: World, kind: GatewayKind, trade: Trade): void {
  for (const refund of trade.refunds.values()) {
    const [row] = world.look<Readonly<{ amount: number; state: string; hand: boolean }>>(
      'refund_row',
      'select amount_fen as amount, state, by_hand as hand from refund where refund_no = $1 and channel_id = $2 and out_trade_no = $3',
      [refund.refundNo, kind, trade.outTradeNo],
    )
    const truth = world.models[kind].refundState(refund)
    // Only the bill tells of it, and then a person does.
    if (!row && !refund.isTold) continue
    // The buyer has it from a person's own hand.
    if (row?.hand && truth === 'stranded') continue
    if (!row) throw new Broken('refund-is-in-the-books', refund.refundNo)
    if (row.amount !== refund.amountFen) throw new Broken('refund-amount', refund.refundNo)
    if (truth !== row.state)
      throw new Broken(
        'refund-ends-as-at-the-gateway',
        `${refund.refundNo}: ${truth} there, ${row.state} here`,
      )
  }
}

/** What the ledger says is at the gateway is what is there. */
function checkClearing(world: World, kind: GatewayKind): void {
  let truth = 0
  for (const trade of world.models[kind].trades.values()) {
    if (trade.state !== 'paid' || trade.chargedFen !== trade.amountFen) continue
    // It came and went without a word.
    if (trade.undone && !isFactHere(world, kind, trade)) continue
    truth += trade.chargedFen
    for (const refund of trade.refunds.values())
      if (refund.state === 'done' && isKnownHere(world, refund)) truth -= refund.amountFen
  }
  const [row] = world.look<Readonly<{ fen: number | null }>>(
    'clearing',
    `select sum(amount_fen)::float8 as fen from ledger_posting where account = 'clearing:' || $1`,
    [kind],
  )
  const books = row?.fen ?? 0
  if (books !== truth)
    throw new Broken('ledger-is-the-truth', `${kind}: ${books} in the books, ${truth} there`)
}

/** Whether it was made here, or has been put on the books since. */
function isKnownHere(world: World, { refundNo, isTold }: TruthRefund): boolean {
  if (isTold) return true
  const rows = world.look('outside_row', 'select 1 from refund where refund_no = $1', [refundNo])
  return rows.length > 0
}

function isFactHere(world: World, kind: GatewayKind, { gatewayTradeNo }: Trade): boolean {
  const facts = world.look(
    'ack_fact',
    'select 1 from payment_fact where channel_id = $1 and gateway_trade_no = $2',
    [kind, gatewayTradeNo],
  )
  return facts.length > 0
}
