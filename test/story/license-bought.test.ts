// More time, or another plan, bought for a licence that is there; and what becomes of it when the money goes back.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { examineStock } from '../../src/app/examine-stock.ts'
import { activateLicense } from '../../src/app/license/activate-license.ts'
import { extend, limitDevices, revoke, suspend } from '../../src/app/license/change-license.ts'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import { sendRefund } from '../../src/app/refund/send-refund.ts'
import type { Fen } from '../../src/core/money.ts'
import type { RefundEffect } from '../../src/core/refund.ts'
import { findBroken } from '../../src/db/audit.ts'
import { deliveryInvariants } from '../../src/db/audit-delivery.ts'
import { goodsInvariants } from '../../src/db/audit-goods.ts'
import { licenseInvariants } from '../../src/db/audit-licenses.ts'
import { findLicenseDetail } from '../../src/db/license-detail.ts'
import { Refusal } from '../../src/errors.ts'
import { RefundDeskStage } from './refund-desk.ts'

const day = 86_400_000
const author = { operator: 'test', address: 'local', requestId: '' }

let desk: RefundDeskStage
beforeAll(async () => {
  desk = await RefundDeskStage.open()
})
afterAll(async () => {
  const asked = [...deliveryInvariants, ...licenseInvariants, ...goodsInvariants]
  expect(await findBroken(desk.app.db, 1, asked)).toEqual([])
  await desk?.close()
})

type Row = Readonly<{
  id: string
  planId: string
  state: string
  days: number
  isEndless: boolean
  maxDevices: number
}>

/** Of each licence an order made, with the days it lasts from its first. */
const licensesOf = (orderNumber: string) =>
  desk.rows<Row>(
    `select license_id as id, plan_id as "planId", state, valid_until is null as "isEndless",
       round(extract(epoch from valid_until - valid_from) / 86400)::integer as days, max_devices as "maxDevices"
     from license where order_number = $1 order by line_no`,
    [orderNumber],
  )

async function bought(planId: string) {
  return licenseOf(await desk.paidOrder([planId]))
}

async function licenseOf(orderNumber: string) {
  const [license] = await desk.rows<{ id: string; sealed: string }>(
    'select license_id as id, key_sealed as sealed from license where order_number = $1',
    [orderNumber],
  )
  const { id = '', sealed = '' } = license ?? {}
  return { orderNumber, id, key: desk.app.licenseKeys.unseal(sealed, id) }
}

async function buyFor(licenseKey: string, planId: string) {
  const order = await desk.openOrder({ planIds: [planId], licenseKey })
  await desk.pay(order)
  return order
}

async function giveBack(orderNumber: string, effect?: RefundEffect): Promise<void> {
  const { refundNo } = await planRefund(desk.app, { orderNumber, asked: 'rest', effect, by: 'ann' })
  await sendRefund(desk.app, refundNo, 1_000)
}

/** What the licence's page says became of each order for it, the newest first. */
async function outcomesOf(licenseId: string): Promise<string[]> {
  const detail = await findLicenseDetail(desk.app.db, 1, licenseId)
  return detail?.bought.map(({ state }) => state) ?? []
}

/** Of the goods of orders, in the order they were named. */
async function statesOf(...orderNumbers: readonly string[]): Promise<string[]> {
  const rows = await desk.rows<{ state: string }>(
    `select f.state from fulfilment f join unnest($1::text[]) with ordinality as asked(order_number, place)
     using (order_number) order by asked.place`,
    [orderNumbers],
  )
  return rows.map(({ state }) => state)
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof Refusal ? error.code : String(error)
}

const activate = (licenseKey: string, fingerprint: string) =>
  activateLicense(desk.app, {
    licenseKey,
    fingerprint,
    deviceName: undefined,
    productId: undefined,
  })

describe('buying a licence its own plan again', () => {
  it('adds the days behind its end and makes no second licence', async () => {
    const { key, orderNumber } = await bought('month')
    const renewal = await buyFor(key, 'month')
    expect(await licensesOf(orderNumber)).toMatchObject([{ days: 62, planId: 'month' }])
    expect(await licensesOf(renewal.orderNumber)).toEqual([])
    expect(
      await desk.rows('select kind, state from fulfilment where order_number = $1', [
        renewal.orderNumber,
      ]),
    ).toEqual([{ kind: 'renewal', state: 'done' }])
  })

  it('adds them to now where it had ended', async () => {
    const { key, orderNumber } = await bought('month')
    await desk.clock.advance(60 * day)
    await buyFor(key, 'month')
    expect(await licensesOf(orderNumber)).toMatchObject([{ days: 91 }])
    expect((await activate(key, 'back again')).devicesUsed).toBe(1)
  })

  it('is not given for a package it was not priced for, nor for what never ends', async () => {
    const { key, orderNumber } = await bought('month')
    const cheap = await desk.openOrder({ planIds: ['month'], licenseKey: key })
    await buyFor(key, 'year')
    const yearly = await desk.openOrder({ planIds: ['year'], licenseKey: key })
    await desk.pay(cheap)
    expect(await licensesOf(orderNumber)).toMatchObject([{ planId: 'year', days: 365 }])
    await buyFor(key, 'lifetime')
    await desk.pay(yearly)
    expect(await licensesOf(orderNumber)).toMatchObject([{ planId: 'lifetime', isEndless: true }])
    expect(await statesOf(cheap.orderNumber, yearly.orderNumber)).toEqual(['owed', 'owed'])
  })

  it('waits for a person where the licence was suspended before the money came', async () => {
    const { key, orderNumber, id } = await bought('month')
    const order = await desk.openOrder({ planIds: ['month'], licenseKey: key })
    await suspend(desk.app, id, author, 'asked')
    await desk.pay(order)
    expect(await statesOf(order.orderNumber)).toEqual(['owed'])
    expect(await licensesOf(orderNumber)).toMatchObject([{ days: 31 }])
  })

  it('that waits for its first device never comes to more days than a package may have', async () => {
    const { key, orderNumber, id } = await bought('month')
    const order = await desk.openOrder({ planIds: ['month'], licenseKey: key })
    await desk.rows(
      'update license set valid_until = null, awaiting_days = 36480 where license_id = $1',
      [id],
    )
    await desk.pay(order)
    expect(await statesOf(order.orderNumber)).toEqual(['owed'])
    expect(await refusalOf(desk.openOrder({ planIds: ['month'], licenseKey: key }))).toBe(
      'license_not_upgradable',
    )
    expect(await refusalOf(extend(desk.app, id, 31, author, 'asked'))).toBe('invalid_request')
    expect(
      await desk.rows('select state from orders where order_number = $1', [orderNumber]),
    ).toEqual([{ state: 'paid' }])
  })

  it('without its key is a licence of its own', async () => {
    const first = await bought('month')
    const second = await bought('month')
    expect(await licensesOf(first.orderNumber)).toMatchObject([{ days: 31 }])
    expect(await licensesOf(second.orderNumber)).toMatchObject([{ days: 31 }])
  })

  it('takes nothing out of the stock, and is not had for nothing again and again', async () => {
    const { key } = await bought('month')
    const { key: free } = await licenseOf((await desk.openOrder({ planIds: ['free'] })).orderNumber)
    await desk.rows(`update plan set stock = stock_taken where plan_id = 'month'`)
    await desk.rows(`update plan set phone_limit = 1 where plan_id = 'free'`)
    try {
      expect(await refusalOf(desk.openOrder({ planIds: ['month'] }))).toBe('out_of_stock')
      const renewal = await buyFor(key, 'month')
      expect(await statesOf(renewal.orderNumber)).toEqual(['done'])
      expect(await refusalOf(desk.openOrder({ planIds: ['free'], licenseKey: free }))).toBe(
        'purchase_limit',
      )
    } finally {
      await desk.rows('update plan set stock = null, phone_limit = null')
    }
  })

  it('is taken back with its money, and only that', async () => {
    const { key, orderNumber, id } = await bought('month')
    const once = await buyFor(key, 'month')
    await buyFor(key, 'month')
    expect(await licensesOf(orderNumber)).toMatchObject([{ days: 93 }])
    await giveBack(once.orderNumber)
    expect(await licensesOf(orderNumber)).toMatchObject([{ days: 62, state: 'active' }])
    expect((await outcomesOf(id)).sort()).toEqual(['done', 'undone'])
    const told = await desk.rows<{ kind: string; by: string }>(
      `select e.kind, e.by_kind as by from license_event e join license using (merchant_id, license_id)
       where order_number = $1 order by event_no`,
      [orderNumber],
    )
    expect(told.map(({ kind }) => kind)).toEqual(['renewed', 'renewed', 'undone'])
    expect(new Set(told.map(({ by }) => by))).toEqual(new Set(['money']))
  })
})

describe('buying a licence another plan', () => {
  it('costs the price less what is left of the old one, and begins at once', async () => {
    const { key, orderNumber } = await bought('month')
    for (const machine of ['A']) await activate(key, machine)
    const order = await buyFor(key, 'year')
    expect(order.dueFen).toBe(9_900 - 990)
    expect(await licensesOf(orderNumber)).toMatchObject([
      { planId: 'year', days: 365, maxDevices: 3, state: 'active' },
    ])
    expect((await activate(key, 'B')).devicesUsed).toBe(2)
  })

  it('credits renewals, and no more than what is left', async () => {
    const { key } = await bought('month')
    await buyFor(key, 'month')
    await desk.clock.advance(31 * day)
    const half = await desk.openOrder({ planIds: ['year'], licenseKey: key })
    expect(9_900 - half.dueFen).toBe(990)
    await desk.clock.advance(40 * day)
    const over = await desk.openOrder({ planIds: ['year'], licenseKey: key })
    expect(over.dueFen).toBe(9_900)
  })

  it('makes it what it was when that money goes back', async () => {
    const { key, orderNumber, id } = await bought('month')
    const upgrade = await buyFor(key, 'lifetime')
    expect(await licensesOf(orderNumber)).toMatchObject([{ isEndless: true, maxDevices: 5 }])
    for (const machine of ['A', 'B', 'C']) await activate(key, machine)
    await giveBack(upgrade.orderNumber)
    expect(await licensesOf(orderNumber)).toMatchObject([
      { planId: 'month', days: 31, maxDevices: 1, state: 'active' },
    ])
    // Those that came last have lost their seats, and it is told.
    expect((await activate(key, 'A')).devicesUsed).toBe(1)
    expect(await refusalOf(activate(key, 'B'))).toBe('device_limit_reached')
    const told = await desk.rows<{ kind: string }>(
      `select kind from license_event where license_id = $1 and by_kind = 'money' order by event_no`,
      [id],
    )
    expect(told.map(({ kind }) => kind).sort()).toEqual([
      'deactivated',
      'deactivated',
      'undone',
      'upgraded',
    ])
  })

  it('has no more seats than were paid for, however many were taken while it was open', async () => {
    const { key, orderNumber, id } = await bought('month')
    await limitDevices(desk.app, id, 5, author, 'asked')
    const open = await desk.openOrder({ planIds: ['year'], licenseKey: key })
    for (const machine of ['A', 'B', 'C', 'D', 'E']) await activate(key, machine)
    expect(await refusalOf(desk.openOrder({ planIds: ['year'], licenseKey: key }))).toBe(
      'license_not_upgradable',
    )
    await desk.pay(open)
    expect(await licensesOf(orderNumber)).toMatchObject([{ planId: 'year', maxDevices: 3 }])
    expect(await refusalOf(activate(key, 'D'))).toBe('device_limit_reached')
  })

  it('that had not begun has begun since, for a device that is in use', async () => {
    const { key, orderNumber, id } = await bought('month')
    const waits = 'update license set valid_until = null, awaiting_days = 31 where license_id = $1'
    await desk.rows(waits, [id])
    const upgrade = await buyFor(key, 'year')
    await activate(key, 'A')
    await giveBack(upgrade.orderNumber)
    expect(await licensesOf(orderNumber)).toMatchObject([{ planId: 'month', days: 31 }])
    await desk.clock.advance(32 * day)
    expect(await refusalOf(activate(key, 'A'))).toBe('license_expired')
  })

  it('keeps a plan that was bought since, when the money of the one before goes back', async () => {
    const { key, orderNumber } = await bought('month')
    const between = await buyFor(key, 'year')
    await buyFor(key, 'lifetime')
    expect(await refusalOf(giveBack(between.orderNumber))).toBe('license_built_upon')
    expect(await refusalOf(giveBack(between.orderNumber, 'revoke'))).toBe('license_built_upon')
    await giveBack(between.orderNumber, 'none')
    expect(await licensesOf(orderNumber)).toMatchObject([
      { planId: 'lifetime', isEndless: true, maxDevices: 5, state: 'active' },
    ])
  })

  it('goes back before what it was bought upon, each as far as it was paid', async () => {
    const { key, orderNumber } = await bought('month')
    const upgrade = await buyFor(key, 'year')
    const renewal = await buyFor(key, 'year')
    expect(await licensesOf(orderNumber)).toMatchObject([{ planId: 'year', days: 730 }])
    expect(await refusalOf(giveBack(upgrade.orderNumber))).toBe('license_built_upon')
    await giveBack(renewal.orderNumber)
    expect(await licensesOf(orderNumber)).toMatchObject([{ planId: 'year', days: 365 }])
    await giveBack(upgrade.orderNumber)
    expect(await licensesOf(orderNumber)).toMatchObject([{ planId: 'month', days: 31 }])
    await giveBack(orderNumber)
    expect(await licensesOf(orderNumber)).toMatchObject([{ state: 'revoked' }])
  })

  it('stands in nobody’s way who returns another line of its order, or a part that ends nothing', async () => {
    const orderNumber = await desk.paidOrder(['month', 'lifetime'])
    const [month] = await desk.rows<{ id: string; sealed: string }>(
      `select license_id as id, key_sealed as sealed from license where order_number = $1 and line_no = 1`,
      [orderNumber],
    )
    await buyFor(desk.app.licenseKeys.unseal(month?.sealed ?? '', month?.id ?? ''), 'year')
    const line = (lineNo: number, amountFen: number) =>
      planRefund(desk.app, {
        orderNumber,
        asked: { lines: [{ lineNo, amountFen: amountFen as Fen }] },
        by: 'ann',
      })
    await sendRefund(desk.app, (await line(2, 29_900)).refundNo, 1_000)
    await sendRefund(desk.app, (await line(1, 100)).refundNo, 1_000)
    expect(await licensesOf(orderNumber)).toMatchObject([
      { planId: 'year', state: 'active' },
      { planId: 'lifetime', state: 'revoked' },
    ])
    expect(await refusalOf(line(1, 890))).toBe('license_built_upon')
  })

  it('takes the whole licence back with the money it was first bought with', async () => {
    const { key, orderNumber } = await bought('month')
    await buyFor(key, 'year')
    expect(await refusalOf(giveBack(orderNumber))).toBe('license_built_upon')
    await giveBack(orderNumber, 'revoke')
    expect(await licensesOf(orderNumber)).toMatchObject([{ state: 'revoked' }])
  })

  it('is credited once: of two upgrades that are both paid, the second waits for a person', async () => {
    const { key, orderNumber } = await bought('month')
    const one = await desk.openOrder({ planIds: ['year'], licenseKey: key })
    const other = await desk.openOrder({ planIds: ['lifetime'], licenseKey: key })
    await desk.pay(one)
    await desk.pay(other)
    expect(await licensesOf(orderNumber)).toMatchObject([{ planId: 'year' }])
    expect(
      await desk.rows('select state from fulfilment where order_number = $1', [other.orderNumber]),
    ).toEqual([{ state: 'owed' }])
    const owed = (await examineStock(desk.app)).map(({ check }) => check)
    expect(owed).toContain('licenses_owed')
    await giveBack(other.orderNumber)
    expect(await licensesOf(orderNumber)).toMatchObject([{ planId: 'year', state: 'active' }])
  })

  it('is delivered once, although paid in the moment the licence is revoked', async () => {
    const { key, id } = await bought('month')
    const order = await desk.openOrder({ planIds: ['month'], licenseKey: key })
    await revoke(desk.app, id, author, 'stolen')
    await desk.pay(order)
    expect(
      await desk.rows('select state from fulfilment where order_number = $1', [order.orderNumber]),
    ).toEqual([{ state: 'owed' }])
    expect(await outcomesOf(id)).toEqual(['owed'])
  })
})

describe('nothing is sold for a licence', () => {
  it('that would gain nothing by it, or is none', async () => {
    const lifetime = await bought('lifetime')
    const year = await bought('year')
    const ask = (licenseKey: string, planId: string, quantity = 1) =>
      refusalOf(desk.openOrder({ planIds: [planId], licenseKey, quantity }))
    expect(await ask(lifetime.key, 'lifetime')).toBe('license_not_upgradable')
    expect(await ask(year.key, 'month')).toBe('license_not_upgradable')
    expect(await ask(lifetime.key, 'year')).toBe('license_not_upgradable')
    expect(await ask('nonsense', 'year')).toBe('license_not_found')
    expect(await ask(year.key, 'year', 2)).toBe('invalid_request')
    await revoke(desk.app, year.id, author, 'stolen')
    expect(await ask(year.key, 'year')).toBe('license_revoked')
  })

  it('twice in one order, where the second would find it changed by the first', async () => {
    const { key } = await bought('month')
    const twice = (planIds: string[]) => refusalOf(desk.openOrder({ planIds, licenseKey: key }))
    expect(await twice(['month', 'month'])).toBe('invalid_request')
    expect(await twice(['month', 'lifetime'])).toBe('invalid_request')
  })
})
