// What a buyer's browser or app is handed: addresses, forms and order strings, signed and complete.

import { describe, expect, test } from 'vitest'
import { createAlipay } from '../../../src/gateways/alipay/client.ts'
import { aConfig, aesKeyText, clock, contentOf, fen, order, paramsOf } from './accounts.ts'

const alipay = createAlipay(aConfig(), { clock })

describe('a payment', () => {
  test('is the same time whatever zone the machine is in', async () => {
    const zone = process.env.TZ
    process.env.TZ = 'America/New_York'
    try {
      expect(paramsOf(await alipay.pagePay(order)).timestamp).toBe('2025-03-03 12:00:00')
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  test('on a desktop is a page with its own addresses and an absolute end', async () => {
    const params = paramsOf(await alipay.pagePay(order))
    expect(params).toMatchObject({
      method: 'alipay.trade.page.pay',
      notify_url: order.notifyUrl,
      return_url: order.returnUrl,
    })
    expect(contentOf(params)).toEqual({
      out_trade_no: 'DEV1',
      total_amount: '99.00',
      subject: '会员／一年 A＆B＝C',
      product_code: 'FAST_INSTANT_TRADE_PAY',
      time_expire: '2025-03-04 12:00:00',
    })
  })

  test('on a phone has somewhere to give up to', async () => {
    const params = paramsOf(await alipay.wapPay(order))
    expect(params.method).toBe('alipay.trade.wap.pay')
    expect(contentOf(params)).toMatchObject({
      product_code: 'QUICK_WAP_WAY',
      quit_url: order.quitUrl,
    })
  })

  test('by an app is an order string without an address to return to', async () => {
    const params = paramsOf(await alipay.appPay(order))
    expect(params.return_url).toBeUndefined()
    expect(contentOf(params)).toMatchObject({ product_code: 'QUICK_MSECURITY_PAY' })
  })

  test('may hold more than the client knows of, but not another amount', async () => {
    const extra = { passback_params: 'a%3D1', total_amount: '0.01' }
    const params = paramsOf(await alipay.pagePay({ ...order, extra }))
    expect(contentOf(params)).toMatchObject({ passback_params: 'a%3D1', total_amount: '99.00' })
  })

  test('as a form survives HTML unchanged', async () => {
    const html = await alipay.pagePayForm({ ...order, extra: { body: `&amp;"'<b>` } })
    expect(html).not.toMatch(/&notify_url|'<b>/)
    const read = (text: string) => text.replaceAll(/&(quot|lt|gt|#39|amp);/g, unescapeHtml)
    const action = read(/action="([^"]*)"/.exec(html)?.[1] ?? '')
    const content = read(/name="biz_content" value="([^"]*)"/.exec(html)?.[1] ?? '')
    const { biz_content, ...common } = paramsOf(
      await alipay.pagePay({ ...order, extra: { body: `&amp;"'<b>` } }),
    )
    expect(content).toBe(biz_content)
    expect(paramsOf(action)).toEqual(common)
  })

  test('cuts a long subject without halving a letter', async () => {
    const params = paramsOf(await alipay.pagePay({ ...order, subject: '🎫'.repeat(300) }))
    expect(contentOf(params)).toMatchObject({ subject: '🎫'.repeat(256) })
  })

  test('is encrypted, and said to be, when the account has a key', async () => {
    const sealed = createAlipay(aConfig({ aesKey: aesKeyText }), { clock })
    const params = paramsOf(await sealed.pagePay(order))
    expect(params.encrypt_type).toBe('AES')
    expect(params.biz_content).toMatch(/^[A-Za-z0-9+/=]+$/)
  })

  test.each([
    ['a number with a slash', { outTradeNo: 'a/b' }],
    ['no money', { amountFen: fen(0) }],
  ])('is never %s', async (_, changes) => {
    await expect(alipay.pagePay({ ...order, ...changes })).rejects.toThrow()
  })
})

function unescapeHtml(entity: string): string {
  const letters: Record<string, string> = {
    '&quot;': '"',
    '&lt;': '<',
    '&gt;': '>',
    '&#39;': "'",
    '&amp;': '&',
  }
  return letters[entity] ?? entity
}
