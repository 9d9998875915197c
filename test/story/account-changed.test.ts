// The shop's account at a gateway is changed while things begun with the old one are under way: the new account's
// answers say nothing about them, they wait, somebody is told, and the old account may come back.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decideCase } from '../../src/app/case/decide-case.ts'
import { examineFormerAccounts, examineNewAccounts } from '../../src/app/channel-accounts.ts'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import { saveSettings } from '../../src/app/settings/save-settings.ts'
import { dayAfter } from '../../src/core/bill.ts'
import { formatShanghai, hourMs } from '../../src/core/time.ts'
import { findBroken } from '../../src/db/audit.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { type Person, raised } from '../support/console.ts'
import { fenOf, type PlacedOrder, Shop } from '../support/shop.ts'
import { casesOf, licensesOf, stateOf } from './books.ts'

const nextId = '2021000000000077'
const old = new AlipayStandIn()
const next = new AlipayStandIn()
let oldId: string
let shop: Shop
let owner: Person

beforeAll(async () => {
  await next.start()
  const names = [
    'ALIPAY_APP_ID',
    'ALIPAY_PRIVATE_KEY',
    'ALIPAY_ALIPAY_PUBLIC_KEY',
    'ALIPAY_GATEWAY',
  ]
  const none = [...names, 'ALIPAY_SELLER_ID'].map((name) => [name, ''])
  shop = await Shop.open({ standIns: [old], env: Object.fromEntries(none) })
  next.clock = () => shop.running.clock.now()
  oldId = old.env().ALIPAY_APP_ID ?? ''
  owner = await raised(shop)
  expect(await save(old.env())).toMatchObject({ saved: true })
})
afterAll(async () => {
  await shop?.close()
  await next.stop()
})

const nextAccount = () => ({ ...next.env(), ALIPAY_APP_ID: nextId })

async function save(changes: Record<string, string>, confirmed?: string) {
  const body = { changes, ...(confirmed === undefined ? {} : { confirmed }) }
  const { json } = await owner.browser.post('/settings', body)
  return json.data ?? { code: json.error.code, message: json.message }
}

/** The same without the console's sign-in, which is over when days have passed. */
async function change(account: Record<string, string>): Promise<void> {
  const { app } = shop.running
  const by = { operator: 'ann', address: 'local', requestId: '' }
  const former = account.ALIPAY_APP_ID === oldId ? nextId : oldId
  expect(await saveSettings(app, by, account, former)).toMatchObject({ problems: [], waits: false })
}

const callsAbout = (gateway: AlipayStandIn, { number }: PlacedOrder) =>
  gateway.calls.filter(({ outTradeNo }) => outTradeNo === number).map(({ verb }) => verb)

const findings = () => examineFormerAccounts(shop.running.app, shop.running.app.channels)

async function newAccounts(): Promise<readonly { check: string; level: string; says: string }[]> {
  const { rows } = (await owner.browser.get('/dashboard/warnings')).json.data
  return rows.filter(({ check }: { check: string }) => check.startsWith('new_account'))
}

let waiting: PlacedOrder
let forgotten: PlacedOrder
let paid: PlacedOrder
let kept: PlacedOrder

it('an account with payments under way is left only by whoever types its number', async () => {
  waiting = await shop.openedOrder('qr')
  forgotten = await shop.openedOrder('qr')
  kept = await shop.openedOrder('qr')
  paid = await shop.openedOrder('qr')
  await shop.notify(old.notice(shop.pay(paid)))
  await shop.untilState(paid, 'paid')
  const refused = await save(nextAccount())
  expect(refused).toMatchObject({ code: 'account_in_use' })
  expect(refused.message).toMatch(/付款 3，退款 0，未对账 1 天，最早 20\d\d-\d\d-\d\d \d\d:\d\d/)
  expect(await save(nextAccount(), nextId)).toMatchObject({ code: 'account_in_use' })
  expect(shop.running.app.channels).toMatchObject([{ id: 'alipay', account: oldId }])
  expect(await findings()).toEqual([])

  await shop.rows("update channel_account set since = since - interval '2 hours'")
  expect(await newAccounts()).toEqual([])
  expect(await save(nextAccount(), oldId)).toMatchObject({ saved: true })
  expect(shop.running.app.channels).toMatchObject([{ id: 'alipay-2', account: nextId }])
})

it('a new account is told of on the first page for a day', async () => {
  const [told] = await newAccounts()
  expect(told).toMatchObject({ level: 'warn', check: 'new_account.alipay-2' })
  expect(told?.says).toContain(nextId)
  await shop.rows("update channel_account set since = since - interval '25 hours'")
  expect(await examineNewAccounts(shop.running.app)).toEqual([])
})

it('the new account sells under a channel of its own, and the doctor names the old one', async () => {
  const fresh = await shop.openedOrder('qr')
  const payment = next.pay(fresh.number, fenOf(fresh))
  await shop.notify(next.notice(payment, { app_id: nextId }))
  await shop.untilState(fresh, 'paid')
  const channels = 'select channel_id as id from attempt where order_number = $1'
  expect(await shop.rows(channels, [fresh.number])).toEqual([{ id: 'alipay-2' }])

  // The old account goes on telling; nobody here can verify it any more.
  expect((await shop.notify(old.notice(old.pay(kept.number, fenOf(kept))))).text).toBe('failure')
  expect(await casesOf(shop, kept)).toEqual([
    { kind: 'mismatch', reason: 'account_gone', state: 'open' },
  ])
  const refused = 'select channel_id as id, count::int from notice_refusal'
  expect(await shop.rows(refused)).toEqual([{ id: 'alipay', count: 1 }])
  const [finding] = await findings()
  expect(finding).toMatchObject({ level: 'bad', check: 'former_account.alipay' })
  expect(finding?.zh).toContain(`${oldId}（alipay）`)
  expect(finding?.en).toMatch(/3 payments .* 0 refunds .* 1 days/)
  expect(finding?.en).toContain('1 notices of the last two days')
})

it('what was begun with the old account waits, and the new one is never asked about it', async () => {
  await planRefund(shop.running.app, { orderNumber: paid.number, asked: 'rest', by: 'ann' })
  await keepForRetry(kept)
  const today = formatShanghai(shop.running.clock.now()).slice(0, 10)
  const bill = `alipay:${dayAfter(today, -1)}`
  await shop.rows(
    `insert into job (merchant_id, kind, ref, run_at, created_at)
     select 1, kind, $1, app_now(), app_now() from unnest(array['download-bill', 'reconcile']) as kind`,
    [bill],
  )
  await shop.advance(2 * hourMs)
  await shop.untilState(waiting, 'closing')
  await shop.until('every job has had its turn', async () => (await shop.count('job', dueOf)) === 0)
  expect(await stateOf(shop, waiting)).toBe('closing')
  expect(await shop.count('job', 'ref = $1', [bill])).toBe(2)
  expect(await shop.count('job', "kind = 'retry-notice'")).toBe(1)
  expect(await shop.count('refund', "state = 'planned'")).toBe(1)
  for (const order of [waiting, paid, kept]) expect(callsAbout(next, order)).toEqual([])
})

it('a payment nobody can be asked about becomes a case, and ends by a word of a person', async () => {
  await shop.advance(26 * hourMs)
  await shop.until('there is a case', async () => (await casesOf(shop, forgotten)).length === 1)
  expect(await casesOf(shop, forgotten)).toEqual([
    { kind: 'mismatch', reason: 'account_gone', state: 'open' },
  ])
  expect(await stateOf(shop, forgotten)).toBe('closing')
  const [found] = await shop.rows<{ kind: string; ref: string }>(
    'select kind, ref from money_case where order_number = $1',
    [forgotten.number],
  )
  const note = 'not paid, seen on its merchant platform'
  await decideCase(shop.running.app, {
    kind: '',
    ref: '',
    ...found,
    decision: 'waive',
    by: 'ann',
    note,
  })
  await shop.advance(hourMs)
  await shop.untilState(forgotten, 'expired')
})

it('once the old account is back, its money arrives', async () => {
  old.pay(waiting.number, fenOf(waiting))
  await change(old.env())
  expect(shop.running.app.channels).toMatchObject([{ id: 'alipay', account: oldId }])
  await shop.advance(hourMs)
  for (const order of [waiting, kept]) {
    await shop.untilState(order, 'paid')
    expect(await licensesOf(shop, order)).toBe(1)
  }
  for (const order of [waiting, kept])
    await shop.until('its case is over', async () => (await isKnown(order)) === 1)
  const isOurs = ({ id }: { id: string }) => id !== 'INV-18.time'
  expect((await findBroken(shop.database.db, 1)).filter(isOurs)).toEqual([])
})

const isKnown = ({ number }: PlacedOrder) =>
  shop.count(
    'money_case',
    "reason = 'matched' and state = 'resolved' and kind = 'mismatch' and order_number = $1",
    [number],
  )

const dueOf = `run_at <= app_now() and parked_at is null
  and kind in ('expire-order', 'refund', 'retry-notice', 'download-bill', 'reconcile')`

/** A notice that was right when it came, and could not be applied then. */
async function keepForRetry(order: PlacedOrder): Promise<void> {
  const { body, headers } = old.notice(old.pay(order.number, fenOf(order)))
  const newsId = randomUUID()
  await shop.rows(
    `with kept as (
       insert into notice (merchant_id, channel_id, news_id, out_trade_no, state, body, headers,
         sender_address, received_at)
       values (1, 'alipay', $1, $2, 'retry', $3, $4, '203.0.113.7', app_now()))
     insert into job (merchant_id, kind, ref, run_at, created_at)
     values (1, 'retry-notice', 'alipay:' || $1::text, app_now(), app_now())`,
    [newsId, order.number, Buffer.from(body), JSON.stringify(headers)],
  )
}
