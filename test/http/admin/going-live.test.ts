// From a demonstration to a shop that sells for real, by the console alone, and never back by accident.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AlipayStandIn } from '../../support/alipay-stand-in.ts'
import { build } from '../../support/build.ts'
import { type Person, raised } from '../../support/console.ts'
import { Shop } from '../../support/shop.ts'

const standIn = new AlipayStandIn()
let shop: Shop
let owner: Person

beforeAll(async () => {
  await build()
  await standIn.start()
  shop = await Shop.open({ standIns: [], env: { DEMO: '', DEMO_CATALOGUE: '' } })
  owner = await raised(shop)
})
afterAll(async () => {
  await shop?.close()
  await standIn.stop()
})

const save = (changes: Record<string, string | null>) =>
  owner.browser.post('/settings', { changes })
const onSale = async () =>
  (await shop.get('/api/v1/products')).json.data.products.map((one: { id: string }) => one.id)
const simulator = async () => (await shop.get('/simulator/')).status

/** The built program beside the running shop, on the same books. */
function doctor(): Promise<string> {
  const { PATH = '' } = process.env
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, '../../../dist/cli.js'), 'doctor', '--lang', 'en'],
      { cwd: shop.env.DATA_DIR, env: { PATH, ...shop.env }, timeout: 30_000 },
      (_error, out) => resolve(out),
    )
  })
}

it('an account that is only being set up leaves the demonstration as it is', async () => {
  const saved = await save({ ...standIn.env(), ALIPAY_ENABLED: 'false' })
  expect(saved.json.data).toMatchObject({ saved: true })
  expect([await onSale(), await simulator()]).toEqual([['demo-app'], 200])
})

it('the first account that is switched on ends it, and the sample is not sold for real money', async () => {
  await save({ ALIPAY_ENABLED: 'true' })
  expect([await onSale(), await simulator()]).toEqual([[], 404])
})

it('the command line examines the account the console saved, and its own look is no forged notice', async () => {
  expect(shop.env).not.toHaveProperty('ALIPAY_APP_ID')
  const said = await doctor()
  expect(said).not.toContain('Demo mode')
  expect(said).toContain(`App id ${standIn.env().ALIPAY_APP_ID}`)
  await owner.browser.post('/settings/channels/alipay/examine', { changes: {} })
  expect(await shop.count('notice_refusal', 'true', [])).toBe(0)
})

it('a shop whose last account is switched off is paused, not a demonstration again, also after a restart', async () => {
  await save({ ALIPAY_ENABLED: 'false' })
  for (const look of ['at once', 'after a restart']) {
    if (look === 'after a restart') await shop.restart()
    expect(await simulator(), look).toBe(404)
    expect((await shop.get('/')).text, look).toContain('暂停收款')
  }
})

it('the sample comes back where it is asked for, and goes again', async () => {
  shop.env.DEMO_CATALOGUE = '1'
  await shop.restart()
  expect(await onSale()).toEqual(['demo-app'])
  shop.env.DEMO_CATALOGUE = ''
  await shop.restart()
  expect(await onSale()).toEqual([])
})

it('a sample that somebody changed is a product like any other', async () => {
  const change = { name: { zh: '我的软件' }, on_sale: true }
  const { status } = await owner.browser.post('/catalogue/products/demo-app/change', change)
  expect(status).toBe(200)
  await shop.restart()
  expect(await onSale()).toEqual(['demo-app'])
})

it('loading the sample again changes nothing that a hand did, on whatever road', async () => {
  await shop.rows("update product set on_sale = false where product_id = 'demo-app' returning 1")
  shop.env.DEMO_CATALOGUE = '1'
  await shop.restart()
  expect(await onSale()).toEqual([])
})
