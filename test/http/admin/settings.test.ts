// Settings saved in the console: they open a channel at once, lock what the environment sets, tell nobody a
// secret, and a real test payment shows that all of it works.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { savedContext } from '../../../src/db/saved-settings.ts'
import { AlipayStandIn } from '../../support/alipay-stand-in.ts'
import { type Person, raised, signedIn, stepUp } from '../../support/console.ts'
import { Shop } from '../../support/shop.ts'

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

async function settings() {
  const { json } = await owner.browser.get('/settings')
  return json.data as {
    fields: { name: string; source: string; value: string | null; secret: boolean; key: unknown }[]
    channels: { id: string; offered: boolean; tested: unknown }[]
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
  expect(field?.source).toBe('environment')
  const { status, json } = await save({ REFUND_APPROVAL: '1' })
  expect([status, json.error.field]).toEqual([409, 'REFUND_APPROVAL'])
  expect((await save({ DATABASE_URL: 'postgres://elsewhere/db' })).status).toBe(400)
})

it('the channel that was switched off still hears of what was begun through it', async () => {
  const order = await shop.openedOrder()
  await save({ ALIPAY_ENABLED: 'false' })
  expect((await shop.notify(standIn.notice(shop.pay(order)))).text).toBe('success')
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
  expect((await settings()).channels[0]?.tested).toEqual({
    paid_at: expect.any(String),
    notice_at: expect.any(String),
  })
})

it('saving asks for proof again, and whoever may only look cannot save', async () => {
  const other = await signedIn(shop)
  const before = await other.browser.post('/settings', { changes: {} })
  expect([before.status, before.json.error.code]).toEqual([403, 'step_up_required'])
  await stepUp(other.browser)
  expect((await other.browser.post('/settings', { changes: {} })).status).toBe(200)
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
