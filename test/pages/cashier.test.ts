// The cashier: the amount and the time left, a way to pay that works where the page runs, and what remains
// when nothing can be paid any more.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { later } from '../../src/core/time.ts'
import { cashierPage } from '../../src/pages/cashier.ts'
import { clockText } from '../../src/pages/clock.ts'
import type { CashierView, Environment } from '../../src/pages/views.ts'
import { isCovered, waysIn } from '../../src/pages/ways.ts'
import { alipay, cashierView, contextOf, fen, now, orderNumber } from './given.ts'

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
    'of %i fen shows its amount with two decimals, in the head and on the button',
    (amount, text) => {
      const page = cashier({ amountFen: fen(amount) })
      expect(page).toContain(`<span class="amount-sign">¥</span>${text}`)
      expect(page).toContain(`跳转到支付宝支付 ¥${text}`)
    },
  )

  test('counts from the server clock, not from the time the page was read', () => {
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

  test('reloads itself where scripts do not run', () => {
    expect(cashier()).toMatch(/<noscript>.*http-equiv="refresh" content="5".*<\/noscript>/s)
    expect(cashier({ state: 'expired' })).not.toContain('http-equiv="refresh"')
  })

  test('can be cancelled only where the server says so', () => {
    expect(cashier({ canCancel: true })).toContain(`/cashier/${orderNumber}/cancel`)
    expect(cashier({ canCancel: false })).not.toContain(`/cashier/${orderNumber}/cancel`)
  })

  test('that could not reach the gateway says what it means for the money, and the request', () => {
    const page = cashier({ trouble: { requestId: 'req-1' } })
    expect(page).toContain('没有扣款')
    expect(page).toContain('req-1')
    expect(page).toContain('再试一次')
  })

  test('whose payment is being confirmed asks first, and does not invite to pay again', () => {
    const page = open(cashier({ state: 'confirming' }))
    expect(page).toContain('请勿重复支付')
    expect(page).toMatch(/button-primary" type="submit">再查一次/)
    expect(page.indexOf('/check"')).toBeLessThan(page.indexOf('/pay"'))
  })
})

describe('a way to pay', () => {
  test('opens a new tab on a desktop, beside a code to scan', () => {
    const page = cashier()
    expect(page).toMatch(/\/pay" target="_blank"/)
    expect(page).toContain('value="pc"')
    expect(page).toContain('class="qr-code"')
  })

  test('stays in its tab on a phone, without a code of the same device', () => {
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

  test('leaves another way open when the guess about the device was wrong', () => {
    expect(cashier({}, 'desktop')).toContain('?env=phone')
    expect(cashier({}, 'phone')).toContain('?env=desktop')
    expect(cashier({}, 'wechat')).toContain('?env=phone')
  })

  test('falls back on what the configuration allows', () => {
    const wap = { ...alipay, scenes: ['wap'] as const }
    expect(waysIn('desktop', wap)).toMatchObject({ jump: { scene: 'wap' }, scan: false })
    const qr = { ...alipay, scenes: ['qr'] as const }
    expect(waysIn('phone', qr)).toEqual({ scan: true })
  })

  test('never offers WeChat Pay inside Alipay, nor anything inside a covered app', () => {
    expect(waysIn('alipay', { ...alipay, id: 'wechat' })).toEqual({ scan: false })
    for (const env of ['wechat', 'other-app'] as const) {
      expect(isCovered(env)).toBe(true)
      expect(waysIn(env, alipay)).toEqual({ scan: false })
    }
  })

  test('under repair is shown with its reason and cannot be chosen', () => {
    const page = cashier({
      methods: [alipay, { id: 'wechat', scenes: ['qr'], available: false, reason: '商户号审核中' }],
    })
    expect(page).toMatch(/value="wechat" disabled/)
    expect(page).toContain('商户号审核中')
  })

  test('without a code offers to ask for it again, at the same address', () => {
    const page = cashier({ methods: [{ ...alipay, qr: { kind: 'unavailable' } }] })
    expect(page).toContain(`href="/cashier/${orderNumber}?method=alipay"`)
    expect(page).toContain('刷新二维码')
  })

  test('that is not in the page is loaded when it is chosen', () => {
    const page = cashier({
      methods: [alipay, { id: 'wechat', scenes: ['qr'], available: true }],
    })
    expect(page).toContain(`data-load="/cashier/${orderNumber}?method=wechat"`)
    expect(page).toMatch(/<noscript><button[^>]*>换成所选方式/)
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

  test('leads to ordering again when expired or cancelled', () => {
    for (const state of ['expired', 'cancelled'] as const)
      expect(cashier({ state })).toMatch(
        /button-primary" href="\/products\/demo-app\?plan=year">重新下单/,
      )
  })

  test('still turns when money arrives late', () => {
    expect(cashier({ state: 'expired' })).toContain(
      'data-stays="waiting closing expired cancelled"',
    )
  })

  test('is carried hidden by the open page, for 00:00 without a network', () => {
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
