// The commands a merchant gives money back and decides cases with, beside the running shop.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveRefund } from '../../src/app/refund/plan-refund.ts'
import { stateOf } from '../story/books.ts'
import { build } from '../support/build.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'

const minute = 60_000
type Ran = Readonly<{ code: number; out: string; err: string }>

const operator = 'owner@shop.example'

let shop: Shop
beforeAll(async () => {
  await build()
  const first = { ADMIN_EMAIL: operator, ADMIN_PASSWORD: 'a password for tests only' }
  shop = await Shop.open({ standIns: [], env: { DEMO: '1', REFUND_APPROVAL: '50', ...first } })
})
afterAll(() => shop?.close())

describe('keytill refund', () => {
  it('gives a part back once, however often the same number is said', async () => {
    const order = await paid()
    const words = [order.number, '--amount', '12.30', '--by', 'ann', '--key', 'T-1', '--json']
    const [first, again] = [await keytill('refund', ...words), await keytill('refund', ...words)]
    expect(first.code).toBe(0)
    const { refund } = JSON.parse(first.out)
    expect(refund).toMatchObject({ state: 'planned', amount: '12.30', asked_by: 'ann' })
    expect(JSON.parse(again.out).refund.refund_no).toBe(refund.refund_no)
    await shop.advance(3 * minute)
    await shop.untilState(order, 'part_refunded')
  })

  it('above the limit waits for a second person, who may refuse', async () => {
    const order = await paid()
    const nobody = await keytill('refund', order.number, '--by', 'ann')
    expect(nobody).toMatchObject({ code: 1 })
    expect(nobody.err).toContain('--by must be the e-mail address of an operator there')
    expect(await shop.count('refund', 'order_number = $1', [order.number])).toBe(0)
    const asked = await keytill('refund', order.number, '--by', operator, '--json')
    const { refund } = JSON.parse(asked.out)
    expect(refund.state).toBe('awaiting')
    const listed = JSON.parse((await keytill('refund', '--list', '--json')).out)
    expect(listed.refunds).toMatchObject([{ refund_no: refund.refund_no, amount: '99.00' }])
    const agreed = await keytill('refund', '--approve', refund.refund_no, '--by', 'bob')
    expect(agreed).toMatchObject({ code: 1 })
    expect(agreed.err).toContain('a second person agrees in the console, at /admin/refunds')
    expect(await shop.count('refund', "state = 'awaiting'")).toBe(1)
    const refused = await keytill('refund', '--reject', refund.refund_no, '--by', 'bob', '--json')
    expect(JSON.parse(refused.out).refund).toMatchObject({ state: 'rejected', decided_by: 'bob' })
    expect(await stateOf(shop, order)).toBe('paid')
  })

  it('says what is left when more is asked', async () => {
    const order = await paid()
    const ran = await keytill('refund', order.number, '--line', '1=99.01', '--by', 'ann')
    expect(ran.code).toBe(1)
    expect(ran.err).toContain('99.00')
    expect(ran.err).toContain('[refund_too_much]')
  })

  it.each([
    ['nobody who says so', ['SOMEORDER12345678']],
    ['an amount with three decimals', ['X', '--amount', '1.234', '--by', 'ann']],
    ['a sum and lines at once', ['X', '--amount', '1', '--line', '1=1', '--by', 'ann']],
  ])('refuses %s', async (_, words) => {
    const ran = await keytill('refund', ...words)
    expect(ran.code).toBe(2)
    expect(ran.err).toContain('usage: keytill refund')
  })
})

describe('keytill case', () => {
  it('lists money that came late and is held, and delivers on it when somebody says so', async () => {
    const order = await held()
    const { cases } = JSON.parse((await keytill('case', '--json')).out)
    expect(cases).toMatchObject([{ kind: 'late', state: 'open', order_number: order.number }])
    const words = ['late', cases[0].ref, '--decide', 'deliver', '--by', 'ann', '--json']
    const decided = await keytill('case', ...words)
    expect(JSON.parse(decided.out).case).toMatchObject({ state: 'resolved', decided_by: 'ann' })
    const look = (await shop.look(order)).json.data
    expect(look.licenses).toMatchObject([{ status: 'active' }])
    expect((await keytill('case', ...words)).err).toContain('[conflict]')
  })

  it.each([
    ['money returned by hand without an amount', ['--decide', 'returned', '--by', 'ann']],
    ['an amount with another decision', ['--decide', 'waive', '--amount', '1', '--by', 'ann']],
  ])('refuses %s', async (_, words) => {
    expect(await keytill('case', 'late', 'nowhere', ...words)).toMatchObject({ code: 2 })
  })

  it('records money that was returned by hand, with the evidence and who says so', async () => {
    const order = await held()
    const [found] = await shop.rows<{ ref: string }>(
      'select ref from money_case where order_number = $1',
      [order.number],
    )
    const words = ['--decide', 'returned', '--amount', '99.00', '--note', 'bank 4711', '--json']
    const about = ['late', found?.ref ?? '']
    const nobody = await keytill('case', ...about, ...words, '--by', 'ann')
    expect(nobody.err).toContain('--by must be the e-mail address of an operator there')
    const decided = await keytill('case', ...about, ...words, '--by', operator)
    const report = JSON.parse(decided.out).case
    expect(report).toMatchObject({ state: 'acting', note: 'bank 4711', decided_by: operator })
    // Above the limit of this shop, a second person has to agree, in the console.
    await approveRefund(shop.running.app, report.refund_no, 'bob@shop.example')
    const done = await shop.rows(
      'select operator, action, subject, reason from audit_log order by seq desc limit 1',
    )
    expect(done).toEqual([
      {
        operator: `cli:${operator}`,
        action: 'case.returned',
        subject: `late:${found?.ref}`,
        reason: 'bank 4711',
      },
    ])
    expect(await stateOf(shop, order)).toBe('refunded')
  })

  it('above the limit is left as it is by two, the second of them in the console', async () => {
    const order = await held()
    const [found] = await shop.rows<{ ref: string }>(
      'select ref from money_case where order_number = $1',
      [order.number],
    )
    const about = ['late', found?.ref ?? '', '--decide', 'waive', '--note', 'agreed by phone']
    expect((await keytill('case', ...about, '--by', 'ann')).code).toBe(1)
    expect((await keytill('case', ...about, '--by', operator)).code).toBe(0)
    const second = await keytill('case', ...about, '--by', 'bob')
    expect(second.err).toContain('a second person agrees in the console, at /admin/cases')
    expect(await shop.count('money_case', "state = 'waived'")).toBe(0)
  })

  it('does not know a case nobody opened', async () => {
    expect((await keytill('case', 'late', 'nowhere')).err).toContain('[case_not_found]')
  })
})

async function paid(): Promise<PlacedOrder> {
  const order = await opened()
  await control('pay', { gateway: 'alipay', out_trade_no: order.number })
  await shop.untilState(order, 'paid')
  return order
}

async function held(): Promise<PlacedOrder> {
  await shop.rows("update product set late_policy = 'hold'")
  const order = await opened()
  await shop.rows("update product set late_policy = 'deliver'")
  const token = { 'x-order-token': order.token }
  await shop.post(`/api/v1/user/orders/${order.number}/cancel`, {}, token)
  await control('pay', { gateway: 'alipay', out_trade_no: order.number, even_closed: true })
  await shop.untilState(order, 'paid')
  return order
}

async function opened(): Promise<PlacedOrder> {
  const order = await shop.order()
  const body = { order_number: order.number, payment_type: 'qr' }
  expect((await shop.post('/api/v1/user/pay/alipay', body)).status).toBe(200)
  return order
}

async function control(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const reply = await shop.post(`/simulator/control/${path}`, body)
  if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`)
}

function keytill(verb: string, ...args: readonly string[]): Promise<Ran> {
  const { PATH = '' } = process.env
  const env = { PATH, ...shop.env, PORT: new URL(shop.url).port }
  const program = join(import.meta.dirname, '../../dist/cli.js')
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, verb, ...args],
      { cwd: shop.env.DATA_DIR, env, timeout: 30_000 },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    )
  })
}
