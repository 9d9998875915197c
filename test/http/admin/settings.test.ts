// Settings saved in the console: they open a channel at once, lock what the environment sets, tell nobody a
// secret, and a real test payment shows that all of it works.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatShanghai, instantOf } from '../../../src/core/time.ts'
import { markRefundDone } from '../../../src/db/refund-ends.ts'
import { savedContext } from '../../../src/db/saved-settings.ts'
import { AlipayStandIn } from '../../support/alipay-stand-in.ts'
import {
  Browser,
  ownPassword,
  type Person,
  raised,
  signedIn,
  stepUp,
} from '../../support/console.ts'
import { Shop, startWith } from '../../support/shop.ts'

const standIn = new AlipayStandIn()
let shop: Shop
let owner: Person
let account: Record<string, string>

beforeAll(async () => {
  await standIn.start()
  account = standIn.env()
  await standIn.stop()
  // A shop whose environment names no account at all.
  const none = Object.fromEntries(Object.keys(account).map((name) => [name, '']))
  shop = await Shop.open({ standIns: [standIn], env: { ...none, REFUND_APPROVAL: '500' } })
  account = standIn.env()
  owner = await raised(shop)
})
afterAll(() => shop.close())

const save = (changes: Record<string, string | null>, confirmed?: string) =>
  owner.browser.post('/settings', { changes, ...(confirmed === undefined ? {} : { confirmed }) })

/** An owner who is not there any more: two of them change some settings together only. */
const leaves = ({ email }: Person) =>
  shop.rows("update operator set state = 'disabled' where email = $1", [email])

async function settings() {
  const { json } = await owner.browser.get('/settings')
  return json.data as {
    fields: { name: string; source: string; value: string | null; secret: boolean; key: unknown }[]
    channels: { id: string; account: string | null; offered: boolean; tested: unknown }[]
  }
}

it('a half-filled account is not saved, and each field that is missing is named', async () => {
  const { status, json } = await save({ ALIPAY_APP_ID: account.ALIPAY_APP_ID ?? '' })
  expect(status).toBe(200)
  expect(json.data.saved).toBe(false)
  const names = json.data.problems.map((one: { name: string }) => one.name)
  expect(names).toEqual(['ALIPAY_PRIVATE_KEY', 'ALIPAY_ALIPAY_PUBLIC_KEY'])
  expect((await settings()).channels).toEqual([])
})

it('the examination of a draft says what is wrong with it and saves nothing (50)', async () => {
  const { json } = await owner.browser.post('/settings/channels/alipay/examine', {
    // The classic mistake: the private key where Alipay's public key belongs.
    changes: { ...account, ALIPAY_ALIPAY_PUBLIC_KEY: account.ALIPAY_PRIVATE_KEY },
  })
  const [finding] = json.data.findings
  expect(finding).toMatchObject({ level: 'bad', check: 'config.ALIPAY_ALIPAY_PUBLIC_KEY' })
  expect(finding.says).toMatch(/私钥/)
  expect((await settings()).channels).toEqual([])
})

it('an examination sends nothing to another address before a fresh proof, and reads no name it may not save', async () => {
  const other = await signedIn(shop)
  const { browser } = other
  const examine = async (changes: Record<string, string | null>) => {
    const { status, json } = await browser.post('/settings/channels/alipay/examine', { changes })
    return [status, json.error?.code]
  }
  const proof = [403, 'step_up_required']
  expect(await examine({ ALIPAY_GATEWAY: 'http://10.0.0.1:22/' })).toEqual(proof)
  expect(await examine({ ALIPAY_NOTIFY_URL: 'http://10.0.0.1/' })).toEqual(proof)
  expect(await examine({ ALIPAY_APP_ID: '2021000000000000', ALIPAY_GATEWAY: null })).toEqual([
    200,
    undefined,
  ])
  expect(await examine({ LOG_FILE: '/tmp/elsewhere' })).toEqual([400, 'invalid_request'])
  await stepUp(browser)
  expect(await examine({ ...account })).toEqual([200, undefined])
  await leaves(other)
})

it('a pasted text is recognised for what it is, and is told nowhere else (49)', async () => {
  const recognise = async (text: string) =>
    (await owner.browser.post('/settings/recognise', { text })).json.data
  expect((await recognise(account.ALIPAY_PRIVATE_KEY ?? '')).key).toMatchObject({
    kind: 'private',
    bits: 2048,
  })
  expect((await recognise(account.ALIPAY_ALIPAY_PUBLIC_KEY ?? '')).key).toMatchObject({
    kind: 'public',
  })
  expect((await recognise('没有密钥')).wrong).toMatch(/base64/)
})

it('a saved account sells at once, without a restart', async () => {
  expect((await save({ ...account, ALIPAY_ENABLED: 'false' })).json.data.saved).toBe(true)
  expect((await settings()).channels).toMatchObject([{ id: 'alipay', offered: false }])
  const early = await shop.open(await shop.order())
  expect([early.status, early.json.error.code]).toEqual([503, 'gateway_not_configured'])

  expect((await save({ ALIPAY_ENABLED: null })).json.data.saved).toBe(true)
  const [row] = (await owner.browser.get('/audit-log?action=settings')).json.data.rows
  expect(row.details).toEqual({
    names: ['ALIPAY_ENABLED'],
    ALIPAY_ENABLED: { from: false, to: true },
  })
  const order = await shop.openedOrder()
  expect((await shop.notify(standIn.notice(shop.pay(order)))).text).toBe('success')
  await shop.untilState(order, 'paid')
})

it('a secret comes back as a fingerprint only, and an empty field keeps it (49)', async () => {
  const { text } = await owner.browser.get('/settings')
  const bare = (account.ALIPAY_PRIVATE_KEY ?? '').replace(/-----[^-]*-----|\s/g, '').slice(40, 120)
  expect(text).not.toContain(bare)
  const key = (await settings()).fields.find(({ name }) => name === 'ALIPAY_PRIVATE_KEY')
  expect(key).toMatchObject({
    source: 'saved',
    secret: true,
    value: null,
    key: { kind: 'private' },
  })
  await save({ ALIPAY_SELLER_ID: account.ALIPAY_SELLER_ID ?? '2088000000000001' })
  expect((await settings()).channels).toMatchObject([{ id: 'alipay', offered: true }])
  const dump = await shop.rows<{ sealed: string }>(
    'select string_agg(value_sealed, chr(10)) as sealed from saved_setting',
  )
  expect(dump[0]?.sealed).not.toContain(bare)
  expect(await shop.count('audit_log', "details::text like '%' || $1 || '%'", [bare])).toBe(0)
})

it('what the environment sets is shown as such and cannot be saved (52)', async () => {
  const field = (await settings()).fields.find(({ name }) => name === 'REFUND_APPROVAL')
  expect(field).toMatchObject({ source: 'environment', value: '500' })
  const { status, json } = await save({ REFUND_APPROVAL: '1' })
  expect([status, json.error.field]).toEqual([409, 'REFUND_APPROVAL'])
  expect((await save({ DATABASE_URL: 'postgres://elsewhere/db' })).status).toBe(400)
})

it('the channel that was switched off still hears of what was begun through it, and takes its buyer back', async () => {
  const order = await shop.openedOrder()
  await save({ ALIPAY_ENABLED: 'false' })
  const payment = shop.pay(order)
  const at = formatShanghai(instantOf(shop.running.clock.now()))
  const back = await shop.get(`/payment/result?${standIn.returnQuery(payment, at)}`)
  expect(back.status).toBe(303)
  expect((await shop.notify(standIn.notice(payment))).text).toBe('success')
  await shop.untilState(order, 'paid')
  await save({ ALIPAY_ENABLED: 'true' })
})

it('a test payment is real, is followed until its notice arrives, goes back, and is no revenue (51)', async () => {
  const opened = await owner.browser.post('/settings/channels/alipay/test-payments')
  expect(opened.status).toBe(201)
  expect(opened.json.data).toMatchObject({ qr_svg: expect.stringContaining('<svg') })
  const number = opened.json.data.order_number as string
  const look = async () => (await owner.browser.get(`/settings/test-payments/${number}`)).json.data
  expect(await look()).toMatchObject({ state: 'waiting', notice_at: null, delivered: false })

  const payment = standIn.pay(number, 1)
  expect((await shop.notify(standIn.notice(payment))).text).toBe('success')
  expect(await look()).toMatchObject({
    state: 'paid',
    witness: 'notice',
    delivered: true,
    notice_at: expect.any(String),
  })
  expect((await owner.browser.post(`/settings/test-payments/${number}/refund`)).status).toBe(200)
  expect((await look()).refund_state).toBe('planned')
  expect(await shop.count('orders', 'is_test and order_number = $1', [number])).toBe(1)
  // Whoever opens the settings later sees that it was tested.
  const [channel] = (await settings()).channels
  expect(channel).toMatchObject({
    tested: { order_number: number, notice_at: expect.any(String), refund_state: 'planned' },
    running: { order_number: number },
  })
  const revenue = async () =>
    (await owner.browser.get('/dashboard')).json.data.days.map((day: object) => ({ ...day }))
  const before = await revenue()
  const [refund] = await shop.rows<{ no: string }>(
    'select refund_no as no from refund where order_number = $1',
    [number],
  )
  await markRefundDone(shop.database.db, 1, refund?.no ?? '', undefined)
  expect(await look()).toMatchObject({ state: 'refunded', refund_state: 'done' })
  // Neither it nor its return is in any figure or list.
  expect((await settings()).channels[0]).toMatchObject({ running: null })
  expect(await revenue()).toEqual(before)
  const list = (await owner.browser.get('/orders')).json.data
  expect(list.rows.map((row: { order_number: string }) => row.order_number)).not.toContain(number)
})

it('saving asks for proof again, and whoever may only look cannot save', async () => {
  const other = await signedIn(shop)
  const before = await other.browser.post('/settings', { changes: {} })
  expect([before.status, before.json.error.code]).toEqual([403, 'step_up_required'])
  await stepUp(other.browser)
  expect((await other.browser.post('/settings', { changes: {} })).status).toBe(200)
  await leaves(other)
  const finance = await raised(shop, 'finance')
  expect((await finance.browser.get('/settings')).status).toBe(200)
  expect((await finance.browser.post('/settings', { changes: {} })).status).toBe(403)
})

it('the go-live list is red where something does not hold', async () => {
  const { json, text } = await owner.browser.get('/settings/go-live')
  expect(text).toContain('items')
  const states = Object.fromEntries(
    json.data.items.map((one: { id: string; state: string }) => [one.id, one.state]),
  )
  expect(states).toMatchObject({
    address: 'bad',
    owners: 'bad',
    channel: 'ok',
    'alipay.paid': 'ok',
    'alipay.notice': 'ok',
    products: 'bad',
  })
})

it('the list is red again once keys or addresses are others than those that were tested', async () => {
  const tested = async () => {
    const { json } = await owner.browser.get('/settings/go-live')
    const stateOf = (id: string) =>
      json.data.items.find((one: { id: string }) => one.id === id)?.state
    const [channel] = (await settings()).channels
    return [stateOf('alipay.paid'), stateOf('alipay.notice'), channel?.tested !== null]
  }
  await save({ ALIPAY_ENABLED: 'false' })
  await save({ ALIPAY_ENABLED: null })
  expect(await tested()).toEqual(['ok', 'ok', true])
  const ofTests = 'where order_number in (select order_number from orders where is_test)'
  const licensed = `(select license_id from license ${ofTests})`
  await shop.rows(`delete from license_event where license_id in ${licensed}`)
  await shop.rows(`delete from license ${ofTests}`)
  await shop.rows(`delete from fulfilment ${ofTests}`)
  expect((await tested())[0]).toBe('bad')
  await shop.rows(
    `insert into fulfilment select merchant_id, order_number, line_no, 1, 'license', 'revoked', app_now()
     from order_line ${ofTests}`,
  )
  expect((await tested())[0]).toBe('ok')
  await save({ ALIPAY_SELLER_ID: null })
  expect(await tested()).toEqual(['bad', 'bad', false])
})

it('the name of the shop and how it is reached are saved like any setting, and buyers see them at once', async () => {
  const head = async () => (await fetch(`${shop.url}/`)).text()
  expect(await head()).not.toContain('清风软件')
  const { status } = await save({ SHOP_NAME: '清风软件', SHOP_CONTACT: '400-123 4567' })
  expect(status).toBe(200)
  expect(await head()).toContain('<title>清风软件</title>')
  const lost = await (
    await fetch(`${shop.url}/no-such-page`, { headers: { accept: 'text/html' } })
  ).text()
  expect(lost).toMatch(/<a[^>]+href="tel:4001234567">400-123 4567<\/a>/)
  await save({ SHOP_NAME: null, SHOP_CONTACT: null })
  expect(await head()).not.toContain('清风软件')
})

let partner: Person
const thiefs = '2021000000000099'
const inForce = async () => (await settings()).channels.map(({ account: number }) => number)
const asksFor = async ({ browser }: Person) =>
  (await browser.get('/settings/payee-asks')).json.data.rows
const swap = async (changes: Record<string, string | null> = { ALIPAY_APP_ID: thiefs }) =>
  (await save(changes, account.ALIPAY_APP_ID)).json.data

async function decide({ browser }: Person, body: Readonly<Record<string, unknown>>) {
  const [ask] = await asksFor(owner)
  const { status, json } = await browser.post(`/settings/payee-asks/${ask.ask_id}/decide`, body)
  return [status, json.error?.code]
}
const agreed = { agree: true, confirmed: thiefs }

it('where there are two owners, the session of one alone does not change who gets the money', async () => {
  partner = await raised(shop)
  const before = await inForce()
  expect(await swap()).toEqual({ saved: false, waits: true, problems: [] })
  // Switched off first, it is the same; nor is the account taken out, to put in another one.
  expect((await save({ ALIPAY_ENABLED: 'false' })).json.data.saved).toBe(true)
  const none = Object.fromEntries(Object.keys(account).map((name) => [name, null]))
  expect(await swap(none)).toMatchObject({ waits: true })
  expect(await swap({ ALIPAY_GATEWAY: 'https://thief.example/' })).toMatchObject({ waits: true })
  const mixed = await save({ ALIPAY_APP_ID: thiefs, SHOP_NAME: 'X' }, account.ALIPAY_APP_ID)
  expect([mixed.status, mixed.json.error.field]).toEqual([400, 'SHOP_NAME'])
  expect(await swap()).toMatchObject({ waits: true })
  expect((await save({ ALIPAY_ENABLED: null })).json.data.saved).toBe(true)
  expect(await asksFor(partner)).toMatchObject([{ account: thiefs, asked_by: owner.email }])
  expect(await decide(owner, agreed)).toEqual([403, 'other_person_needed'])
  expect(await inForce()).toEqual(before)
})

it('whoever stole a session cannot make themselves the other owner either', async () => {
  const accomplice = { email: 'thief@shop.test', name: 'T', role: 'owner' }
  const made = (await owner.browser.post('/operators', accomplice)).json.data
  const browser = new Browser(shop)
  await browser.signIn(accomplice.email, made.one_time_password)
  const passwords = { password: made.one_time_password, new_password: ownPassword }
  await browser.post('/session/password', passwords)
  await stepUp(browser)
  const thief = { ...accomplice, operatorId: made.operator_id, browser }
  expect(await asksFor(thief)).toMatchObject([{ refused: 'recent' }])
  expect(await decide(thief, agreed)).toEqual([403, 'other_person_needed'])
  await leaves(thief)
})

it('a change of who gets the money that is rejected or taken back leaves all as it was', async () => {
  const before = await inForce()
  expect(await decide(partner, { agree: false })).toEqual([200, undefined])
  expect(await swap()).toMatchObject({ waits: true })
  expect(await decide(owner, { agree: false })).toEqual([200, undefined])
  expect([await inForce(), await asksFor(owner)]).toEqual([before, []])
})

it('the other owner sees the account and its keys, types it, and it is in force in every process', async () => {
  const beside = await startWith(shop.env)
  const keys = { ALIPAY_PRIVATE_KEY: account.ALIPAY_PRIVATE_KEY ?? '' }
  expect(await swap({ ALIPAY_APP_ID: thiefs, ...keys })).toMatchObject({ waits: true })
  const { json, text } = await partner.browser.get('/settings/payee-asks')
  expect(json.data.rows).toMatchObject([
    {
      kind: 'alipay',
      account: thiefs,
      refused: null,
      changes: [
        { name: 'ALIPAY_APP_ID', text: thiefs },
        { name: 'ALIPAY_PRIVATE_KEY', text: null, key: { fingerprint: expect.any(String) } },
      ],
    },
  ])
  expect(text).not.toContain(
    keys.ALIPAY_PRIVATE_KEY.replace(/-----[^-]*-----|\s/g, '').slice(40, 90),
  )
  expect((await partner.browser.get('/dashboard')).json.data.waiting.payees).toBe(1)
  expect(await decide(partner, { agree: true })).toEqual([409, 'confirmation_required'])
  expect(await decide(partner, agreed)).toEqual([200, undefined])
  expect([await inForce(), await asksFor(owner)]).toEqual([[thiefs], []])
  await shop.until('the other process uses it', async () =>
    beside.app.channels.some(({ account: number }) => number === thiefs),
  )
  await beside.stop()
  const log = (await owner.browser.get('/audit-log?action=settings.payee_agree')).json.data.rows
  expect(log).toMatchObject([{ operator: partner.email, details: { asked_by: owner.email } }])
})

it('an owner who was put out a moment ago is not thereby agreed', async () => {
  const path = `/operators/${partner.operatorId}/change`
  const out = await owner.browser.post(path, { state: 'disabled', reason: '离职' })
  expect(out.status).toBe(200)
  const back = { ALIPAY_APP_ID: account.ALIPAY_APP_ID ?? '' }
  const waits = await save(back, thiefs)
  expect(waits.json.data).toMatchObject({ waits: true })
  // Without a trace in the log, as by the command line, there is one owner, who decides alone.
  await leaves(partner)
  await shop.rows(
    "update operator set role = 'reader', email = 'former@shop.test' where email = $1",
    [partner.email],
  )
  const alone = await save(back, thiefs)
  expect(alone.json.data).toMatchObject({ saved: true, waits: false })
  expect([await inForce(), await asksFor(owner)]).toEqual([[account.ALIPAY_APP_ID], []])
})

it('saved settings that cannot be used any more are left out and told, and the shop starts', async () => {
  await shop.restart()
  expect((await settings()).channels).toMatchObject([{ id: 'alipay', offered: true }])
  const broken = shop.running.app.sealer.seal('no key', savedContext('ALIPAY_PRIVATE_KEY'))
  await shop.rows(
    "update saved_setting set value_sealed = $1 where name = 'ALIPAY_PRIVATE_KEY' returning 1",
    [broken],
  )
  await shop.restart()
  const { json } = await owner.browser.get('/settings')
  expect(json.data.channels).toEqual([])
  expect(json.data.problems).toMatchObject([{ name: 'ALIPAY_PRIVATE_KEY' }])
})
