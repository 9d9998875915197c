// What the merchant's WeChat Pay settings change for callers: the products that are opened, and the file that
// proves the login domain.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Shop } from '../support/shop.ts'
import { openid, WechatPlatform } from '../support/wechat-platform.ts'

const verifyFile = 'MP_verify_aB3dE6gH9jK2mN5p.txt'
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 Safari/604.1'

const wechat = new WechatPlatform('public key')
let shop: Shop
beforeAll(async () => {
  const env = { WECHAT_PRODUCTS: 'native, jsapi', WECHAT_VERIFY_FILE: verifyFile }
  shop = await Shop.open({ env, standIns: [wechat] })
})
afterAll(() => shop?.close())

describe('a product that is not opened', () => {
  it('is refused, the others go on', async () => {
    const order = await shop.order()
    const calls = wechat.calls.length
    const refused = await shop.open(order, 'h5')
    expect([refused.status, refused.json.error.code]).toEqual([503, 'gateway_not_configured'])
    expect(wechat.calls.length).toBe(calls)
    expect((await shop.open(order, 'native')).json.data.code_url).toMatch(/^weixin:/)
    expect((await shop.open(order, 'jsapi')).json.data.jsapi).toBeDefined()
  })

  it('is not what auto picks, on a phone either', async () => {
    const { number } = await shop.order()
    const body = { order_number: number, payment_type: 'auto', openid }
    const opened = await shop.post('/api/v1/user/pay/wechat', body, { 'user-agent': iphone })
    expect(opened.json.data.code_url).toMatch(/^weixin:/)
  })
})

describe('the file that proves the login domain', () => {
  it('is at the root of the site and holds its own name’s last part', async () => {
    const reply = await shop.get(`/${verifyFile}`)
    expect([reply.status, reply.text]).toEqual([200, 'aB3dE6gH9jK2mN5p'])
    expect(reply.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  })

  it.each([
    '/MP_verify_xxxxxxxxxxxxxxxx.txt',
    '/MP_verify_aB3dE6gH9jK2mN5p',
    '/MP_verify_ab3de6gh9jk2mn5p.txt',
    '/MP_verify_.txt',
    `/payment/${verifyFile}`,
  ])('does not exist as %s', async (path) => {
    expect((await shop.get(path)).status).toBe(404)
  })

  it('does not exist at all until it is configured', async () => {
    const bare = await Shop.open({ standIns: [] })
    try {
      expect((await bare.get(`/${verifyFile}`)).status).toBe(404)
      expect((await bare.get('/MP_verify_undefined')).status).toBe(404)
    } finally {
      await bare.close()
    }
  })
})
