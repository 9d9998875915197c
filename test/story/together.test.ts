// Payments that are told of at the same moment are written together, and orders that are placed, and each comes to what it
// would have come to alone.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OrderRequest, placeOrder } from '../../src/app/order/place-order.ts'
import { applyTogether } from '../../src/app/payment/apply-together.ts'
import { receiveNotice } from '../../src/app/payment/receive-notice.ts'
import type { Fen } from '../../src/core/money.ts'
import { connect, type Database, type Statement } from '../../src/db/connect.ts'
import { Refusal } from '../../src/errors.ts'
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

/** Of each order: how it stands, what came for it, what was made of it, and what is still planned to ask about it. */
const booksOf = (orders: readonly PlacedOrder[]) =>
  shop.rows(
    `select o.state, o.paid_fen = o.due_fen as whole, o.duplicate_fen as twice,
       (select count(*) from license l where l.order_number = o.order_number) as keys,
       (select count(*) from payment_fact f where f.order_number = o.order_number) as facts,
       (select count(*) from ledger_entry e where e.order_number = o.order_number) as entries,
       (select count(*) from notice n where n.out_trade_no = o.order_number and n.state = 'applied') as notices,
       (select count(*) from job j where j.ref in (o.order_number, 'alipay:' || o.order_number, 'wechat:' || o.order_number)
         and j.kind in ('query-attempt', 'expire-order')) as plans
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
  plans: 0,
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
  expect(written?.transactions).toBeLessThan(20)
})

it('keeps of each notice the bytes it came with, and makes for each order its own licences', async () => {
  const quantities = [1, 3, 1, 2, 1, 1]
  const orders = await Promise.all(quantities.map((quantity) => shop.order({ quantity })))
  for (const order of orders) expect((await shop.open(order)).status).toBe(200)
  const notices = orders.map((order) => alipay.notice(shop.pay(order)))
  await Promise.all(notices.map((notice) => shop.notify(notice)))
  const kept = await shop.rows<{ body: string; keys: string[] }>(
    `select convert_from(n.body, 'UTF8') as body, array(select l.license_id from license l
       where l.order_number = n.out_trade_no order by l.seq) as keys
     from notice n where n.out_trade_no = any($1) order by array_position($1, n.out_trade_no)`,
    [orders.map(({ number }) => number)],
  )
  expect(kept.map(({ body }) => body)).toEqual(notices.map(({ body }) => body))
  expect(kept.map(({ keys }) => keys.length)).toEqual(quantities)
  // A key opens in the row of its own licence alone.
  for (const [at, { number, token }] of orders.entries()) {
    const asked = `/api/v1/user/orders/query?order_number=${number}&phone=13800138000`
    const { licenses } = (await shop.get(asked, { 'x-order-token': token })).json.data
    const keys = licenses.map((one: { license_key: string }) => one.license_key)
    expect(new Set(keys).size).toBe(quantities[at])
    expect(keys.join()).toMatch(/^[0-9A-Z,-]+$/)
  }
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

it('reads the books for who comes alone in the same moment, and for who comes beside it together', async () => {
  const orders = await opened(4)
  const { app } = shop.running
  const channelId = app.channels.find(({ gateway }) => gateway.kind === 'alipay')?.id ?? ''
  const asked: string[] = []
  const rows = <Row>(one: Statement, values: readonly unknown[]) => {
    if (/^read_snapshot/.test(one.name)) asked.push(one.name)
    return app.db.rows<Row>(one, values)
  }
  const own = { ...app, channels: app.channels, settings: app.settings, db: { ...app.db, rows } }
  const reports = orders.map((order) => {
    const { tradeNo: gatewayTradeNo } = shop.pay(order)
    const paidAt = app.clock.now()
    const fact = { outTradeNo: order.number, gatewayTradeNo, amountFen: 9900 as Fen, paidAt }
    return { channelId, fact, witness: 'notice' } as const
  })
  const [alone, ...beside] = reports.map((report) => () => applyTogether(own, report))
  if (!alone) throw new Error('four orders')
  const all = [alone()]
  expect(asked).toEqual(['read_snapshot'])
  for (const one of beside) {
    all.push(one())
    await Promise.resolve()
  }
  expect(asked).toHaveLength(1)
  expect(await Promise.all(all)).toEqual(Array(4).fill('applied'))
  expect(asked).toEqual(['read_snapshot', 'read_snapshots'])
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

describe('orders of many buyers at one moment', () => {
  const buyer = (at: number, more: Partial<OrderRequest> = {}): OrderRequest => ({
    lines: [{ productId: 'demo-app', planId: 'year', quantity: 1 }],
    contactPerson: '张三',
    phone: `1350000${String(at).padStart(4, '0')}`,
    lang: at % 2 === 0 ? 'en' : 'zh',
    email: undefined,
    totalFen: undefined,
    returnUrl: undefined,
    clientAddress: `198.51.100.${at}`,
    idempotency: undefined,
    customerId: undefined,
    ...more,
  })
  /** At one moment, with limits as they are by default; what each comes to. */
  const placeAll = (requests: readonly OrderRequest[], db = shop.running.app.db) => {
    const { settings } = shop.running.app
    const app = { ...shop.running.app, db, settings: { ...settings, rateLimitFactor: 1 } }
    return Promise.all(
      requests.map((request) =>
        placeOrder(app, request).catch((error: unknown) =>
          error instanceof Refusal ? error.code : Promise.reject(error),
        ),
      ),
    )
  }
  const numberOf = (placed: Awaited<ReturnType<typeof placeAll>>[number] | undefined) =>
    typeof placed === 'object' ? placed.orderNumber : (placed ?? 'none')
  const phonesOf = (numbers: readonly string[]) =>
    shop.rows<{ phone: string; whole: boolean; lang: string | null; written: string }>(
      `select o.phone, o.due_fen = 9900 and l.plan_id = 'year' and j.run_at = o.expires_at as whole, g.lang,
         o.xmin::text as written
       from orders o join order_line l using (merchant_id, order_number)
       left join order_language g using (merchant_id, order_number)
       join job j on j.kind = 'expire-order' and j.ref = o.order_number
       where o.order_number = any($1) order by array_position($1, o.order_number)`,
      [numbers],
    )

  it('are placed in a few transactions, each as if it had come alone', async () => {
    const requests = Array.from({ length: 20 }, (_, at) => buyer(at))
    const rows = await phonesOf((await placeAll(requests)).map(numberOf))
    expect(rows.map(({ phone, whole, lang }) => ({ phone, whole, lang }))).toEqual(
      requests.map(({ phone, lang }) => ({
        phone,
        whole: true,
        lang: lang === 'en' ? 'en' : null,
      })),
    )
    expect(new Set(rows.map(({ written }) => written)).size).toBeLessThan(10)
  })

  it('are opened with it where they say how they are paid, each by its own number', async () => {
    const way = { kind: 'alipay', scene: 'pc', payer: { address: '203.0.113.7' } } as const
    const requests = Array.from({ length: 20 }, (_, at) =>
      buyer(40 + at, at % 3 === 0 ? {} : { way }),
    )
    const numbers = (await placeAll(requests)).map(numberOf)
    const rows = await shop.rows<{ opened: string | null; together: boolean; whole: boolean }>(
      `select a.order_number as opened, a.xmin = o.xmin as together, a.amount_fen = o.due_fen
         and abs(extract(epoch from o.expires_at - a.gateway_expires_at) - 60) < 0.001
         and exists (select from job j where j.kind = 'query-attempt' and j.ref = 'alipay:' || a.out_trade_no) as whole
       from orders o left join attempt a on a.order_number = o.order_number and a.out_trade_no = o.order_number
       where o.order_number = any($1) order by array_position($1, o.order_number)`,
      [numbers],
    )
    expect(rows).toEqual(
      requests.map(({ way }, at) =>
        way
          ? { opened: numbers[at], together: true, whole: true }
          : { opened: null, together: null, whole: false },
      ),
    )
  })

  it('of one phone are counted one after the other, and one order is made of a call that came twice', async () => {
    const body = { whatever: 1 }
    const twice = { idempotency: { key: 'same', body } }
    const other = { idempotency: { key: 'same', body: { whatever: 2 } } }
    const placed = await placeAll([
      ...Array.from({ length: 7 }, (_, at) =>
        buyer(100, { clientAddress: `198.51.100.${100 + at}` }),
      ),
      buyer(120, twice),
      buyer(120, { ...twice, clientAddress: '198.51.100.121' }),
      buyer(120, { ...other, clientAddress: '198.51.100.122' }),
      buyer(121),
    ])
    expect(placed.slice(0, 7).filter((one) => one === 'rate_limited')).toHaveLength(2)
    expect(numberOf(placed[8])).toBe(numberOf(placed[7]))
    expect(placed[9]).toBe('conflict')
    expect(numberOf(placed[10])).not.toBe(numberOf(placed[7]))
    // What was refused is not counted: of the sixty calls of a phone five are.
    const [count] = await shop.rows<{ calls: number }>(
      `select round(extract(epoch from tat - real_now()) / 10) as calls from rate_limit
       where bucket = 'place:phone 13500000100'`,
    )
    expect(Number(count?.calls)).toBe(5)
  })

  it('of one phone are counted one after the other by two programs too', async () => {
    const { connection } = shop.database
    const other = connect({ connection, size: 2, onIdleError: () => {} })
    const body = { whatever: 3 }
    const same = (key: string) => buyer(130, { idempotency: { key, body } })
    try {
      for (let round = 0; round < 5; round += 1) {
        const [mine, theirs] = await Promise.all([
          placeAll([same(`key ${round}`)]),
          placeAll([same(`key ${round}`)], other),
        ])
        expect(numberOf(mine[0])).toBe(numberOf(theirs[0]))
      }
      expect(await placeAll([buyer(130)], other)).toEqual(['rate_limited'])
      const many = Array.from({ length: 4 }, () => buyer(131))
      const placed = await Promise.all([placeAll(many), placeAll(many, other)])
      expect(placed.flat().filter((one) => one === 'rate_limited')).toHaveLength(3)
    } finally {
      await other.close()
    }
  })

  it('lose nothing by one whose product is deleted at that moment', async () => {
    await shop.rows(
      `with made as (insert into product (merchant_id, product_id, name, description, position)
         values (1, 'brief', '{"zh":"短","en":"Brief"}', '{}', 99) returning 1)
       insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, valid_days, max_devices, position)
       select 1, 'brief', 'one', '{"zh":"一","en":"One"}', 100, 'license', 1, 1, 0 from made`,
    )
    const { db } = shop.running.app
    let together = 0
    const deleting: Database = {
      ...db,
      tx: (work) =>
        db.tx((tx) =>
          work({
            ...tx,
            async rows(asked, values) {
              if (asked.name === 'insert_orders' && together === 0) {
                together = (JSON.parse(String(values[1])) as unknown[]).length
                await db.rows({ name: '', text: "delete from plan where product_id = 'brief'" }, [])
                await db.rows(
                  { name: '', text: "delete from product where product_id = 'brief'" },
                  [],
                )
              }
              return tx.rows(asked, values)
            },
          }),
        ),
    }
    const lines = [{ productId: 'brief', planId: 'one', quantity: 1 }]
    const placed = await placeAll([buyer(140), buyer(141, { lines }), buyer(142)], deleting)
    expect(together).toBe(3)
    expect(placed[1]).toBe('product_not_found')
    const rows = await phonesOf([numberOf(placed[0]), numberOf(placed[2])])
    expect(rows.map(({ phone }) => phone)).toEqual(['13500000140', '13500000142'])
  })
})
