// The cashier: the amount and the time left, a way to pay that works where the page runs, and what remains
// when nothing can be paid any more.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { later } from '../../src/core/time.ts'
import { cashierPage } from '../../src/pages/cashier.ts'
import { clockText } from '../../src/pages/clock.ts'
import type { CashierView, Environment } from '../../src/pages/views.ts'
import { choicesIn, choose, waysIn } from '../../src/pages/ways.ts'
import {
  alipay,
  bridgeParameters,
  cashierView,
  combined,
  contextOf,
  fen,
  now,
  orderNumber,
  wechat,
  wechatCode,
  wechatKnown,
} from './given.ts'

function cashier(more: Partial<CashierView> = {}, env: Environment = 'desktop'): string {
  return cashierPage(contextOf('zh', { env }), cashierView('zh', more))
}

const open = (page: string) => page.split('data-over hidden')[0] ?? page

describe('an open order', () => {
  test.each([
    [1, '0.01'],
    [990, '9.90'],
    [9_900, '99.00'],
    [123_456_789, '1234567.89'],
  ])(
    '2: of %i fen shows its amount with two decimals, in the head and on the button',
    (amount, text) => {
      const page = cashier({ amountFen: fen(amount) })
      expect(page).toContain(`<span class="amount-sign">¥</span>${text}`)
      expect(page).toContain(`跳转到支付宝支付 ¥${text}`)
    },
  )

  test('5: counts from the server clock, not from the time the page was read', () => {
    const page = cashier({ expiresAt: later(now, 899_000) })
    expect(page).toContain(`data-now="${now}" data-expires="${now + 899_000}">14:59<`)
  })

  test('tells its island where the news is and where to go when paid', () => {
    const page = cashier()
    expect(page).toContain(`data-events="/api/v1/user/orders/${orderNumber}/events"`)
    expect(page).toContain(`data-poll="/cashier/${orderNumber}/status"`)
    expect(page).toContain('data-stays="waiting"')
    expect(page).toContain(`data-paid="/payment/result?order_number=${orderNumber}"`)
  })

  test('1: reloads itself where scripts do not run', () => {
    expect(cashier()).toMatch(/<noscript>.*http-equiv="refresh" content="5".*<\/noscript>/s)
    expect(cashier({ state: 'expired' })).not.toContain('http-equiv="refresh"')
  })

  test('can be cancelled only where the server says so', () => {
    expect(cashier({ canCancel: true })).toContain(`/cashier/${orderNumber}/cancel`)
    expect(cashier({ canCancel: false })).not.toContain(`/cashier/${orderNumber}/cancel`)
  })

  test('23: that could not reach the gateway says what it means for the money, and the request', () => {
    const page = cashier({ trouble: { requestId: 'req-1' } })
    expect(page).toContain('没有扣款')
    expect(page).toContain('req-1')
    expect(page).toContain('再试一次')
  })

  test('whose payment is being confirmed asks first, and does not invite to pay again', () => {
    const page = open(cashier({ state: 'confirming' }))
    expect(page).toContain('请勿重复支付')
    expect(page).toMatch(/button-primary" type="submit">已完成支付，再查一次/)
    expect(page.indexOf('/check"')).toBeLessThan(page.indexOf('/pay"'))
  })
})

describe('a way to pay', () => {
  test('12: opens a new tab on a desktop, beside a code to scan', () => {
    const page = cashier()
    expect(page).toMatch(/\/pay" target="_blank"/)
    expect(page).toContain('value="pc"')
    expect(page).toContain('class="qr-code"')
  })

  test('13: stays in its tab on a phone, without a code of the same device', () => {
    const page = open(cashier({}, 'phone'))
    expect(page).not.toContain('target="_blank"')
    expect(page).toContain('value="wap"')
    expect(page).not.toContain('class="qr-code"')
  })

  test.each(['wechat', 'other-app'] as const)(
    'is replaced by the way to a browser inside %s, with the link to copy',
    (env) => {
      const page = open(cashier({}, env))
      expect(page).toContain('请在浏览器中打开')
      expect(page).toContain(`data-copy="https://shop.example/cashier/${orderNumber}"`)
      expect(page).not.toContain('/pay"')
    },
  )

  test('17: leaves another way open when the guess about the device was wrong', () => {
    expect(cashier({}, 'desktop')).toContain('&amp;env=phone"')
    expect(cashier({}, 'phone')).toContain('&amp;env=desktop"')
    expect(cashier({}, 'wechat')).toContain('&amp;env=phone"')
  })

  test('falls back on what the configuration allows', () => {
    const wap = { ...alipay, scenes: ['wap'] as const }
    expect(waysIn('desktop', wap)).toEqual({ jump: { scene: 'wap', newTab: true, kind: 'jump' } })
    const qr = { ...alipay, scenes: ['qr'] as const }
    expect(waysIn('phone', qr)).toEqual({ scan: true })
  })

  test('8: under repair is shown with its reason and cannot be chosen', () => {
    const page = cashier({
      methods: [alipay, { id: 'wechat', scenes: ['qr'], available: false, reason: '商户号审核中' }],
    })
    expect(page).toMatch(/value="wechat" disabled/)
    expect(page).not.toContain('?method=wechat')
    expect(page).toContain('商户号审核中')
  })

  test('11: without a code offers to ask for it again, at the same address', () => {
    const page = cashier({ methods: [{ ...alipay, qr: { kind: 'unavailable' } }] })
    expect(page).toContain(`href="/cashier/${orderNumber}?method=alipay"`)
    expect(page).toContain('刷新二维码')
  })
})

const alipayPlain = { ...alipay, qr: undefined }
const both = { methods: [alipayPlain, wechat], combined }
/** The choices a page offers, in order; a star marks the chosen one. */
const shownRadios = (page: string) =>
  [...open(page).matchAll(/type="radio" name="method" value="(\w+)"([^>]*)>/g)].map(
    ([, id, more = '']) => `${id}${more.includes(' checked') ? '*' : ''}`,
  )
const codes = (page: string) => open(page).match(/class="qr-code"/g)?.length ?? 0

describe('two ways to pay', () => {
  test('7: a desktop offers either, and one code for both, in the merchant’s order', () => {
    expect(shownRadios(cashier({ ...both, methods: [alipay, wechat] }))).toEqual([
      'alipay*',
      'wechat',
      'both',
    ])
    const reversed = { methods: [wechatCode, alipayPlain], method: 'wechat' } as const
    expect(shownRadios(cashier(reversed))).toEqual(['wechat*', 'alipay'])
  })

  test('9: the page carries the code of the chosen one and nothing of the other', () => {
    const page = open(cashier({ methods: [alipayPlain, wechatCode], method: 'wechat' }))
    expect(codes(page)).toBe(1)
    expect(page).toContain('用微信扫码支付 ¥99.00 的二维码')
    expect(page).toContain('打开微信 <strong>扫一扫</strong>')
    expect(page).toContain('同一个微信号')
    expect(page).not.toContain('/pay"')
    expect(page).not.toMatch(/保存|相册|长按/)
  })

  test('choosing another one asks the server for its page, with a script or without', () => {
    const page = cashier({ methods: [alipay, wechat] })
    expect(page).toContain(`data-load="/cashier/${orderNumber}?method=wechat"`)
    expect(page).toMatch(/<noscript><button[^>]*>换成所选方式/)
  })

  test('a guess about the device that was corrected stays corrected', () => {
    const path = `/cashier/${orderNumber}?env=desktop&checked=1`
    const page = cashierPage(contextOf('zh', { path }), cashierView('zh', both))
    expect(page).toContain(`data-load="/cashier/${orderNumber}?method=wechat&amp;env=desktop"`)
    expect(page).toContain('<input type="hidden" name="env" value="desktop">')
  })

  test('the code for both is our own address, named for both apps', () => {
    const page = open(cashier({ ...both, method: 'both' }))
    expect(codes(page)).toBe(1)
    expect(page).toContain('打开微信或支付宝 <strong>扫一扫</strong>')
    expect(page).not.toContain('/pay"')
    expect(shownRadios(cashier({ ...both, method: 'both' }, 'phone'))).toEqual([
      'alipay*',
      'wechat',
    ])
  })

  test('a demo shop scans for a buyer, at an address that carries the code’s text', () => {
    const demoScanUrl = 'http://127.0.0.1:3000/simulator/scan'
    const shown = { methods: [alipayPlain, wechatCode], method: 'wechat', demoScanUrl } as const
    expect(cashier(shown)).toContain(
      `href="${demoScanUrl}?code=weixin%3A%2F%2Fwxpay%2Fbizpayurl%3Fpr%3Dp4lpSuKzz" target="_blank"`,
    )
    expect(cashier({ methods: [alipayPlain, wechatCode], method: 'wechat' })).not.toContain('模拟')
  })

  test('a phone jumps to either in its own tab, with codes for a second phone one press away', () => {
    const page = open(cashier({ ...both, method: 'wechat' }, 'phone'))
    expect(page).toContain('跳转到微信支付 ¥99.00')
    expect(page).toContain('data-asks')
    expect(page).toContain('value="wap"')
    expect(page).not.toContain('target="_blank"')
    expect(codes(page)).toBe(0)
    expect(page).toContain(`href="/cashier/${orderNumber}?method=wechat&amp;env=desktop"`)
    expect(open(cashier(both, 'phone'))).toContain('跳转到支付宝支付 ¥99.00')
  })

  test('a phone whose only way is a code says that another phone has to scan it', () => {
    const methods = [{ ...wechatCode, scenes: ['qr'] as const }]
    const page = open(cashier({ methods, method: 'wechat' }, 'phone'))
    expect(page).toContain('用另一台手机的微信 <strong>扫一扫</strong>')
    expect(page).not.toContain('env=desktop')
  })

  test('a tablet scans and jumps', () => {
    const page = open(cashier({ methods: [alipayPlain, wechatCode], method: 'wechat' }, 'tablet'))
    expect(page).toContain('在本机打开微信支付')
    expect(codes(page)).toBe(1)
  })

  test('21: coming back unpaid from WeChat asks: done, or go on', () => {
    const page = open(cashier({ ...both, method: 'wechat', state: 'confirming' }, 'phone'))
    expect(page).toMatch(/button-primary" type="submit">已完成支付/)
    expect(page).toMatch(/class="button" type="submit">未完成，继续支付/)
  })
})

describe('inside WeChat', () => {
  const known = { methods: [alipayPlain, wechatKnown], method: 'wechat' } as const

  test('14: WeChat Pay comes first, and Alipay is there with the way to a browser', () => {
    const page = open(cashier({ ...both, method: 'wechat' }, 'wechat'))
    expect(shownRadios(page)).toEqual(['wechat*', 'alipay'])
    expect(page).toContain('确认支付 ¥99.00')
    const alipayChosen = open(cashier(both, 'wechat'))
    expect(shownRadios(alipayChosen)).toEqual(['wechat', 'alipay*'])
    expect(alipayChosen).toContain('微信里不能打开支付宝')
    expect(alipayChosen).toContain(`data-copy="https://shop.example/cashier/${orderNumber}"`)
    expect(alipayChosen).not.toContain('/pay"')
  })

  test('a payer who is not known yet posts to be asked', () => {
    const page = open(cashier({ ...both, method: 'wechat' }, 'wechat'))
    expect(page).toMatch(/method="post" action="[^"]*\/pay"[^>]*data-pay/)
    expect(page).toContain('name="scene" value="jsapi"')
    expect(page).not.toContain('data-bridge=')
    expect(page).not.toContain('data-asks')
  })

  test('a known payer’s page carries the signed parameters unchanged', () => {
    const page = open(cashier(known, 'wechat'))
    const [, written = ''] = /data-bridge="([^"]*)"/.exec(page) ?? []
    expect(JSON.parse(written.replaceAll('&quot;', '"'))).toEqual(bridgeParameters)
    expect(page).toContain(`data-paid="/cashier/${orderNumber}?checked=1"`)
    expect(page).toMatch(/<noscript><p[^>]*>在微信里付款需要 JavaScript/)
  })

  test('it starts by itself only when told so, and never while a payment is being confirmed', () => {
    const starting = { ...wechat, jsapi: { parameters: bridgeParameters, startsAtOnce: true } }
    const methods = [starting]
    const at = (more: Partial<CashierView>) => open(cashier({ methods, ...more }, 'wechat'))
    expect(at({ method: 'wechat' })).toContain(' data-at-once')
    expect(at({ method: 'wechat', state: 'confirming' })).not.toContain(' data-at-once')
    expect(at({ method: 'wechat', trouble: { requestId: 'r' } })).not.toContain(' data-at-once')
    expect(open(cashier(known, 'wechat'))).not.toContain(' data-at-once')
  })

  test('14: a shop that cannot know the payer covers everything', () => {
    const methods = [alipayPlain, { ...wechat, scenes: ['qr', 'wap'] as const }]
    const page = open(cashier({ methods }, 'wechat'))
    expect(page).toContain('微信里不能完成付款')
    expect(page).not.toContain('/pay"')
    expect(shownRadios(page)).toEqual([])
  })
})

describe('inside other apps', () => {
  test('15: Alipay offers itself alone', () => {
    const page = open(cashier({ ...both, method: 'wechat' }, 'alipay'))
    expect(shownRadios(page)).toEqual(['alipay*'])
    expect(page).toContain('确认支付 ¥99.00')
    expect(page).not.toContain('微信')
  })

  test('a shop without Alipay says inside Alipay how to get to a browser', () => {
    const page = open(cashier({ methods: [wechat], method: 'wechat' }, 'alipay'))
    expect(page).toContain('支付宝里不能打开微信支付')
  })

  test('any other app is covered for both', () => {
    for (const method of [alipay, wechat])
      expect(waysIn('other-app', method)).toEqual({ cover: true })
  })

  test('what works nowhere near this device says where it does, and cannot be chosen', () => {
    const methods = [{ ...wechat, scenes: ['jsapi'] as const }]
    const page = open(cashier({ methods, method: 'wechat' }))
    expect(page).toMatch(/value="wechat" disabled/)
    expect(page).toContain('请在手机微信里打开本页使用')
  })
})

describe('the choice a page begins with', () => {
  const at = (env: Environment, wanted: Parameters<typeof choose>[1]) =>
    choose(choicesIn(env, both), wanted)?.id

  test('is the one its address asks for, then the last one, then the merchant’s first', () => {
    expect(at('desktop', { asked: 'wechat', remembered: 'both' })).toBe('wechat')
    expect(at('desktop', { remembered: 'both' })).toBe('both')
    expect(at('desktop', { asked: 'cash', remembered: 'card' })).toBe('alipay')
  })

  test('7: comes first where the buyer took it last, unless it does not pay here', () => {
    const order = (env: Environment, foremost?: string) =>
      choicesIn(env, { ...both, foremost }).map(({ id }) => id)
    expect(order('desktop')).toEqual(['alipay', 'wechat', 'both'])
    expect(order('desktop', 'wechat')).toEqual(['wechat', 'alipay', 'both'])
    expect(order('desktop', 'both')).toEqual(['both', 'alipay', 'wechat'])
    expect(order('wechat', 'alipay')).toEqual(['wechat', 'alipay'])
    expect(order('phone', 'both')).toEqual(['alipay', 'wechat'])
  })

  test('is one that pays here unless another is asked for', () => {
    expect(at('wechat', { remembered: 'alipay' })).toBe('wechat')
    expect(at('wechat', { asked: 'alipay' })).toBe('alipay')
    expect(at('phone', { remembered: 'both' })).toBe('alipay')
    expect(at('alipay', { asked: 'wechat', remembered: 'wechat' })).toBe('alipay')
  })
})

describe('an order that is over', () => {
  test.each(['expired', 'cancelled', 'closing', 'paid'] as const)(
    '(%s) shows no code and no way to pay',
    (state) => {
      const page = cashier({ state })
      expect(page).not.toContain('class="qr-code"')
      expect(page).not.toContain('/pay"')
    },
  )

  test('24: leads to ordering again when expired or cancelled', () => {
    for (const state of ['expired', 'cancelled'] as const)
      expect(cashier({ state })).toMatch(
        /button-primary" href="\/products\/demo-app\?plan=year">重新下单/,
      )
  })

  test('38: still turns when money arrives late', () => {
    expect(cashier({ state: 'expired' })).toContain(
      'data-stays="waiting closing expired cancelled"',
    )
  })

  test('6: is carried hidden by the open page, for 00:00 without a network', () => {
    const [, over = ''] = cashier().split('data-over hidden')
    expect(over).toContain('订单已超时')
    expect(over.match(/button-primary/g)).toHaveLength(1)
  })
})

test('the clock rounds up, so that 00:00 means no time at all', () => {
  expect(clockText(1)).toBe('00:01')
  expect(clockText(0)).toBe('00:00')
  expect(clockText(-5_000)).toBe('00:00')
  expect(clockText(120 * 60_000)).toBe('120:00')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7_200_000 }), (ms) => {
      const [minutes = 0, seconds = 0] = clockText(ms).split(':').map(Number)
      expect(minutes * 60 + seconds).toBe(Math.ceil(ms / 1_000))
    }),
  )
})
