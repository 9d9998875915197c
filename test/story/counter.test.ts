// The counter on the whole shop: a cashier scans, the simulated gateways answer in every way they may, and in the
// end the books, the gateway and the cashier's screen say the same.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Person, signedIn } from '../support/console.ts'
import { type Reply, Shop } from '../support/shop.ts'

type Kind = 'alipay' | 'wechat'
type Outcome = 'paid' | 'password' | 'poor' | 'restricted'
const second = 1_000
const minute = 60 * second

let shop: Shop
let cashier: Person
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
  cashier = await signedIn(shop, 'support')
})
afterAll(() => shop?.close())
afterEach(() => control('faults/clear', {}))

describe.each<Kind>(['alipay', 'wechat'])('a code of %s', (kind) => {
  it('pays at once: the order is paid, delivered, and the keys can be handed over', async () => {
    const number = await placed()
    expect(await view(number)).toMatchObject({ state: 'ready', amount: 99, gateway: null })
    const charged = await scan(number, await codeOf(kind, 'paid'))
    expect(charged.json.data).toMatchObject({ state: 'paid', gateway: kind, may_hand_over: true })

    const [attempt] = await charges(number)
    expect(attempt).toMatchObject({
      state: 'paid',
      answer: 'paid',
      out_trade_no: expect.any(String),
    })
    expect(attempt?.out_trade_no).not.toBe(number)
    expect(await gatewayTrade(kind, attempt?.out_trade_no)).toMatchObject({ total_amount: '99.00' })
    const { goods } = (await cashier.browser.post(`${at(number)}/goods`)).json.data
    expect(goods).toEqual([
      { name: expect.stringContaining('·') as unknown, text: expect.any(String) as unknown },
    ])
  })

  it('is asked for a password: paid once the buyer has confirmed', async () => {
    const number = await placed()
    expect((await scan(number, await codeOf(kind, 'password'))).json.data).toMatchObject({
      state: 'password',
      seconds_left: 60,
    })
    await control('pay', { gateway: kind, out_trade_no: await openNumber(number) })
    await becomes(number, 'paid')
    expect(await charges(number)).toMatchObject([{ state: 'paid', answer: 'waiting' }])
  })

  it('is asked for a password: refused there, nothing is taken and the next code can be scanned', async () => {
    const number = await placed()
    await scan(number, await codeOf(kind, 'password'))
    await control('decline', { gateway: kind, out_trade_no: await openNumber(number) })
    await becomes(number, 'unpaid')
    expect((await scan(number, await codeOf(kind, 'paid'))).json.data).toMatchObject({
      state: 'paid',
    })
    const tries = await charges(number)
    expect(tries.map(({ state }) => state)).toEqual(['closed', 'paid'])
    expect(new Set(tries.map((one) => one.out_trade_no)).size).toBe(2)
  })

  it('is asked for a password nobody enters: undone after a minute, and only then over', async () => {
    const number = await placed()
    await scan(number, await codeOf(kind, 'password'))
    const out = await openNumber(number)
    await control('faults', { fault: 'undo_again', times: 1 })
    await shop.advance(minute)
    await becomes(number, 'unpaid')
    expect(await control('pay', { gateway: kind, out_trade_no: out })).toMatchObject({
      status: 409,
    })
    expect(await charges(number)).toMatchObject([{ state: 'closed', seen: 'closed' }])
  })

  it.each([
    ['poor', 'balance'],
    ['restricted', 'buyer'],
  ] as const)(
    'of a %s buyer is refused with the reason, and leaves nothing open',
    async (who, why) => {
      const number = await placed()
      await scan(number, await codeOf(kind, who))
      await becomes(number, 'refused')
      expect(await view(number)).toMatchObject({ refused: { why } })
      expect((await scan(number, await codeOf(kind, 'paid'))).json.data).toMatchObject({
        state: 'paid',
        refused: null,
      })
    },
  )

  it('that was used before is refused as such, and the next can be scanned at once', async () => {
    const code = await codeOf(kind, 'paid')
    await scan(await placed(), code)
    const number = await placed()
    const charged = await scan(number, code)
    expect(charged.json.data).toMatchObject({ state: 'refused', refused: { why: 'code' } })
  })

  it('taken by a gateway whose answer was lost is found out, and paid once', async () => {
    const number = await placed()
    await control('faults', {
      fault: 'accept_then_server_error',
      method: payMethod[kind],
      times: 1,
    })
    expect((await scan(number, await codeOf(kind, 'paid'))).json.data.state).not.toBe('refused')
    await becomes(number, 'paid')
    expect(await charges(number)).toMatchObject([{ state: 'paid', answer: 'unknown' }])
    expect(await shop.count('license', 'order_number = $1', [number])).toBe(1)
  })

  it('that never arrived is undone, and over without a charge', async () => {
    const number = await placed()
    await control('faults', { fault: 'server_error', method: payMethod[kind], times: 1 })
    await scan(number, await codeOf(kind, 'paid'))
    expect(await view(number)).toMatchObject({ state: 'asking' })
    await shop.advance(minute)
    await becomes(number, 'unpaid')
    expect(await charges(number)).toMatchObject([{ state: 'closed' }])
  })

  it('whose program died before it heard the answer is taken over by the job', async () => {
    const number = await placed()
    await scan(number, await codeOf(kind, 'password'))
    const out = await openNumber(number)
    await shop.rows('update code_charge set answer = null where out_trade_no = $1', [out])
    await shop.rows(`update attempt set seen = 'nothing' where out_trade_no = $1`, [out])
    expect(await view(number)).toMatchObject({ state: 'asking' })
    await control('pay', { gateway: kind, out_trade_no: out })
    await becomes(number, 'paid')
  })

  it('scanned twice in the same moment, with one of the other gateway between, is charged once', async () => {
    const number = await placed()
    const [one, other] = [await codeOf(kind, 'password'), await codeOf(kind, 'password')]
    const foreign = await codeOf(kind === 'alipay' ? 'wechat' : 'alipay', 'password')
    await Promise.all([one, foreign, other, one].map((code) => scan(number, code)))
    expect(await charges(number)).toHaveLength(1)
    const { gateway } = await view(number)
    await control('pay', { gateway, out_trade_no: await openNumber(number) })
    await becomes(number, 'paid')
    await scan(number, await codeOf(kind, 'paid'))
    expect(await charges(number)).toHaveLength(1)
  })

  it('is kept nowhere: not in the database, not in what was written down of the call', async () => {
    const number = await placed()
    const code = await codeOf(kind, 'paid')
    await scan(number, code)
    const calls = await shop.until('the call is written down', async () => {
      const rows = await shop.rows<{ request: string }>(
        `select request from gateway_call join attempt using (merchant_id, out_trade_no)
         where order_number = $1 and verb = 'charge'`,
        [number],
      )
      return rows.length === 1 && rows
    })
    expect(calls[0]?.request).toContain('[pay code]')
    for (const table of ['gateway_call', 'attempt', 'code_charge', 'audit_log', 'job'])
      expect(await shop.count(`${table} as t`, `t::text like '%${code}%'`), table).toBe(0)
  })
})

it('a way to pay that was open online is closed before the code is charged, and the other way round', async () => {
  const number = await placed()
  const open = (kind: Kind) => {
    const payment_type = kind === 'alipay' ? 'qr' : 'native'
    return shop.post(`/api/v1/user/pay/${kind}`, { order_number: number, payment_type })
  }
  expect((await open('wechat')).status).toBe(200)
  await scan(number, await codeOf('alipay', 'password'))
  expect(await attemptStates(number)).toEqual({
    'wechat-demo': ['closed'],
    'alipay-demo': ['open'],
  })
  // Whose code waits for its password cannot be led elsewhere by the same gateway.
  expect((await open('alipay')).status).toBe(409)
  expect((await open('wechat')).status).toBe(200)
  expect(await attemptStates(number)).toEqual({
    'wechat-demo': ['closed', 'open'],
    'alipay-demo': ['closed'],
  })
})

it('a charge at WeChat Pay is not reversed within 15 seconds: who gives up waits, and it is undone', async () => {
  const number = await placed()
  await scan(number, await codeOf('wechat', 'password'))
  const cancelled = await cashier.browser.post(`/orders/${number}/cancel`, { reason: '不买了' })
  expect([cancelled.status, cancelled.json.error.code]).toEqual([503, 'gateway_unavailable'])
  expect(await view(number)).toMatchObject({ state: 'undoing' })
  const [charge] = await charges(number)
  const undone = "verb = 'undo' and out_trade_no = $1"
  expect(await shop.count('gateway_call', undone, [charge?.out_trade_no])).toBe(0)
  await shop.advance(16 * second)
  await becomes(number, 'over')
  expect(await charges(number)).toMatchObject([{ state: 'closed', seen: 'closed' }])
})

it('a text that is no payment code of this shop is refused, and nothing is begun', async () => {
  const number = await placed()
  const refused = await scan(number, '6901234567892')
  expect([refused.status, refused.json.error.code]).toEqual([400, 'pay_code_unknown'])
  expect(await charges(number)).toEqual([])
})

it('keys are handed over by whoever took the money, and by nobody else', async () => {
  const number = await placed()
  await scan(number, await codeOf('alipay', 'paid'))
  const other = await signedIn(shop, 'support')
  expect((await other.browser.post(`${at(number)}/goods`)).status).toBe(403)
  await shop.advance(31 * minute)
  expect((await cashier.browser.post(`${at(number)}/goods`)).status).toBe(403)
})

it('the same order placed twice by one press is one order', async () => {
  const key = crypto.randomUUID()
  expect(await placed(key)).toBe(await placed(key))
})

const payMethod = { alipay: 'alipay.trade.pay', wechat: '/v3/pay/transactions/codepay' } as const
const at = (number: string) => `/counter/orders/${number}`

async function placed(key: string = crypto.randomUUID()): Promise<string> {
  const reply = await cashier.browser.post('/counter/orders', {
    product_id: 'demo-app',
    package_id: 'year',
    quantity: 1,
    phone: '13800138000',
    key,
  })
  if (reply.status !== 200) throw new Error(`not placed: ${reply.text}`)
  return reply.json.data.order_number
}

function scan(number: string, code: string): Promise<Reply> {
  return cashier.browser.post(`${at(number)}/charge`, { code })
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
async function view(number: string): Promise<any> {
  return (await cashier.browser.get(at(number))).json.data
}

async function codeOf(gateway: Kind, outcome: Outcome): Promise<string> {
  return (await control('codes', { gateway, outcome })).auth_code
}

type Charge = Readonly<{ out_trade_no: string; state: string; seen: string; answer: string }>

function charges(number: string): Promise<Charge[]> {
  return shop.rows<Charge>(
    `select a.out_trade_no, a.state, a.seen, c.answer from code_charge c
     join attempt a using (merchant_id, channel_id, out_trade_no)
     where c.order_number = $1 order by c.asked_at`,
    [number],
  )
}

async function attemptStates(number: string): Promise<Record<string, string[]>> {
  const rows = await shop.rows<{ channel: string; states: string[] }>(
    `select channel_id as channel, array_agg(state order by created_at) as states from attempt
     where order_number = $1 group by 1`,
    [number],
  )
  return Object.fromEntries(rows.map(({ channel, states }) => [channel, states]))
}

async function openNumber(number: string): Promise<string> {
  const open = (await charges(number)).filter(({ state }) => state === 'open')
  expect(open).toHaveLength(1)
  return open[0]?.out_trade_no ?? ''
}

/** Time goes by until the screen says so. */
async function becomes(number: string, state: string): Promise<void> {
  await shop.until(`${number} ${state}`, async () => {
    if ((await view(number)).state === state) return true
    await shop.advanceBetween('query-attempt', 5 * second)
    return false
  })
}

async function gatewayTrade(gateway: Kind, number = ''): Promise<unknown> {
  const reply = await shop.get(`/simulator/control/trades/${number}?gateway=${gateway}`)
  return reply.json
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
async function control(path: string, body: unknown): Promise<any> {
  const { status, json } = await shop.post(`/simulator/control/${path}`, body)
  return { ...json, status }
}
