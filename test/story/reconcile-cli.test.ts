// The command a merchant runs beside the shop: a day's differences, and after a restore everything that happened
// since.

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { billDayOf, dayAfter, startOfDay } from '../../src/core/bill.ts'
import { findBroken } from '../../src/db/audit.ts'
import { merchantId } from '../../src/main.ts'
import { build } from '../support/build.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { licensesOf, stateOf } from './books.ts'

const hour = 3_600_000
type Ran = Readonly<{ code: number; out: string; err: string }>

let shop: Shop
let day: string
let lost: PlacedOrder
let forgotten: PlacedOrder
beforeAll(async () => {
  await build()
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
  // Nobody fetches bills but the command.
  const planned = "kind = 'plan-bills'"
  await shop.until('the timetable is planned', async () => (await shop.count('job', planned)) > 0)
  await shop.rows(`delete from job where ${planned}`)
  const { clock } = shop.running
  day = dayAfter(billDayOf(clock.now()), 1)
  await shop.advance(startOfDay(day) + 12 * hour - clock.now())
  await control('faults', { fault: 'lose_notice' })
  lost = await paidBehindOurBack()
  forgotten = await paidBehindOurBack()
  await forget(forgotten)
  // The same stranger twice is one trouble.
  await control('faults', { fault: 'bill_line_twice', method: forgotten.number })
  await shop.advance(startOfDay(dayAfter(day, 1)) + 11 * hour - clock.now())
})
afterAll(() => shop?.close())

describe('keytill reconcile', () => {
  it('--since asks for what a restored database cannot know, and names what it never knew', async () => {
    const ran = await keytill('--since', day, '--json')
    const report = JSON.parse(ran.out)
    expect(ran.code).toBe(1)
    expect(report).toMatchObject({ ok: false, asked: { asked: 1, paid: 1, unanswered: 0 } })
    expect(await stateOf(shop, lost)).toBe('paid')
    expect(await licensesOf(shop, lost)).toBe(1)
    const cases = await shop.rows(
      'select kind, reason, state from money_case where out_trade_no = $1',
      [forgotten.number],
    )
    expect(cases).toEqual([{ kind: 'unmatched_bill', reason: 'not_ours', state: 'open' }])
  })

  it('--date says which day differs and why, in Chinese or English', async () => {
    const chinese = await keytill('--date', day)
    expect(chinese).toMatchObject({ code: 1, err: '' })
    expect(chinese.out).toContain('订单号不是本店的')
    const english = await keytill('--date', day, '--lang', 'en', '--channel', 'alipay-demo')
    expect(english.out).toContain('under a number that is not of this shop')
    expect(english.out).not.toContain('wechat-demo')
  })

  it('ends with 0 once nothing is open', async () => {
    await shop.rows(
      "update money_case set state = 'waived', resolved_at = app_now() where out_trade_no = $1",
      [forgotten.number],
    )
    const ran = await keytill('--date', day, '--json')
    expect(ran.code).toBe(0)
    expect(JSON.parse(ran.out).days).toMatchObject([
      { channel: 'alipay-demo', state: 'balanced', counts: { resolved: 1 } },
      { channel: 'wechat-demo', state: 'balanced', counts: { lines: 0 } },
    ])
    expect(await findBroken(shop.database.db, merchantId)).toEqual([])
  })

  it('--file takes the bill from a file, keeps it, and refuses one of another day', async () => {
    const channel = shop.running.app.channels.find(({ id }) => id === 'alipay-demo')
    const fetched = await channel?.gateway.fetchBill(day, 'trade', 5_000)
    if (fetched?.outcome !== 'fetched') throw new Error(`no file: ${fetched?.outcome}`)
    const file = join(shop.env.DATA_DIR ?? '', 'bill.zip')
    writeFileSync(file, fetched.bytes)
    const bring = (...more: readonly string[]) =>
      keytill('--channel', 'alipay-demo', '--file', file, ...more)

    const other = await bring('--date', dayAfter(day, -1))
    expect(other.code).not.toBe(0)
    expect(other.err).toContain('bill_of_other_day')
    expect(await importsOf(dayAfter(day, -1))).toBe(0)

    const ran = await bring('--date', day, '--json')
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(ran.out).days).toMatchObject([{ channel: 'alipay-demo', state: 'balanced' }])
    expect(await importsOf(day)).toBe(1)
  })

  it.each([
    ['no day', []],
    ['two', ['--date', '2026-03-01', '--since', '2026-03-01']],
    ['a day there never was', ['--date', '2026-02-30']],
    ['a day that is not over', ['--date', '2999-01-01']],
    ['a file of no channel', ['--date', '2026-03-01', '--file', 'bill.zip']],
    ['a channel there is not', ['--date', '2026-03-01', '--channel', 'bank']],
  ])('refuses %s', async (_, args) => {
    const ran = await keytill(...args)
    expect(ran.code).toBe(2)
    expect(ran.err).toContain('usage: keytill reconcile')
  })
})

function importsOf(of: string): Promise<number> {
  const imported = `action = 'books.import' and subject = $1`
  return shop.count('audit_log', imported, [`alipay-demo:${of}`])
}

async function paidBehindOurBack(): Promise<PlacedOrder> {
  const order = await shop.order()
  await shop.post('/api/v1/user/pay/alipay', { order_number: order.number, payment_type: 'qr' })
  await shop.rows("delete from job where ref like $1 and kind <> 'send-letter'", [
    `%${order.number}`,
  ])
  await control('pay', { out_trade_no: order.number, gateway: 'alipay' })
  return order
}

/** As if the database were restored from before the order. */
async function forget({ number }: PlacedOrder): Promise<void> {
  for (const table of ['attempt', 'order_line', 'idempotency_key', 'orders'])
    await shop.rows(`delete from ${table} where order_number = $1`, [number])
}

async function control(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const reply = await shop.post(`/simulator/control/${path}`, body)
  if (reply.status !== 200) throw new Error(`${path}: ${reply.text}`)
}

function keytill(...args: readonly string[]): Promise<Ran> {
  const { PATH = '' } = process.env
  const env = { PATH, ...shop.env, PORT: new URL(shop.url).port }
  const program = join(import.meta.dirname, '../../dist/cli.js')
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, 'reconcile', ...args],
      { cwd: shop.env.DATA_DIR, env, timeout: 30_000 },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    )
  })
}
