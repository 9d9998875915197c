// What the shop does about its bills without being asked: fetching, comparing, asking again.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dayAfter, startOfDay } from '../../src/core/bill.ts'
import { billJobs } from '../../src/jobs/bills.ts'
import type { Shop } from '../support/shop.ts'
import { BillDays } from './bill-days.ts'
import { licensesOf, stateOf } from './books.ts'

const hour = 3_600_000

let days: BillDays
let shop: Shop
beforeAll(async () => {
  days = await BillDays.open()
  shop = days.shop
})
afterAll(() => shop?.close())
beforeEach(() => days.control('faults/clear', {}))

describe('by itself the shop', () => {
  it('fetches and compares the bill of every day that is over', async () => {
    const day = await days.newDay()
    const order = await days.lostOrder('wechat')
    await shop.advance(startOfDay(dayAfter(day, 1)) + 9 * hour - shop.running.clock.now())
    await billJobs.schedule(shop.running.app)
    await shop.advance(hour)
    expect(await stateOf(shop, order)).toBe('waiting')
    await shop.advance(hour / 2)
    await shop.until('the day is compared', async () => {
      const [row] = await days.reconciliationOf('wechat-demo', day)
      return row?.state === 'balanced'
    })
    expect(await licensesOf(shop, order)).toBe(1)
  })

  it('asks hourly for a bill that is late, and says so in the evening', async () => {
    const day = await days.newDay()
    await days.paidOrder('alipay')
    await days.control('faults', { fault: 'bill_not_ready' })
    const job = `alipay-demo:${day}`
    await shop.advance(startOfDay(dayAfter(day, 1)) + 16.5 * hour - shop.running.clock.now())
    await billJobs.schedule(shop.running.app)
    for (const state of ['waiting', 'waiting', 'unavailable']) {
      await days.untilAsked(job)
      expect(await days.reconciliationOf('alipay-demo', day)).toEqual([{ state }])
    }
    await days.control('faults/clear', {})
    await shop.until('the next morning it is there', async () => {
      return (await days.reconciliationOf('alipay-demo', day))[0]?.state === 'balanced'
    })
  })
})
