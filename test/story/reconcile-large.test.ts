// A day of twenty thousand payments: everything that is wrong is found and nothing else, once and again.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { downloadBill } from '../../src/app/books/download-bill.ts'
import { reconcileDay } from '../../src/app/books/reconcile-day.ts'
import { countWrongs, fillBooks, largeBill, largeDay, offering } from '../support/large-day.ts'
import { Shop } from '../support/shop.ts'

const lines = 20_000

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open()
})
afterAll(() => shop?.close())

it('a large day is compared line by line, and comes to the same when it is compared again', async () => {
  const { app } = shop.running
  const [channel] = app.channels
  if (!channel) throw new Error('no channel')
  await fillBooks(app, channel.id, lines)
  const billed = offering(channel, await largeBill(lines))
  expect(await downloadBill(app, billed, largeDay)).toEqual({ outcome: 'kept' })
  const result = await reconcileDay(app, billed, largeDay)

  const { altered, left_out, stranger } = countWrongs(lines)
  const found = await shop.rows(
    `select explanation->>'reason' as reason, count(*) as n from bill_difference group by 1 order by 1`,
  )
  expect(found).toEqual([
    // What a stranger has in its place is missing too.
    { reason: 'missing', n: left_out + stranger },
    { reason: 'not_ours', n: stranger },
    { reason: 'other_amount', n: altered },
  ])
  expect(result.counts.matchedPayments).toBe(lines - altered - left_out - stranger)
  expect(await shop.count('fact_witness', "witness = 'bill'")).toBe(result.counts.matchedPayments)

  expect(await downloadBill(app, billed, largeDay)).toEqual({ outcome: 'kept' })
  expect(await reconcileDay(app, billed, largeDay)).toEqual(result)
  expect(await shop.count('bill_file')).toBe(1)
})
