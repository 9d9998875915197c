// What a payer sees of the simulated WeChat Pay with a browser alone: scanner, payment page and H5 link, by
// plain requests and form posts.

import { afterEach, describe, expect, test } from 'vitest'
import { dayMs, minuteMs } from '../../src/core/time.ts'
import {
  type Fields,
  openPayerStage,
  type PayerStage,
  poor,
  restricted,
  rich,
  shop,
} from './wechat-payer.ts'
import { type Json, mchId } from './wechat-stage.ts'

let stage: PayerStage
afterEach(() => stage.stop())

describe('a scanned code', () => {
  test('leads to a page with the amount, the payee and three accounts to choose from', async () => {
    stage = await openPayerStage()
    const address = await scan(await placeNative())
    const response = await fetch(address)
    const page = await response.text()
    expect(page).toContain('一年授权 &amp; more')
    expect(page).toContain('9.90')
    expect(page).toContain(mchId)
    expect(page).toContain('模拟微信支付')
    expect(page.match(/type="radio"/g)).toHaveLength(3)
    expect(page).not.toMatch(/<script|style=/)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const [, styles = ''] = /rel="stylesheet" href="([^"]+)"/.exec(page) ?? []
    expect(await read(styles)).toContain('--accent: #07904a')
    expect(await stage.stateOf()).toBe('NOTPAY')
  })

  test('is paid without a password, once however often the button is pressed', async () => {
    stage = await openPayerStage()
    const address = await scan(await placeNative())
    const [one, other] = await Promise.all([pay(address), pay(address)])
    expect(await (await fetch(one)).text()).toContain('支付成功')
    expect(await (await fetch(other)).text()).toContain('支付成功')
    await stage.settled()
    expect(stage.receiver.told).toHaveLength(1)
    expect(await stage.trade()).toMatchObject({
      trade_state: 'SUCCESS',
      payer: { openid: rich },
    })
  })

  test.each([
    ['without money', () => poor, '买家余额不足'],
    ['with a restricted account', () => restricted, '账户状态异常'],
  ])('is not paid by a payer %s, who is told so, and then by another', async (_, who, why) => {
    stage = await openPayerStage()
    const address = await scan(await placeNative())
    const refused = await (await fetch(await pay(address, who()))).text()
    expect(refused).toContain(why)
    expect(refused).toContain('确认支付')
    expect(await stage.stateOf()).toBe('NOTPAY')
    expect(await (await fetch(await pay(address))).text()).toContain('支付成功')
  })

  test('can be left unpaid and come back to', async () => {
    stage = await openPayerStage()
    const address = await scan(await placeNative())
    const left = await (await fetch(await submit(address, '/leave'))).text()
    expect(left).toContain('已取消支付')
    expect(left).toContain(new URL(address).pathname)
    expect(await stage.stateOf()).toBe('NOTPAY')
  })

  test('belongs to the account that scanned it first', async () => {
    stage = await openPayerStage()
    const code = await placeNative()
    const mine = await scan(code, rich)
    const page = await read(mine)
    expect(page.match(/type="radio"/g)).toHaveLength(1)
    expect(page).toContain('张三')
    const theirs = await scan(code, poor)
    expect(await read(theirs)).toContain('请用同一微信号')
    expect(await read(await pay(await scan(code), restricted))).toContain('请用同一微信号')
    expect(await stage.stateOf()).toBe('NOTPAY')
    expect(await read(await pay(mine))).toContain('支付成功')
    expect(await read(theirs)).toContain('该订单已支付')
  })

  test('says when the order is paid, closed or expired, when the code is too old, and takes no money', async () => {
    stage = await openPayerStage()
    const paid = await scan(await placeNative())
    await stage.control('pay', { out_trade_no: 'ORDER1' })
    expect(await read(await pay(paid, poor))).toContain('该订单已支付')

    const closed = await scan(await placeNative({ out_trade_no: 'ORDER2' }))
    await closeOrder('ORDER2')
    expect(await read(await pay(closed))).toContain('订单已关闭')

    const expiring = { out_trade_no: 'ORDER3', time_expire: '2026-03-01T12:30:00+08:00' }
    const expired = await scan(await placeNative(expiring))
    const aging = await scan(await placeNative({ out_trade_no: 'ORDER4' }))
    await stage.simulator.advance(30 * minuteMs)
    expect(await read(await pay(expired))).toContain('订单已过期')
    await stage.simulator.advance(90 * minuteMs - 1)
    expect(await read(aging)).toContain('确认支付')
    await stage.simulator.advance(1)
    expect(await read(await pay(aging))).toContain('二维码已过期')
    expect(await stage.stateOf('ORDER4')).toBe('NOTPAY')
    await stage.simulator.advance(7 * dayMs)
    expect(await read(aging)).toContain('订单已过期')
    for (const outTradeNo of ['ORDER2', 'ORDER3', 'ORDER4']) {
      expect(await stage.stateOf(outTradeNo)).toBe('CLOSED')
    }
  })

  test('nobody knows is answered with 404', async () => {
    stage = await openPayerStage()
    const response = await fetch(`${stage.base}/wechat/cashier/abcdefghj`)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('找不到这个订单')
  })

  test('shows its page in English, and keeps the language', async () => {
    stage = await openPayerStage()
    const address = await scan(await placeNative())
    const english = { headers: { 'accept-language': 'en-GB,en;q=0.9' } }
    expect(await (await fetch(address, english)).text()).toContain('Confirm payment')
    const page = await read(`${address}?lang=en`)
    expect(page).toContain('/pay?lang=en"')
    expect(await read(await pay(`${address}?lang=en`, poor))).toContain('not hold enough money')
  })
})

describe('the scanner', () => {
  test('offers a form for the text of a code, which comes back to it', async () => {
    stage = await openPayerStage()
    const page = await read(`${stage.base}/scan`)
    expect(page).toContain('模拟扫码')
    expect(page).toMatch(/<form[^>]*action="\/sim\/scan"/)
    expect(page).toContain('name="code"')
  })

  test('understands the newer spelling of a WeChat code', async () => {
    stage = await openPayerStage()
    const [, pr = ''] = /pr=(\w+)/.exec(await placeNative()) ?? []
    const newer = `weixin://pay.weixin.qq.com/bizpayurl/up?pr=${pr}&groupid=00`
    expect(await scan(newer)).toBe(`${stage.base}/wechat/cashier/${pr}`)
  })

  test('leads an Alipay code of this simulator to its page', async () => {
    stage = await openPayerStage()
    const code = `${stage.base}/qr/abcdefghjkmnpqrst1`
    expect(await scan(code)).toBe(code)
  })

  test('asks which app opens a page of this site', async () => {
    stage = await openPayerStage()
    const { origin } = new URL(stage.base)
    const page = await read(scanUrl(`${origin}/cashier/0123456789ABCDEFGHJK/scan`))
    expect(page).toContain('href="/cashier/0123456789ABCDEFGHJK/scan?env=wechat"')
    expect(page).toContain('href="/cashier/0123456789ABCDEFGHJK/scan?env=alipay"')
  })

  test.each([
    'https://shop.example/cashier',
    'javascript:alert(1)',
    'weixin://dl/business/?ticket=abc',
    '<b>',
  ])('leads nowhere for %s', async (code) => {
    stage = await openPayerStage()
    const response = await fetch(scanUrl(code), { redirect: 'manual' })
    expect(response.status).toBe(200)
    const page = await response.text()
    expect(page).toContain('不属于模拟的支付平台')
    expect(page).not.toContain('<b>')
  })
})

describe('the link of an H5 order', () => {
  test('opens from a merchant’s page and leads back to it, paid or not', async () => {
    stage = await openPayerStage()
    const url = await placeH5()
    const back = `${shop}/payment/result?a=1&b=2`
    const address = await openH5(`${url}&redirect_url=${encodeURIComponent(back)}`)
    expect(await read(address)).toContain('9.90')
    expect(await submit(address, '/leave')).toBe(back)
    expect(await stage.stateOf()).toBe('NOTPAY')
    expect(await pay(address)).toBe(back)
    expect(await stage.stateOf()).toBe('SUCCESS')
    expect(await read(address)).toContain(`href="${back.replace('&', '&amp;')}"`)
  })

  test('shows what happened where the merchant named no way back', async () => {
    stage = await openPayerStage()
    const address = await openH5(await placeH5())
    expect(await read(await pay(address))).toContain('支付成功')
  })

  test.each([
    ['without a Referer', {}, {}, '商家参数格式有误'],
    ['with a wrong package', { package: '1' }, { referer: 'https://shop.example/' }, '格式有误'],
    [
      'with a strange prepay_id',
      { prepay_id: 'wx1' },
      { referer: 'https://shop.example/' },
      '格式',
    ],
    [
      'with its way back on another site',
      { redirect_url: 'https://other.example/' },
      { referer: 'https://shop.example/' },
      '商家存在未配置的参数',
    ],
    [
      'inside WeChat',
      {},
      { referer: 'https://shop.example/', 'user-agent': 'Mobile MicroMessenger/8.0.50' },
      '请在微信外打开订单',
    ],
  ])('does not open %s', async (_, query: Fields, headers: Fields, said) => {
    stage = await openPayerStage()
    const url = new URL(await placeH5())
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const response = await fetch(url, { headers, redirect: 'manual' })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain(said)
  })

  test('lives five minutes, within which the payment may be begun and after which it may be ended', async () => {
    stage = await openPayerStage()
    const url = await placeH5()
    await stage.simulator.advance(5 * minuteMs - 1)
    const address = await openH5(url)
    await stage.simulator.advance(1)
    const late = await fetch(url, { headers: { referer: shop }, redirect: 'manual' })
    expect(await late.text()).toContain('支付请求已失效')
    expect(await read(await pay(address))).toContain('支付成功')
  })

  test('never leads back to anything but a web page', async () => {
    stage = await openPayerStage()
    const address = new URL(await openH5(await placeH5()))
    address.searchParams.set('redirect_url', 'javascript:alert(1)')
    expect(await read(await pay(address.href))).not.toContain('href="javascript')
  })
})

const h5Scene = { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap' } }

async function placeNative(more: Json = {}): Promise<string> {
  return String((await stage.order('native', more)).code_url)
}

async function placeH5(): Promise<string> {
  return String((await stage.order('h5', { scene_info: h5Scene })).h5_url)
}

async function closeOrder(outTradeNo: string): Promise<void> {
  const path = `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`
  expect((await stage.raw('POST', path, { mchid: mchId })).status).toBe(204)
}

function scanUrl(code: string, buyer?: string): string {
  const query = { code, ...(buyer === undefined ? {} : { buyer }) }
  return `${stage.base}/scan?${new URLSearchParams(query).toString()}`
}

/** Where a code leads the one who scans it. */
async function scan(code: string, buyer?: string): Promise<string> {
  return leads(await fetch(scanUrl(code, buyer), { redirect: 'manual' }))
}

async function openH5(url: string): Promise<string> {
  return leads(await fetch(url, { headers: { referer: `${shop}/` }, redirect: 'manual' }))
}

function pay(address: string, payer = rich): Promise<string> {
  return submit(address, '/pay', { payer })
}

/** Submits a form of a page and gives back where it leads. */
async function submit(address: string, form: string, fields: Fields = {}): Promise<string> {
  const url = new URL(address)
  url.pathname += form
  const body = new URLSearchParams(fields)
  return leads(await fetch(url, { method: 'POST', body, redirect: 'manual' }))
}

function leads(response: Response): string {
  expect(response.status).toBe(303)
  return new URL(response.headers.get('location') ?? '', response.url).href
}

async function read(address: string): Promise<string> {
  return (await fetch(new URL(address, stage.base))).text()
}
