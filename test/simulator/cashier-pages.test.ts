// The buyer's side: payment links, the cashier and the code's page, by plain requests and form posts.

import { afterEach, expect, test } from 'vitest'
import {
  appId,
  goodBuyer,
  openCashier,
  openStage,
  orderOf,
  poorBuyer,
  type Stage,
  submit,
} from './stage.ts'

let stage: Stage
afterEach(() => stage.stop())

const statusOf = async (outTradeNo = 'ORDER1') => {
  const reply = await stage.call('query', { out_trade_no: outTradeNo })
  return reply.trade_status ?? reply.sub_code
}

test('a payment link leads to the cashier, and the trade exists once the buyer logs in', async () => {
  stage = await openStage()
  const cashier = await openCashier(stage.payUrl('page', {}))
  const response = await fetch(cashier)
  const page = await response.text()
  expect(page).toContain('一年授权 &amp; more')
  expect(page).toContain('9.90')
  expect(page).toContain('模拟支付宝')
  expect(page).not.toMatch(/<script|style=/)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await statusOf()).toBe('ACQ.TRADE_NOT_EXIST')
  await submit(`${cashier}/login`, { buyer: goodBuyer })
  expect(await statusOf()).toBe('WAIT_BUYER_PAY')
  expect(await (await fetch(cashier)).text()).toContain('已登录')
})

test.each(['page', 'wap'] as const)(
  'a paid %s buyer comes back with a signed address',
  async (kind) => {
    stage = await openStage()
    const cashier = await openCashier(stage.payUrl(kind, {}))
    const paid = await submit(`${cashier}/pay`, { buyer: goodBuyer })
    expect(paid.status).toBe(303)
    const back = new URL(paid.headers.get('location') ?? '')
    const fields = Object.fromEntries(back.searchParams)
    expect(back.origin + back.pathname).toBe('http://shop.example/result')
    expect(fields).toMatchObject({
      method: `alipay.trade.${kind}.pay.return`,
      out_trade_no: 'ORDER1',
      total_amount: '9.90',
      app_id: appId,
    })
    expect(fields).not.toHaveProperty('trade_status')
    expect(stage.sdk.checkNotifySignV2(fields)).toBe(true)
    expect(await statusOf()).toBe('TRADE_SUCCESS')
    expect(await (await fetch(cashier)).text()).toContain('返回商家')
  },
)

test('paying twice by a double click pays once and leads back both times', async () => {
  stage = await openStage()
  const cashier = await openCashier(stage.payUrl('page', {}))
  const [one, other] = await Promise.all([
    submit(`${cashier}/pay`, { buyer: goodBuyer }),
    submit(`${cashier}/pay`, { buyer: goodBuyer }),
  ])
  expect([one.status, other.status]).toEqual([303, 303])
  expect(other.headers.get('location')).toContain('http://shop.example/result?')
  await stage.settled()
  expect(stage.receiver.notices).toHaveLength(1)
})

test('a buyer without money is told so, and another buyer can still pay', async () => {
  stage = await openStage()
  const cashier = await openCashier(stage.payUrl('page', {}))
  const refused = await submit(`${cashier}/pay`, { buyer: poorBuyer })
  const page = await (await fetch(new URL(refused.headers.get('location') ?? '', cashier))).text()
  expect(page).toContain('买家余额不足')
  expect(page).toContain('确认付款')
  expect(await statusOf()).toBe('WAIT_BUYER_PAY')
  await submit(`${cashier}/pay`, { buyer: goodBuyer })
  expect(await statusOf()).toBe('TRADE_SUCCESS')
})

test('leaving goes to quit_url on a phone, else back to where the buyer came from', async () => {
  stage = await openStage()
  const leave = async (payUrl: string, headers = {}) =>
    (await submit(`${await openCashier(payUrl, headers)}/leave`, {})).headers.get('location')
  const quit = { quit_url: 'http://shop.example/basket' }
  expect(await leave(stage.payUrl('wap', quit))).toBe('http://shop.example/basket')
  const referer = { referer: 'http://shop.example/order' }
  expect(await leave(stage.payUrl('page', {}), referer)).toBe('http://shop.example/order')
  expect(await leave(stage.payUrl('page', {}))).toMatch(/\/left$/)
  expect(await statusOf()).toBe('ACQ.TRADE_NOT_EXIST')
})

test('a scanned code shows the order on the phone and, once paid, says so without leading away', async () => {
  stage = await openStage()
  const made = await stage.call('precreate', orderOf('qr'))
  const code = String(made.qr_code)
  expect(code).toMatch(/\/sim\/qr\/[a-z0-9]{18}$/)
  expect(await statusOf()).toBe('ACQ.TRADE_NOT_EXIST')
  expect(await (await fetch(code)).text()).toContain('确认付款')
  expect(await statusOf()).toBe('WAIT_BUYER_PAY')
  const paid = await submit(`${code}/pay`, { buyer: goodBuyer })
  expect(new URL(paid.headers.get('location') ?? '', code).href).toBe(code)
  expect(await (await fetch(code)).text()).toContain('付款成功')
})

test('an app opens its order string and is shown the signed result its SDK would get', async () => {
  stage = await openStage()
  const order = { ...orderOf('page'), product_code: 'QUICK_MSECURITY_PAY' }
  const orderString = stage.sdk.sdkExecute('alipay.trade.app.pay', { bizContent: order })
  const cashier = await openCashier(`${stage.base}/app?${orderString}`)
  await submit(`${cashier}/pay`, { buyer: goodBuyer })
  const page = await (await fetch(cashier)).text()
  const shown = /<pre[^>]*>([^<]*)</.exec(page)?.[1]?.replaceAll('&quot;', '"') ?? ''
  const { resultStatus, result } = JSON.parse(shown) as { resultStatus: string; result: string }
  expect(resultStatus).toBe('9000')
  const { sign } = JSON.parse(result) as { sign: string }
  const node = 'alipay_trade_app_pay_response'
  expect(() => stage.sdk.checkResponseSign(result, node, sign, '')).not.toThrow()
})

test('a page in English answers an English browser and ?lang=en, and keeps the language', async () => {
  stage = await openStage()
  const cashier = await openCashier(stage.payUrl('page', {}))
  const english = { headers: { 'accept-language': 'en-GB,en;q=0.9' } }
  expect(await (await fetch(cashier, english)).text()).toContain('Confirm payment')
  const page = await (await fetch(`${cashier}?lang=en`)).text()
  expect(page).toContain('Confirm payment')
  expect(page).toContain('/pay?lang=en"')
})

test('a link with a wrong signature shows the buyer an error page in GBK', async () => {
  stage = await openStage()
  const url = new URL(stage.payUrl('page', {}))
  url.searchParams.set('biz_content', '{"out_trade_no":"OTHER"}')
  const response = await fetch(url)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html;charset=GBK')
  const page = new TextDecoder('gbk').decode(await response.arrayBuffer())
  expect(page).toContain('调试错误，请回到请求来源地，重新发起请求。')
  expect(page).toContain('invalid-signature')
})

test('the POST form of the official SDK opens the cashier too', async () => {
  stage = await openStage()
  const form = stage.sdk.pageExecute('alipay.trade.page.pay', 'POST', {
    bizContent: orderOf('page'),
  })
  const action = /action="([^"]+)"/.exec(form)?.[1] ?? ''
  const inputs = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&quot;', '"')] as const,
  )
  const opened = await submit(action, Object.fromEntries(inputs))
  expect(opened.headers.get('location')).toContain('/sim/cashier/')
})

test('a link opened after time_expire, or for a number that means something else, cannot be paid', async () => {
  stage = await openStage()
  const expiring = stage.payUrl('page', { time_expire: '2026-03-01 12:10:00' })
  const cashier = await openCashier(expiring)
  const other = await openCashier(stage.payUrl('page', { total_amount: '1.00' }))
  await submit(`${cashier}/login`, { buyer: goodBuyer })
  expect(await (await fetch(other)).text()).toContain('交易信息被篡改')
  await stage.simulator.advance(600_000)
  await submit(`${cashier}/pay`, { buyer: goodBuyer })
  expect(await statusOf()).toBe('TRADE_CLOSED')
  expect(await (await fetch(cashier)).text()).toContain('交易已关闭')
  const late = new TextDecoder('gbk').decode(await (await fetch(expiring)).arrayBuffer())
  expect(late).toContain('ACQ.TRADE_HAS_CLOSE')
})
