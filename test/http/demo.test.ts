// Demo mode's simulated gateways under the shop's own address: what the scanner there makes of the shop's codes.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
})
afterAll(() => shop?.close())

const scan = (code: string) => shop.get(`/simulator/scan?${new URLSearchParams({ code })}`)

/** An order's code, from the JSON of the gateway's opening. */
async function codeOf(kind: 'alipay' | 'wechat', type: string, field: string): Promise<string> {
  const { number } = await shop.order()
  const body = { order_number: number, payment_type: type }
  return (await shop.post(`/api/v1/user/pay/${kind}`, body)).json.data[field]
}

describe('the scanner of the demo', () => {
  it('stands beside both gateways and sends its form to itself', async () => {
    const page = await shop.get('/simulator/scan')
    expect(page.status).toBe(200)
    expect(page.text).toMatch(/<form[^>]*action="\/simulator\/scan"/)
    expect((await shop.get('/simulator/wechat/scan')).status).toBe(404)
  })

  it.each([
    ['wechat', 'native', 'code_url', /^\/simulator\/wechat\/cashier\/\w+$/],
    ['alipay', 'qr', 'qr_code', /^\/simulator\/qr\/\w+$/],
  ] as const)('leads a code of %s to a page where it can be paid', async (...one) => {
    const [kind, type, field, path] = one
    const led = await scan(await codeOf(kind, type, field))
    expect(led.status).toBe(303)
    const to = led.headers.get('location') ?? ''
    expect(to).toMatch(path)
    const page = await shop.get(to)
    expect(page.status).toBe(200)
    expect(page.text).toContain('99.00')
  })

  it('asks which app scans the code that is for both', async () => {
    const { number } = await shop.order()
    const { text } = await scan(`${shop.url}/cashier/${number}/scan`)
    for (const app of ['wechat', 'alipay'])
      expect(text).toContain(`href="/cashier/${number}/scan?env=${app}"`)
  })
})

it('a live shop has no simulator', async () => {
  const live = await Shop.open({ standIns: [] })
  try {
    expect((await live.get('/simulator/scan')).status).toBe(404)
    expect((await live.get('/simulator/')).status).toBe(404)
  } finally {
    await live.close()
  }
})
