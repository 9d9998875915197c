// The link of an order that is placed with its payment is signed while its number is being committed: it is the very link
// that is made later, it is made once, and nobody gets one of an order that there is not.

import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App, Channel } from '../../src/app/app.ts'
import { type OrderRequest, placeOrder } from '../../src/app/order/place-order.ts'
import { openPayment, openPlaced } from '../../src/app/payment/open-payment.ts'
import { formatShanghai, instantOf } from '../../src/core/time.ts'
import type { Opening } from '../../src/gateways/gateway.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({
    env: { RATE_LIMIT_FACTOR: '100000' },
    standIns: [new AlipayStandIn()],
  })
  await shop.database.db.script(`
    insert into product (merchant_id, product_id, name) values (1, 'rare', '{"zh": "少", "en": "Rare"}');
    insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, max_devices, stock)
    values (1, 'rare', 'none', '{"zh": "无", "en": "None"}', 100, 'license', 1, 0)`)
})
afterAll(() => shop?.close())

const payer = { address: '203.0.113.7' }
const way = { kind: 'alipay', scene: 'pc', payer } as const
const aRequest: OrderRequest = {
  lines: [{ productId: 'demo-app', planId: 'year', quantity: 1 }],
  contactPerson: '张三',
  phone: '13800138001',
  email: undefined,
  lang: undefined,
  totalFen: undefined,
  returnUrl: undefined,
  clientAddress: payer.address,
  idempotency: undefined,
  customerId: undefined,
  way,
}

/** The shop with another channel in the place of its own. */
function withChannel(change: (own: Channel) => Channel): App {
  const { app } = shop.running
  return { ...app, channels: app.channels.map((own) => (own.id === 'alipay' ? change(own) : own)) }
}

/** The shop, and what it asked the gateway's client for. */
function overheard(): Readonly<{ app: App; openings: Opening[] }> {
  const openings: Opening[] = []
  const app = withChannel((own) => ({
    ...own,
    gateway: {
      ...own.gateway,
      open: (opening, deadlineMs) => {
        openings.push(opening)
        return own.gateway.open(opening, deadlineMs)
      },
    },
  }))
  return { app, openings }
}

const linkOf = (opened: Awaited<ReturnType<typeof openPayment>>) => {
  if (opened.kind !== 'redirect') throw new Error(`opened as ${opened.kind}`)
  const { searchParams } = new URL(opened.url)
  // Both are of the moment it was signed at.
  for (const name of ['timestamp', 'sign']) searchParams.delete(name)
  return Object.fromEntries(searchParams)
}

describe('a link that is made beside the commit', () => {
  it('is made once, before anybody asks for it, and says what one says that is made later', async () => {
    const { app, openings } = overheard()
    const placed = await placeOrder(app, aRequest)
    expect(openings.map(({ payable }) => payable.outTradeNo)).toEqual([placed.orderNumber])
    const link = linkOf(await openPlaced(app, placed, way))
    expect(openings).toHaveLength(1)
    const later = await openPayment(app, { ...way, orderNumber: placed.orderNumber })
    expect(linkOf(later)).toEqual(link)
    expect(openings[1]).toEqual(openings[0])
  })

  it('is not handed out where settings were saved since: it leads by those of the moment', async () => {
    const placed = await placeOrder(shop.running.app, aRequest)
    const notifyUrl = 'https://elsewhere.example/notify'
    const saved = withChannel((own) => ({ ...own, notifyUrl: () => notifyUrl }))
    const link = linkOf(await openPlaced(saved, placed, way))
    expect(link.notify_url).toBe(notifyUrl)
  })

  it('costs no signature where something else may refuse the order yet', async () => {
    const { app, openings } = overheard()
    const lines = [{ productId: 'rare', planId: 'none', quantity: 1 }]
    await expect(placeOrder(app, { ...aRequest, lines })).rejects.toMatchObject({
      code: 'out_of_stock',
    })
    expect(openings).toEqual([])
  })

  it('that cannot be signed leaves the order standing, and tells when it is asked for', async () => {
    const app = withChannel((own) => ({
      ...own,
      gateway: { ...own.gateway, open: () => Promise.reject(new Error('no key')) },
    }))
    const placed = await placeOrder(app, aRequest)
    await setImmediate()
    expect(await shop.count('attempt', `order_number = '${placed.orderNumber}'`)).toBe(1)
    await expect(openPlaced(app, placed, way)).rejects.toThrow('no key')
    expect(linkOf(await openPlaced(shop.running.app, placed, way)).biz_content).toContain(
      placed.orderNumber,
    )
  })

  it('goes nowhere where the commit fails: there is no order, and none is told of', async () => {
    const orders = await shop.count('orders')
    const { app, openings } = overheard()
    await withoutRoomFor('13800138001', () =>
      expect(placeOrder(app, aRequest)).rejects.toThrow('no room'),
    )
    expect(await shop.count('orders')).toBe(orders)
    // It had been begun.
    expect(openings).toHaveLength(1)
  })

  it('is the one of the number that was committed, also where a group failed and each went by itself', async () => {
    const buyers = Array.from({ length: 6 }, (_, at) => ({
      ...aRequest,
      phone: `1370000000${at}`,
      clientAddress: `198.51.100.${at}`,
    }))
    const { app, openings } = overheard()
    // Whoever comes first goes alone; the others make a group.
    const placed = await withoutRoomFor('13700000003', () =>
      Promise.allSettled(buyers.map((buyer) => placeOrder(app, buyer))),
    )
    expect(placed.map(({ status }) => status)).toEqual(
      buyers.map((_, at) => (at === 3 ? 'rejected' : 'fulfilled')),
    )
    expect(openings.length).toBeGreaterThan(buyers.length)
    for (const one of placed) {
      if (one.status === 'rejected') continue
      const link = linkOf(await openPlaced(app, one.value, way))
      const [number] = await shop.rows<{ until: Date; amount: number }>(
        `select gateway_expires_at as until, amount_fen as amount from attempt where out_trade_no = $1`,
        [one.value.orderNumber],
      )
      expect(JSON.parse(link.biz_content ?? '')).toMatchObject({
        out_trade_no: one.value.orderNumber,
        time_expire: formatShanghai(instantOf(Number(number?.until))),
        total_amount: '99.00',
      })
    }
  })
})

/** While no number can be written down for orders of this phone. */
async function withoutRoomFor<T>(phone: string, work: () => Promise<T>): Promise<T> {
  const { db } = shop.database
  await db.script(`
    create function refuse_number() returns trigger language plpgsql as $$ begin
      if exists (select from orders where order_number = new.order_number and phone = '${phone}')
      then raise exception 'no room for numbers'; end if; return new; end $$;
    create trigger refuse_number before insert on attempt for each row execute function refuse_number()`)
  try {
    return await work()
  } finally {
    await db.script('drop function refuse_number cascade')
  }
}
