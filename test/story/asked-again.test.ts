// A refund whose job was set aside after too many failures: whoever asks for it by hand sees it sent.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { decideCase } from '../../src/app/case/decide-case.ts'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import { dayMs, minuteMs } from '../../src/core/time.ts'
import type { Shop } from '../support/shop.ts'
import { BillDays } from './bill-days.ts'

let days: BillDays
let shop: Shop
beforeAll(async () => {
  days = await BillDays.open()
  shop = days.shop
})
afterAll(() => shop?.close())

it('is sent once a person decides so', async () => {
  const { app } = shop.running
  const order = await days.paidOrder('alipay')
  await days.control('faults', { fault: 'server_error' })
  const { refundNo } = await planRefund(app, {
    orderNumber: order.number,
    asked: 'rest',
    by: 'ann',
  })
  await shop.advance(dayMs + 10 * minuteMs)
  const stuck = "kind = 'refund_unknown' and ref = $1"
  await shop.until('a case says so', async () => {
    await shop.advanceBetween('refund', 10 * minuteMs)
    return (await shop.count('money_case', stuck, [refundNo])) === 1
  })
  await days.control('faults/clear', {})
  const aside =
    "update job set parked_at = app_now(), failures = 20 where kind = 'refund' and ref = $1"
  await shop.until('nobody is at it', async () => {
    return (await shop.count('job', 'ref = $1 and lease_until is null', [refundNo])) === 1
  })
  await shop.rows(aside, [refundNo])
  await shop.advance(dayMs)

  const found = { kind: 'refund_unknown', ref: refundNo }
  await decideCase(app, { ...found, decision: 'refund', by: 'ann', note: '' })
  await shop.until('it was sent', async () => {
    await shop.advanceBetween('refund', minuteMs)
    return (await shop.count('refund', "refund_no = $1 and state = 'done'", [refundNo])) === 1
  })
  expect(await shop.count('job', 'parked_at is not null')).toBe(0)
})
