// Payments that are told of at the same moment are written together, and each comes to what it would have come to
// alone.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { receiveNotice } from '../../src/app/payment/receive-notice.ts'
import type { Statement } from '../../src/db/connect.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { WechatPlatform } from '../support/wechat-platform.ts'

const alipay = new AlipayStandIn()
const wechat = new WechatPlatform('public key')
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [alipay, wechat], env: { RATE_LIMIT_FACTOR: '1000' } })
})
afterAll(() => shop?.close())

const opened = (count: number, at: typeof shop.standIn = alipay) =>
  Promise.all(Array.from({ length: count }, () => shop.openedOrder(undefined, at)))

/** Of each order: how it stands, what came for it and what was made of it. */
const booksOf = (orders: readonly PlacedOrder[]) =>
  shop.rows(
    `select o.state, o.paid_fen = o.due_fen as whole, o.duplicate_fen as twice,
       (select count(*) from license l where l.order_number = o.order_number) as keys,
       (select count(*) from payment_fact f where f.order_number = o.order_number) as facts,
       (select count(*) from ledger_entry e where e.order_number = o.order_number) as entries,
       (select count(*) from notice n where n.out_trade_no = o.order_number and n.state = 'applied') as notices
     from orders o where o.order_number = any($1) order by array_position($1, o.order_number)`,
    [orders.map(({ number }) => number)],
  )

const paidOnce = {
  state: 'paid',
  whole: true,
  twice: 0,
  keys: 1,
  facts: 1,
  entries: 1,
  notices: 1,
}

it('takes fifty notices in far fewer transactions, each as if it had come alone', async () => {
  const orders = [...(await opened(30)), ...(await opened(20, wechat))]
  const notices = orders.map((order, at) => {
    const gateway = at < 30 ? alipay : wechat
    return gateway.notice(shop.pay(order, gateway))
  })
  const answers = await Promise.all(notices.map((notice) => shop.notify(notice)))
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(
    new Set(['200 success', '204 ']),
  )
  expect(await booksOf(orders)).toEqual(orders.map(() => paidOnce))
  const [written] = await shop.rows<{ transactions: number }>(
    'select count(distinct xmin::text) as transactions from payment_fact where order_number = any($1)',
    [orders.map(({ number }) => number)],
  )
  expect(written?.transactions).toBeLessThan(30)
})

it('keeps apart what is special: the same news twice, two payments of one order, another amount, a locked order', async () => {
  const orders = await opened(6)
  const [plain, told, twice, short, held, last] = orders
  if (!plain || !told || !twice || !short || !held || !last) throw new Error('six orders')
  await shop.open(twice, undefined, wechat)
  const again = alipay.notice(shop.pay(told))
  const notices = [
    alipay.notice(shop.pay(plain)),
    again,
    again,
    alipay.notice(shop.pay(twice)),
    wechat.notice(shop.pay(twice, wechat)),
    alipay.notice(alipay.pay(short.number, 1)),
    alipay.notice(shop.pay(held)),
    alipay.notice(shop.pay(last)),
  ]
  const answers = await shop.running.app.db.tx(async (tx) => {
    await tx.rows({ name: '', text: 'select from orders where order_number = $1 for update' }, [
      held.number,
    ])
    const all = notices.map((notice) => shop.notify(notice))
    // Whoever waits for a lock keeps nobody else waiting.
    await Promise.all(all.filter((_, at) => at !== 6))
    return all
  })
  const said = (await Promise.all(answers)).map(({ text }) => text)
  expect(said.map((text) => text || 'success')).toEqual(
    notices.map((_, at) => (at === 5 ? 'failure' : 'success')),
  )
  expect(await booksOf(orders)).toMatchObject([
    paidOnce,
    paidOnce,
    { state: 'paid', whole: true, twice: 9900, keys: 1, facts: 2, entries: 2 },
    { state: 'waiting', keys: 0, facts: 0, entries: 0 },
    paidOnce,
    paidOnce,
  ])
})

it('is taken up one by one when all together cannot be written', async () => {
  const orders = await opened(8)
  // One of them cannot be: whatever the reason, it must not take the others with it.
  const [first] = orders
  await shop.running.app.db.script(`
    create function refuse_one() returns trigger language plpgsql as
      $$ begin if new.order_number = '${first?.number}' then raise exception 'refused'; end if; return new; end $$;
    create trigger refuse_one before insert on license for each row execute function refuse_one()`)
  const answers = await Promise.all(
    orders.map((order) => shop.notify(alipay.notice(shop.pay(order)))),
  )
  expect(answers.map(({ text }) => text)).toEqual(['failure', ...Array(7).fill('success')])
  await shop.running.app.db.script('drop trigger refuse_one on license')
  expect(await booksOf(orders.slice(1))).toEqual(orders.slice(1).map(() => paidOnce))
})

it('reads again what somebody else moved between the reading and the writing', async () => {
  const orders = await opened(4)
  const { app } = shop.running
  const last = orders.at(-1)?.number
  const rows = async <Row>(asked: Statement, values: readonly unknown[]) => {
    const found = await app.db.rows<Row>(asked, values)
    if (asked.name === 'read_snapshots')
      await app.db.script(`update orders set version = version + 1 where order_number = '${last}'`)
    return found
  }
  const channel = app.channels.find(({ gateway }) => gateway.kind === 'alipay')
  if (!channel) throw new Error('no channel')
  const moved = { ...app, channels: app.channels, settings: app.settings, db: { ...app.db, rows } }
  const notices = orders.map((order) => alipay.notice(shop.pay(order)))
  await Promise.all(
    notices.map(({ body, headers }) =>
      receiveNotice(moved, channel, {
        body: Buffer.from(body),
        headers,
        senderAddress: '127.0.0.1',
      }),
    ),
  )
  expect(await booksOf(orders)).toEqual(orders.map(() => paidOnce))
  const written = await shop.rows<{ by: string }>(
    'select xmin::text as by from payment_fact where order_number = any($1) order by order_number = $2',
    [orders.map(({ number }) => number), last],
  )
  expect(written.slice(0, -1).map(({ by }) => by)).not.toContain(written.at(-1)?.by)
})
