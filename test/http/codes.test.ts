// One-time codes: sent within limits, tried three times, taken once, and silent about who buys here.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCode } from '../../src/app/code/check-code.ts'
import { type CodeRequest, sendCode } from '../../src/app/code/send-code.ts'
import type { Recipient } from '../../src/core/letter.ts'
import { Refusal } from '../../src/errors.ts'
import { codesSent, lettersEnv } from '../support/codes.ts'
import { Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ env: { RATE_LIMIT_FACTOR: '1', ...lettersEnv } })
})
afterAll(() => shop?.close())

let used = 0
const next = () => {
  used += 1
  return used
}
const aPhone = () => ({ phone: String(13_700_000_000 + next()) })
const anAddress = () => `192.0.2.${next()}`

const send = (to: Recipient, changes: Partial<CodeRequest> = {}) =>
  sendCode(shop.running.app, {
    purpose: 'look-up',
    to,
    address: anAddress(),
    lang: 'zh',
    ...changes,
  })
const check = (to: Recipient, code: string, purpose: CodeRequest['purpose'] = 'look-up') =>
  checkCode(shop.running.app, { purpose, to, code })

async function sentTo(to: Recipient): Promise<string> {
  await send(to)
  const [code = ''] = await codesSent(shop, to)
  return code
}

/** The refusal's code, and how many tries are left where it says so. */
async function refusalOf(work: Promise<unknown>): Promise<readonly unknown[]> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Refusal)) return [error]
  return [error.code, ...(error.params.left === undefined ? [] : [error.params.left])]
}

/** Some code that is not this one. */
const other = (code: string, by = 1) => String((Number(code) + by) % 1_000_000).padStart(6, '0')

/** As if the last minute were over: the limits keep real time. */
const forgetPauses = () =>
  shop.rows("delete from rate_limit where bucket like 'code-pause:%' returning 1")

describe('a one-time code', () => {
  it('opens what it was sent for, once, as it is typed', async () => {
    const to = aPhone()
    const code = await sentTo(to)
    expect(code).toMatch(/^\d{6}$/)
    await check(to, ` ${code.slice(0, 3)} ${code.slice(3)}`)
    expect(await refusalOf(check(to, code))).toEqual(['code_over'])
  })

  it('is taken once when two ask at the same moment', async () => {
    const to = aPhone()
    const code = await sentTo(to)
    const asked = await Promise.all([refusalOf(check(to, code)), refusalOf(check(to, code))])
    expect(asked.map(([outcome = 'taken']) => outcome).join(' ')).toMatch(
      /^(taken code_over|code_over taken)$/,
    )
  })

  it('may be entered wrongly twice, but not three times, also at the same moment', async () => {
    const to = aPhone()
    const code = await sentTo(to)
    expect(await refusalOf(check(to, other(code)))).toEqual(['code_wrong', 2])
    expect(await refusalOf(check(to, 'abc'))).toEqual(['code_wrong'])
    expect(await refusalOf(check(to, other(code, 2)))).toEqual(['code_wrong', 1])
    await check(to, code)
    const another = aPhone()
    const right = await sentTo(another)
    const tries = [1, 2, 3, 4, 5, 6].map((by) => refusalOf(check(another, other(right, by))))
    const outcomes = (await Promise.all(tries)).map(([outcome]) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'code_wrong')).toHaveLength(2)
    expect(await refusalOf(check(another, right))).toEqual(['code_over'])
  })

  it('counts a wrong try also where the transaction it belongs to is rolled back', async () => {
    const to = aPhone()
    const code = await sentTo(to)
    const { app } = shop.running
    const wrong = (by: number) =>
      refusalOf(
        app.db.tx((tx) => checkCode(app, { purpose: 'look-up', to, code: other(code, by) }, tx)),
      )
    expect([await wrong(1), await wrong(2), await wrong(3)]).toEqual([
      ['code_wrong', 2],
      ['code_wrong', 1],
      ['code_over'],
    ])
    expect(await refusalOf(check(to, code))).toEqual(['code_over'])
  })

  it('is good for its purpose, its recipient and five minutes, and only the newest is', async () => {
    const to = aPhone()
    const code = await sentTo(to)
    expect(await refusalOf(check(to, code, 'sign-in'))).toEqual(['code_over'])
    expect(await refusalOf(check(aPhone(), code))).toEqual(['code_over'])
    await forgetPauses()
    const newer = await sentTo(to)
    if (newer !== code) expect((await refusalOf(check(to, code)))[0]).toBe('code_wrong')
    await shop.advance(5 * 60_000)
    expect(await refusalOf(check(to, newer))).toEqual(['code_over'])
  })

  it('is not kept where anybody could read it', async () => {
    const to = aPhone()
    const code = await sentTo(to)
    const rows = await shop.rows<{ text: string }>(
      `select one_time_code::text as text from one_time_code union all select letter::text from letter`,
    )
    const all = rows.map(({ text }) => text).join('\n')
    expect(all).not.toContain(to.phone)
    expect(all).not.toMatch(new RegExp(`\\b${code}\\b`))
  })
})

describe('sending codes', () => {
  it('stops at one a minute and ten a day for one recipient, whoever asks', async () => {
    const to = { email: 'Buyer@example.com' }
    await send(to)
    expect(await refusalOf(send(to))).toEqual(['rate_limited'])
    expect(await refusalOf(send({ email: 'buyer@EXAMPLE.com' }))).toEqual(['rate_limited'])
    for (let sent = 1; sent < 10; sent += 1) {
      await forgetPauses()
      await send(to)
    }
    await forgetPauses()
    expect(await refusalOf(send(to))).toEqual(['rate_limited'])
  })

  it('stops one address at twenty an hour, and what was refused counts against nobody', async () => {
    const address = anAddress()
    for (let sent = 0; sent < 20; sent += 1) await send(aPhone(), { address })
    const to = aPhone()
    expect(await refusalOf(send(to, { address }))).toEqual(['rate_limited'])
    await send(to)
  })

  it('does the same for who is unknown, and sends nothing', async () => {
    const to = aPhone()
    expect(await send(to, { isKnown: false })).toEqual({ pauseSeconds: 60, lifeSeconds: 300 })
    expect(await codesSent(shop, to)).toEqual([])
    expect(await refusalOf(send(to, { isKnown: false }))).toEqual(['rate_limited'])
    expect(await refusalOf(check(to, '123456'))).toEqual(['code_wrong', 2])
  })
})

describe('looking an order up with a code', () => {
  const ask = (order_number: string, phone: string, more: object = {}) =>
    shop.post('/api/v1/user/orders/codes', { order_number, phone, ...more })
  const query = (number: string, phone: string, code: string) =>
    shop.get(
      `/api/v1/user/orders/query?${new URLSearchParams({ order_number: number, phone, code })}`,
    )
  const aFreeOrder = async (email?: string) => {
    const { phone } = aPhone()
    const order = await shop.order({ package_id: 'free', phone, ...(email ? { email } : {}) })
    return { order, phone }
  }

  it('shows everything once, and hands over what goes on opening it', async () => {
    const { order, phone } = await aFreeOrder()
    const sent = await ask(order.number, `+86 ${phone}`)
    expect(sent.json.data).toEqual({ way: 'sms', again_after_seconds: 60, valid_seconds: 300 })
    const [code = ''] = await codesSent(shop, { phone })
    const wrong = await query(order.number, phone, other(code))
    expect([wrong.status, wrong.json.error.code]).toEqual([400, 'code_wrong'])
    expect(wrong.text).not.toContain('license_key')
    const opened = await query(order.number, phone, code)
    expect(opened.json.data.licenses[0].license_key).toMatch(/^[0-9A-Z]{5}-/)
    expect(opened.json.data.access_token).toBe(order.token)
    expect(opened.headers.get('set-cookie')).toContain(`order_${order.number}=`)
    expect((await query(order.number, phone, code)).json.error.code).toBe('code_over')
  })

  it('goes by mail where that is asked for, and opens every order of the same address', async () => {
    const email = 'reader@example.com'
    const { order, phone } = await aFreeOrder(email)
    expect((await ask(order.number, phone, { way: 'mail' })).json.data.way).toBe('mail')
    const [code = ''] = await codesSent(shop, { email })
    expect((await query(order.number, phone, code)).status).toBe(200)
  })

  it('answers the same for an order there is none of, a wrong phone and one without an address', async () => {
    const { order, phone } = await aFreeOrder()
    const stranger = aPhone()
    const [theirs, wrong, unknown, mailless] = [
      await ask(order.number, phone),
      await ask(order.number, stranger.phone),
      await ask('NOSUCHORDER12345678', aPhone().phone),
      await ask(order.number, phone, { way: 'mail' }),
    ]
    const plain = ({ status, text }: { status: number; text: string }) => [status, text]
    expect(plain(wrong)).toEqual(plain(theirs))
    expect(plain(unknown)).toEqual(plain(theirs))
    expect([mailless.status, mailless.json.data.way]).toEqual([200, 'mail'])
    expect((await ask(order.number, phone)).status).toBe(429)
    expect(await codesSent(shop, { phone })).toHaveLength(1)
    expect(await codesSent(shop, stranger)).toEqual([])
  })

  it('leads a buyer through the pages without script', async () => {
    const { order, phone } = await aFreeOrder('a.buyer@example.com')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const post = (path: string, more: Record<string, string> = {}) =>
      shop.post(
        path,
        String(new URLSearchParams({ order_number: order.number, phone, ...more })),
        form,
      )
    const found = await post('/orders')
    expect(found.text).toContain(`发送验证码到 ${phone.slice(0, 3)}****${phone.slice(-4)}`)
    expect(found.text).toContain('a***r@example.com')
    const sent = await post('/orders/codes', { way: 'sms' })
    expect(sent.text).toMatch(/inputmode="numeric" autocomplete="one-time-code"/)
    const [code = ''] = await codesSent(shop, { phone })
    const wrong = await post('/orders/reveal', { way: 'sms', code: other(code) })
    expect([wrong.status, wrong.text.includes('还可以试 2 次')]).toEqual([400, true])
    const again = await post('/orders/codes', { way: 'sms' })
    expect([again.status, again.text.includes('获取得太频繁')]).toEqual([429, true])
    const opened = await post('/orders/reveal', { way: 'sms', code })
    expect([opened.status, opened.headers.get('location')]).toEqual([
      303,
      `/payment/result?order_number=${order.number}`,
    ])
    expect(opened.headers.get('set-cookie')).toContain(`order_${order.number}=`)
    expect((await shop.get(`/orders?order_number=${order.number}`)).text).toContain(order.number)
  })
})
