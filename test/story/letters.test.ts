// What a buyer is told outside the page: the whole program, a real mail server and Aliyun's interface as it is described.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { examineFailedLetters } from '../../src/app/letter/examine-letters.ts'
import { findBroken } from '../../src/db/audit.ts'
import { letterInvariants } from '../../src/db/audit-letters.ts'
import { languageOf, speak } from '../../src/languages/languages.ts'
import { CardPool } from '../http/admin/card-pool.ts'
import { lettersEnv } from '../support/codes.ts'
import { type Person, raised } from '../support/console.ts'
import { MailServer } from '../support/mail-server.ts'
import { anOrder, type PlacedOrder, Shop } from '../support/shop.ts'
import { SmsGateway } from '../support/sms-gateway.ts'

const minute = 60_000
const publicUrl = 'https://shop.test'

let shop: Shop
let mail: MailServer
let sms: SmsGateway
let owner: Person
/** all that the shop wrote into its log */
const logged: string[] = []
beforeAll(async () => {
  mail = await MailServer.start()
  sms = await SmsGateway.start()
  shop = await Shop.open({
    log: { write: (line: string) => logged.push(line) },
    env: {
      ...lettersEnv,
      SMTP_URL: mail.url(),
      ALIYUN_SMS_GATEWAY: sms.url,
      PUBLIC_URL: publicUrl,
      SHOP_CONTACT: 'help@shop.test',
    },
  })
  owner = await raised(shop)
})
afterEach(() => {
  mail.manner = 'takes'
  sms.code = 'OK'
})
afterAll(async () => {
  await shop?.close()
  await mail?.stop()
  await sms?.stop()
})

let used = 0
const next = () => {
  used += 1
  return used
}
const anAddress = () => `buyer-${next()}@example.com`
const aPhone = () => String(13_600_000_000 + next())
const free = { package_id: 'free' }

const mailsTo = (email: string) => mail.mails.filter(({ to }) => to === email)
const untilMail = (email: string, count = 1) =>
  shop.until(`mail ${count} to ${email}`, async () => mailsTo(email).length >= count)
const messagesTo = (phone: string) => sms.messages.filter((one) => one.phone === phone)
const untilMessage = (phone: string, count = 1) =>
  shop.until(`message ${count} to ${phone}`, async () => messagesTo(phone).length >= count)

/** As the order's page in the console shows them, the newest first. */
async function lettersOf({ number }: PlacedOrder) {
  return (await owner.browser.get(`/orders/${number}`)).json.data.letters
}
const untilLetters = (order: PlacedOrder, state: string) =>
  shop.until(`letters of ${order.number} ${state}`, async () => {
    const letters = await lettersOf(order)
    return letters.length > 0 && letters.every((one: { state: string }) => one.state === state)
  })

const why = { reason: '客户申请' }
async function keyOf(order: PlacedOrder): Promise<string> {
  return (await shop.look(order)).json.data.licenses[0].license_key
}

describe('a buyer with an e-mail address', () => {
  it('gets one mail when the goods are there: what was bought, where it is seen, and no key', async () => {
    const email = anAddress()
    const order = await shop.order({ ...free, email })
    await untilMail(email)
    const text = mail.textTo(email)
    expect(text).toContain(`${publicUrl}/orders?order_number=${order.number}`)
    expect(text).toContain('help@shop.test')
    const [sent] = mailsTo(email)
    expect(sent?.raw).not.toContain((await keyOf(order)).slice(0, 11))
    expect(sent?.messageId).toBe(`<delivered-${order.number}@shop.test>`)
    await untilLetters(order, 'sent')
    expect(await lettersOf(order)).toMatchObject([
      { kind: 'delivered', way: 'mail', tries: 1, recipient: expect.stringMatching(/^b\*\*\*/) },
    ])
  })

  it('gets the whole key in it where the merchant wants that, in the language of the order', async () => {
    const saved = await owner.browser.post('/settings', { changes: { MAIL_KEYS: 'true' } })
    expect(saved.json.data.saved).toBe(true)
    const email = anAddress()
    const body = { ...anOrder, ...free, email }
    const placed = await shop.post('/api/v1/user/orders', body, { 'accept-language': 'en' })
    const { order_number: number, access_token: token } = placed.json.data
    await untilMail(email)
    const key = await keyOf({ number, token, amount: 0, expiresAt: '' })
    expect(mail.textTo(email)).toContain(key)
    expect(mail.textTo(email)).toContain('Paid and delivered')
    // One that was taken away is told to nobody any more.
    const { rows } = (await owner.browser.get(`/licenses?search=${number}`)).json.data
    await owner.browser.post(`/licenses/${rows[0].license_id}/revoke`, why)
    await owner.browser.post(`/orders/${number}/letters/resend`, why)
    await untilMail(email, 2)
    expect(mail.textTo(email)).not.toContain(key)
    await owner.browser.post('/settings', { changes: { MAIL_KEYS: null } })
  })

  it('gets it again under the same name when nobody knows whether it was taken, and once in the books', async () => {
    const email = anAddress()
    mail.manner = 'unheard'
    const order = await shop.order({ ...free, email })
    await untilMail(email)
    await shop.until('the try is noted', async () => (await lettersOf(order))[0].tries === 1)
    mail.manner = 'later'
    await shop.advance(20_000)
    await shop.until('the second try', async () => (await lettersOf(order))[0].tries === 2)
    mail.manner = 'takes'
    await shop.advance(2 * minute)
    await untilLetters(order, 'sent')
    const ids = mailsTo(email).map(({ messageId }) => messageId)
    expect(ids).toEqual(Array(2).fill(`<delivered-${order.number}@shop.test>`))
    expect((await lettersOf(order))[0].tries).toBe(3)
  })

  it('is not written to again when there is no such mailbox, nor after a day of silence', async () => {
    mail.manner = 'never'
    const order = await shop.order({ ...free, email: anAddress() })
    await untilLetters(order, 'failed')
    expect((await lettersOf(order))[0]).toMatchObject({
      tries: 1,
      note: expect.stringMatching(/550/),
    })
    mail.manner = 'later'
    const waiting = await shop.order({ ...free, email: anAddress(), phone: aPhone() })
    await shop.until('a try', async () => (await lettersOf(waiting))[0]?.tries === 1)
    await shop.advance(11 * minute)
    const [late] = (await examineFailedLetters(shop.database.db, 1)).slice(-1)
    expect(late?.check).toBe('letters.late')
    // A try that is under way while a day passes is the last but one.
    await shop.until('a day later', () => shop.advanceBetween('send-letter', 24 * 60 * minute))
    await untilLetters(waiting, 'failed')
    mail.manner = 'takes'
    const findings = (await owner.browser.get('/system/doctor')).json.data.rows
    const checks = findings.map(({ check }: { check: string }) => check)
    expect(checks).toEqual(expect.arrayContaining(['mail.server', 'letters.failed']))
  })

  it('is told of a refund, and by hand of all once more', async () => {
    const email = anAddress()
    const order = await shop.order({ email, phone: aPhone() })
    await shop.open(order)
    await shop.notify(shop.standIn.notice(shop.pay(order)))
    await untilMail(email)
    await owner.browser.post('/session/step-up', { password: 'a password of my own 7' })
    const asked = await owner.browser.post('/refunds', {
      order_number: order.number,
      amount: '9',
      reason: 'too dear',
    })
    expect(asked.status).toBe(201)
    await shop.advance(2 * minute)
    await untilMail(email, 2)
    expect(mail.textTo(email)).toContain('¥9.00 已退回')
    await untilLetters(order, 'sent')
    const again = await owner.browser.post(`/orders/${order.number}/letters/resend`, why)
    expect(again.json.data).toEqual({ letters: 2 })
    await untilMail(email, 4)
    expect(new Set(mailsTo(email).map(({ messageId }) => messageId)).size).toBe(4)
  })
})

describe('a buyer with a phone alone', () => {
  it('is told by text message that the goods come later, and when they are there', async () => {
    const pool = await CardPool.open(shop, owner.browser, 1)
    const [first = '', second = ''] = pool.some(2)
    await pool.bring(first)
    const phone = aPhone()
    const order = await shop.order({ product_id: pool.product, package_id: 'card', phone })
    // An accident: somebody took the card out of the table behind the program's back.
    await shop.rows('delete from card where product_id = $1', [pool.product])
    await pool.pay(order)
    await untilMessage(phone)
    await pool.bring(second)
    await untilMessage(phone, 2)
    const about = { phone, sign: '测试店', params: { order: order.number } }
    expect(messagesTo(phone)).toEqual([
      { ...about, template: 'SMS_100000003' },
      { ...about, template: 'SMS_100000002' },
    ])
  })

  it('is told again when the interface is busy, and not when the number is none', async () => {
    sms.code = 'isv.BUSINESS_LIMIT_CONTROL'
    const phone = aPhone()
    const order = await shop.order({ ...free, phone })
    await shop.until('a try', async () => (await lettersOf(order))[0]?.tries === 1)
    sms.code = 'OK'
    await shop.advance(minute)
    await untilMessage(phone)
    sms.code = 'isv.MOBILE_NUMBER_ILLEGAL'
    const wrong = await shop.order({ ...free, phone: aPhone() })
    await untilLetters(wrong, 'failed')
    sms.code = 'OK'
  })
})

describe('the console', () => {
  it('sends a test to whoever asks, and says what is wrong where it does not go out', async () => {
    const test = (way: string, body = {}) =>
      owner.browser.post(`/settings/letters/${way}/test`, body)
    expect((await test('mail')).json.data).toMatchObject({ sent: true, demo: false })
    expect(mail.textTo(owner.email)).toContain('邮件已经可以发送')
    expect((await test('sms', { phone: '123' })).status).toBe(400)
    const phone = aPhone()
    expect((await test('sms', { phone })).json.data.sent).toBe(true)
    expect(messagesTo(phone)[0]?.params.code).toMatch(/^\d{6}$/)
    sms.code = 'isv.SMS_TEMPLATE_ILLEGAL'
    sms.templateStatus = 0
    const { data } = (await test('sms', { phone })).json
    expect(data).toMatchObject({ sent: false, findings: [expect.stringContaining('审核')] })
    sms.code = 'OK'
    sms.templateStatus = 1
  })

  it('keeps the books of letters right through all of this', async () => {
    expect(await findBroken(shop.database.db, 1, letterInvariants)).toEqual([])
  })
})

describe('what the shop writes down', () => {
  const account = '/api/v1/user/account'
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const lastCodeTo = (phone: string) => messagesTo(phone).findLast(({ params }) => params.code)
  const password = 'correct horse 42'
  const nextPassword = 'battery staple 7'

  /** A code that came to the phone since. */
  async function codeBySms(phone: string, purpose: string): Promise<string> {
    const before = messagesTo(phone).length
    expect((await shop.post(`${account}/codes`, { phone, purpose })).status).toBe(200)
    await untilMessage(phone, before + 1)
    return lastCodeTo(phone)?.params.code ?? ''
  }

  async function codeByMail(email: string, purpose: string): Promise<string> {
    const before = mailsTo(email).length
    expect((await shop.post(`${account}/codes`, { email, purpose })).status).toBe(200)
    await untilMail(email, before + 1)
    return /\d{6}/.exec(mail.textTo(email))?.[0] ?? ''
  }

  /** Signs up, in and in anew, adds an address, claims and leaves; answers all that was secret about it. */
  async function liveWithAccount(phone: string, email: string): Promise<string[]> {
    const enter = (path: string, body: object, headers = {}) =>
      shop.post(`${account}/${path}`, body, headers)
    const codes = [await codeBySms(phone, 'sign-up')]
    const up = await enter('sign-up', { phone, code: codes[0], new_password: password })
    await enter('sign-in', { phone, password: 'wrong wrong 42' })
    await enter('sign-in', { email: `nobody.${email}`, password: 'wrong wrong 42' })
    const first = (await enter('sign-in', { phone, password })).json.data.token
    codes.push(await codeByMail(email, 'sign-up'))
    await enter('reach', { email, code: codes[1], password }, bearer(first))
    codes.push(await codeByMail(email, 'claim'))
    const claimed = await enter('claim', { email, code: codes[2] }, bearer(first))
    expect(claimed.status).toBe(200)
    codes.push(await codeBySms(phone, 'reset'))
    const reset = { phone, code: codes[3], new_password: nextPassword }
    const last = (await enter('reset', reset)).json.data.token
    const form = { step: 'password', act: 'enter', account: email, password: nextPassword }
    const page = await shop.post('/sign-in', String(new URLSearchParams(form)), {
      'content-type': 'application/x-www-form-urlencoded',
      origin: shop.running.publicUrl,
    })
    const cookies = page.headers.getSetCookie().map((set) => /=([\w-]{43});/.exec(set)?.[1] ?? '')
    expect(cookies.filter((one) => one !== '').length).toBeGreaterThan(0)
    expect((await enter('delete', { password: nextPassword }, bearer(last))).status).toBe(200)
    return [...codes, up.json.data.token, first, last, ...cookies, password, nextPassword]
  }

  /** Asks for a code to an order and enters one that is wrong, and the right one. */
  async function openByCode({ number, token }: PlacedOrder, phone: string): Promise<string[]> {
    const before = messagesTo(phone).length
    await shop.post('/api/v1/user/orders/codes', { order_number: number, phone, way: 'sms' })
    await untilMessage(phone, before + 1)
    const code = lastCodeTo(phone)?.params.code ?? ''
    const path = `/api/v1/user/orders/query?order_number=${number}&phone=${phone}&code=`
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
    expect((await shop.get(`${path}${wrong}`)).status).toBe(400)
    const opened = await shop.get(`${path}${code}`)
    return [code, token, opened.json.data.licenses[0].license_key]
  }

  it('names no buyer, and nothing that lets somebody in: log, figures, jobs and audit log', async () => {
    const [phone, email] = [aPhone(), anAddress()]
    const order = await shop.order({ ...free, phone, email })
    await untilMail(email)
    const secrets = [...(await openByCode(order, phone)), ...(await liveWithAccount(phone, email))]
    mail.manner = 'never'
    const refused = anAddress()
    await untilLetters(await shop.order({ ...free, email: refused }), 'failed')
    const written = [
      ...logged,
      (await shop.get('/metrics')).text,
      ...(await shop.rows<{ row: string }>('select j::text as row from job j')).map(
        ({ row }) => row,
      ),
      ...(await shop.rows<{ row: string }>('select a::text as row from audit_log a')).map(
        ({ row }) => row,
      ),
    ].join('\n')
    const events = ['letter_sent', 'letter_not_sent', 'customer_sign_in_failed', 'keytill_jobs_due']
    expect(events.filter((event) => !written.includes(event))).toEqual([])
    expect([phone, email, refused, ...secrets].filter((one) => one.length < 6)).toEqual([])
    const standsIn = (one: string) => new RegExp(`(?<![\\w.])${one}(?!\\w)`, 'i').test(written)
    expect([phone, email, refused, ...secrets].filter(standsIn)).toEqual([])
    // Of everybody in this file.
    expect(/(?<!\d)1360000\d{4}(?!\d)|buyer-\d+(@|%40)/.exec(written)?.[0]).toBeUndefined()
  })
})

describe('a way that is opened later', () => {
  it('sends nothing of before', async () => {
    const other = await Shop.open()
    const order = await other.order({ ...free, email: 'early@example.com' })
    const person = await raised(other)
    const asked = { phone: aPhone(), purpose: 'sign-in' }
    const code = await other.post('/api/v1/user/account/codes', asked)
    const again = await person.browser.post(`/orders/${order.number}/letters/resend`, why)
    const codes = [code, again].map(({ json }) => json.error.code)
    expect(codes).toEqual(['code_unavailable', 'letter_not_found'])
    const changes = { SMTP_URL: mail.url(), MAIL_FROM: 'shop@shop.test' }
    expect((await person.browser.post('/settings', { changes })).json.data.saved).toBe(true)
    const shown = (await person.browser.get('/settings')).json.data.fields
    const secret = shown.find(({ name }: { name: string }) => name === 'SMTP_URL')
    expect(secret).toMatchObject({ secret: true, value: null, source: 'saved', section: 'letters' })
    const later = await other.order({ ...free, phone: aPhone(), email: 'later@example.com' })
    await untilMail('later@example.com')
    expect(mailsTo('early@example.com')).toEqual([])
    expect(await other.count('letter', 'order_number = $1', [order.number])).toBe(0)
    expect(await other.count('letter', 'order_number = $1', [later.number])).toBe(1)
    await other.close()
  })
})

it('a third language is met everywhere: pages, the switch, search engines, errors and letters', async () => {
  const english = languageOf('en')
  const silence = speak({
    ...english,
    id: 'ja',
    text: { ...english.text, tag: 'ja-JP', label: '日本語', findOrder: '[ja] 注文' },
    answers: {
      ...english.answers,
      orderPlaced: 'ja: 注文済み',
      states: { ...english.answers.states, paid: 'ja: 支払済み' },
    },
    errors: { ...english.errors, product_not_found: 'ja: 商品' },
    letters: {
      ...english.letters,
      lang: 'ja-JP',
      delivered: { ...english.letters.delivered, subject: () => '[ja] 配達' },
    },
  })
  try {
    const asked = { 'accept-language': 'ja,zh;q=0.5' }
    const page = (await shop.get('/', asked)).text
    expect(page).toContain('<html lang="ja-JP">')
    expect(page).toContain('[ja] 注文')
    // Names are in no folder; its readers get the merchant's English ones.
    expect(page).toContain('Yearly')
    expect((await shop.get('/')).text).toContain('href="/?lang=ja" lang="ja-JP"')
    const chosen = await shop.get('/?lang=ja')
    expect(chosen.headers.getSetCookie().join()).toContain('lang=ja')
    expect((await shop.get('/sitemap.xml')).text).toContain('hreflang="ja-JP"')
    const unknown = await shop.get('/api/v1/products/nothing', asked)
    expect(unknown.json.message).toBe('ja: 商品')
    const email = anAddress()
    const { message, data } = (
      await shop.post('/api/v1/user/orders', { ...anOrder, ...free, email }, asked)
    ).json
    const query = `order_number=${data.order_number}&phone=${anOrder.phone}&lang=ja`
    const { status_name: state } = (await shop.get(`/api/v1/user/orders/query?${query}`)).json.data
    expect([message, state]).toEqual(['ja: 注文済み', 'ja: 支払済み'])
    await untilMail(email)
    expect(mailsTo(email)[0]?.raw).toMatch(/^Content-Language: ja-JP\r?$/m)
    expect(mailsTo(email)[0]?.raw).toContain(
      `Subject: =?UTF-8?B?${Buffer.from('[ja] 配達').toString('base64')}`,
    )
  } finally {
    silence()
  }
})
