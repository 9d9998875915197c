// A rush: an order costs no more in the thousandth than in the first, and nothing of it is forgotten.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { activateLicense } from '../../src/app/license/activate-license.ts'
import { validateLicense } from '../../src/app/license/validate-license.ts'
import { findFreshOrder } from '../../src/app/order/find-order.ts'
import { placeOrder } from '../../src/app/order/place-order.ts'
import { openPayment } from '../../src/app/payment/open-payment.ts'
import { receiveNotice } from '../../src/app/payment/receive-notice.ts'
import { connect, statement } from '../../src/db/connect.ts'
import { watchGrowth } from '../../src/db/growth.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { Shop } from '../support/shop.ts'

const alipay = new AlipayStandIn()
let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [alipay], env: { RATE_LIMIT_FACTOR: '1000' } })
})
afterAll(() => shop?.close())

const aRequest = {
  lines: [{ productId: 'demo-app', planId: 'year', quantity: 1 }],
  contactPerson: '张三',
  email: undefined,
  lang: 'zh',
  totalFen: undefined,
  returnUrl: undefined,
  idempotency: undefined,
  customerId: undefined,
}

it('reads no more rows for an order in a rush than for the first one, though the database looks at no table meanwhile', async () => {
  const tables = await shop.rows<{ name: string }>(
    "select oid::regclass as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
  )
  for (const { name } of tables)
    await shop.rows(`alter table ${name} set (autovacuum_enabled = off)`)
  const { app } = shop.running
  const channel = app.channels.find(({ gateway }) => gateway.kind === 'alipay')
  if (!channel) throw new Error('no channel')
  // One connection, which keeps the plans it made while there was nothing to read.
  const pool = connect({ connection: shop.database.connection, size: 1, onIdleError: () => {} })
  const own = {
    ...app,
    channels: app.channels,
    settings: app.settings,
    db: watchGrowth(pool, app.log)(pool),
  }
  const buy = async (at: number) => {
    const clientAddress = `10.0.${at >> 8}.${at & 255}`
    const phone = `1360000${String(at).padStart(4, '0')}`
    const { orderNumber } = await placeOrder(own, { ...aRequest, phone, clientAddress })
    const payer = { address: clientAddress, openid: undefined }
    await openPayment(own, { orderNumber, kind: 'alipay', scene: 'pc', payer })
    // Every second one waits with it.
    if (at % 2 === 1) return
    const { body, headers } = alipay.notice(alipay.pay(orderNumber, 9900))
    const senderAddress = '127.0.0.1'
    await receiveNotice(own, channel, { body: Buffer.from(body), headers, senderAddress })
    const order = await findFreshOrder(own, orderNumber)
    const [license] = order?.licenses ?? []
    const licenseKey = app.licenseKeys.unseal(license?.keySealed ?? '', license?.licenseId ?? '')
    const program = { licenseKey, deviceName: undefined, productId: undefined }
    await activateLicense(own, { ...program, fingerprint: `machine ${at}` })
    await validateLicense(own, { ...program, fingerprint: `machine ${at}` })
  }
  const countRows = async () => {
    await pool.rows(statement('', 'select pg_stat_force_next_flush()'), [])
    const [row] = await shop.rows<{ n: number }>(
      'select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint as n from pg_stat_user_tables',
    )
    return row?.n ?? 0
  }
  const rowsOfOne = async (at: number) => {
    const before = await countRows()
    await buy(at)
    return (await countRows()) - before
  }
  const first = await rowsOfOne(0)
  for (let at = 1; at <= 800; at += 100)
    await Promise.all(Array.from({ length: 100 }, (_, next) => buy(at + next)))
  // The counters are of the whole database, and now and then the shop's own program adds to them.
  const last = Math.min(await rowsOfOne(802), await rowsOfOne(804), await rowsOfOne(806))
  await pool.close()
  expect(last).toBeLessThan(2 * first)
})

it('writes down every call of a rush, also the last ones before it stops', async () => {
  const orders = await Promise.all(Array.from({ length: 80 }, () => shop.order()))
  const { app } = shop.running
  const payer = { address: '198.51.100.7' }
  await Promise.all(
    orders.map(({ number: orderNumber }) =>
      openPayment(app, { orderNumber, kind: 'alipay', scene: 'pc', payer }),
    ),
  )
  await shop.restart()
  // A link is made here and sent nowhere; what is kept of it is where the buyer was led.
  const [taped] = await shop.rows<{ n: number }>(
    `select count(*) as n from gateway_call
     where verb = 'open' and outcome = 'redirect' and request ~ '^http.*[&]sign=' and out_trade_no = any($1)`,
    [orders.map(({ number }) => number)],
  )
  expect(taped?.n).toBe(80)
})
