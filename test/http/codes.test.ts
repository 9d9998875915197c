// One-time codes: sent within limits, tried three times, taken once, and silent about who buys here.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../src/app/app.ts'
import { checkCode } from '../../src/app/code/check-code.ts'
import { type CodeRequest, sendCode } from '../../src/app/code/send-code.ts'
import { sendOrderCode } from '../../src/app/order/open-by-code.ts'
import type { Recipient } from '../../src/core/letter.ts'
import { Refusal } from '../../src/errors.ts'
import { codesSent, lettersEnv } from '../support/codes.ts'
import { notingStatements } from '../support/noting.ts'
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

/** What a call answers, what it asks of the database, statement by statement, and how many letters it has written. */
async function workOf(work: (app: App) => Promise<unknown>) {
  const before = await shop.count('letter', "kind = 'code'")
  const { app, statements } = notingStatements(shop.running.app)
  const answer = await work(app).catch((error: unknown) =>
    error instanceof Refusal ? error.code : String(error),
  )
  return { answer, statements, letters: (await shop.count('letter', "kind = 'code'")) - before }
}

/** Some code that is not this one. */
const other = (code: string, by = 1) => String((Number(code) + by) % 1_000_000).padStart(6, '0')

/** As if so much time were over: the limits keep real time. */
const pass = (ms: number) =>
  shop.rows(
    `update rate_limit set tat = tat - $1 * interval '1 millisecond',
       calls = array(select c - $1 * interval '1 millisecond' from unnest(calls) with ordinality as u(c, n) order by n)
     returning 1`,
    [ms],
  )
const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

async function waitOf(work: Promise<unknown>): Promise<number | undefined> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof Refusal ? error.retryAfterSeconds : undefined
}

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
    await pass(minuteMs)
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
    await pass(59 * secondMs)
    expect(await waitOf(send(to))).toBe(1)
    for (let sent = 1; sent < 10; sent += 1) {
      await pass(minuteMs)
      await send(to)
    }
    await pass(minuteMs)
    // Ten in any 24 hours: none of them comes back before the first is as old as that.
    expect(await waitOf(send(to))).toBeGreaterThan(23.8 * 3_600)
    await pass(23 * hourMs)
    expect(await refusalOf(send(to))).toEqual(['rate_limited'])
    await pass(hourMs)
    await send(to)
  })

  it('stops one address at twenty an hour, and what was refused counts against nobody', async () => {
    const address = anAddress()
    for (let sent = 0; sent < 20; sent += 1) await send(aPhone(), { address })
    const to = aPhone()
    expect(await refusalOf(send(to, { address }))).toEqual(['rate_limited'])
    await send(to)
    await pass(59 * minuteMs)
    expect(await refusalOf(send(aPhone(), { address }))).toEqual(['rate_limited'])
    await pass(minuteMs)
    for (let sent = 0; sent < 20; sent += 1) await send(aPhone(), { address })
    expect(await refusalOf(send(aPhone(), { address }))).toEqual(['rate_limited'])
  })

  it('never lets more through than that when many ask at one moment', async () => {
    const to = aPhone()
    const outcomes = await Promise.all([1, 2, 3, 4, 5, 6].map(() => refusalOf(send(to))))
    expect(outcomes.filter(([refusal]) => refusal === undefined)).toHaveLength(1)
    expect(await codesSent(shop, to)).toHaveLength(1)
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

  it('stops whoever asks about orders there are none of, and counts no right ones', async () => {
    const { order, phone } = await aFreeOrder()
    const address = anAddress()
    const about = (orderNumber: string, of: string) =>
      sendOrderCode(shop.running.app, { orderNumber, phone: of, address, lang: 'zh' })
    await about(order.number, phone)
    for (let asked = 0; asked < 10; asked += 1)
      await about(`NOSUCHORDER1234567${asked}`, aPhone().phone)
    expect(await refusalOf(about('NOSUCHORDER12345680', aPhone().phone))).toEqual(['rate_limited'])
    expect(await refusalOf(about(order.number, phone))).toEqual(['rate_limited'])
    await pass(10 * minuteMs)
    await about(order.number, phone)
  })

  it('does the same work whether or not there is such an order, such a phone or such an account', async () => {
    const { order, phone } = await aFreeOrder('work@example.com')
    const { order: mailless, phone: ofMailless } = await aFreeOrder()
    const stranger = aPhone().phone
    const of = (orderNumber: string, of: string, way: 'sms' | 'mail') =>
      workOf((app) =>
        sendOrderCode(app, { orderNumber, phone: of, way, address: anAddress(), lang: 'zh' }),
      )
    const theirs = await of(order.number, phone, 'sms')
    expect(theirs.answer).toEqual({ pauseSeconds: 60, lifeSeconds: 300, way: 'sms' })
    expect(theirs.letters).toBe(1)
    expect(await of(order.number, stranger, 'sms')).toEqual(theirs)
    expect(await of('NOSUCHORDER12345678', aPhone().phone, 'sms')).toEqual(theirs)
    const byMail = await of(order.number, phone, 'mail')
    expect(await of(mailless.number, ofMailless, 'mail')).toEqual(byMail)
    expect(await of('NOSUCHORDER12345678', aPhone().phone, 'mail')).toEqual(byMail)
    // Another one within the minute is refused after the same work, too.
    const again = await of(order.number, phone, 'sms')
    expect(again.answer).toBe('rate_limited')
    expect(await of(order.number, stranger, 'sms')).toEqual(again)
    await pass(minuteMs)
    const reset = (to: Recipient) =>
      workOf((app) => sendCode(app, { purpose: 'reset', to, address: anAddress(), lang: 'zh' }))
    expect(await reset({ phone })).toEqual(await reset(aPhone()))
    // What was written to nobody goes to nobody, and is no failure anybody hears of.
    await shop.until('nobody waits for a letter', async () => {
      const waiting = await shop.count(
        'letter',
        "kind = 'code' and sealed is null and state = 'pending'",
      )
      return waiting === 0
    })
    expect(await shop.count('letter_try', "recipient = ''")).toBe(0)
  })

  it('44: leads a buyer through the pages without script, also one whom nothing reaches', async () => {
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
    // 44: nothing comes; that has its own words, and a second way.
    expect(sent.text).toMatch(/没有收到？.*也可能被手机拦截/s)
    expect(sent.text).toContain('发送邮件验证码到 a***r@example.com')
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

  it('offers another code, and no field for one that was tried too often', async () => {
    const { order, phone } = await aFreeOrder('b.buyer@example.com')
    const post = (path: string, more: Record<string, string>) =>
      shop.post(
        path,
        String(new URLSearchParams({ order_number: order.number, phone, way: 'sms', ...more })),
        { 'content-type': 'application/x-www-form-urlencoded' },
      )
    await post('/orders/codes', {})
    const [code = ''] = await codesSent(shop, { phone })
    const tries = [1, 2, 3].map(() => () => post('/orders/reveal', { code: other(code) }))
    const fields: boolean[] = []
    for (const one of tries) fields.push(/autocomplete="one-time-code"/.test((await one()).text))
    expect(fields).toEqual([true, true, false])
  })
})
