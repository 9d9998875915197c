// The catalogue, the order form and the look-up: what a buyer reads before and after the cashier.

import { describe, expect, test } from 'vitest'
import { cataloguePage } from '../../src/pages/catalogue.ts'
import { lookupPage } from '../../src/pages/lookup.ts'
import { problemPage } from '../../src/pages/problem.ts'
import { productPage } from '../../src/pages/product.ts'
import { contextOf, demoApp, foundOrder, orderNumber, productView } from './given.ts'

describe('the catalogue', () => {
  const page = cataloguePage(contextOf('zh'), { products: [demoApp('zh')], paymentEnabled: true })

  test('names each plan with its price, and the lowest one pays', () => {
    for (const words of ['低至', '¥9.90', '¥99.00', '¥299.00', '免费', '永久有效', '5 台设备'])
      expect(page).toContain(words)
    expect(page).toContain('href="/products/demo-app?plan=year"')
  })

  test('says that payments are simulated only in demo mode', () => {
    expect(page).not.toContain('模拟')
    const demo = contextOf('zh', { demo: { simulatorUrl: 'http://127.0.0.1:4000/' } })
    const shown = cataloguePage(demo, { products: [], paymentEnabled: true })
    expect(shown).toContain('所有付款都是模拟的')
    expect(shown).toContain('href="http://127.0.0.1:4000/"')
  })

  test('does not link a plan that is sold out', () => {
    const product = demoApp('zh')
    const plans = product.plans.map((plan) => ({ ...plan, soldOut: plan.id === 'year' }))
    const view = { products: [{ ...product, plans }], paymentEnabled: true }
    const shown = cataloguePage(contextOf('zh'), view)
    expect(shown).not.toContain('?plan=year')
    expect(shown).toContain('售罄')
  })
})

describe('the order form', () => {
  test('sends the names the server reads, and its key', () => {
    const page = productPage(contextOf('zh'), productView('zh'))
    expect(page).toContain('method="post" action="/buy"')
    for (const name of [
      'product_id',
      'package_id',
      'quantity',
      'contact_person',
      'phone',
      'email',
      'idempotency_key',
      'lang',
    ])
      expect(page).toContain(`name="${name}"`)
    expect(page).toContain(productView('zh').idempotencyKey)
    expect(page).toMatch(/value="year"[^>]* checked/)
  })

  test('promises no total it cannot keep without a script', () => {
    const page = productPage(contextOf('zh'), productView('zh'))
    expect(page).toMatch(/<div class="needs-script total">/)
    expect(page).toMatch(/data-busy-word="[^"]*">立即购买<\/button>/)
  })

  test('keeps what was typed and says beside each field what is wrong with it', () => {
    const page = productPage(
      contextOf('zh'),
      productView('zh', {
        planId: 'month',
        refused: ['phone'],
        typed: { quantity: '2', contactPerson: '王"小"明', phone: '12345', email: 'a@b.cn' },
      }),
    )
    expect(page).toContain('value="王&quot;小&quot;明"')
    expect(page).toMatch(
      /value="12345" aria-describedby="phone-hint phone-error" aria-invalid="true"/,
    )
    expect(page).toContain('id="phone-error"')
    expect(page).toMatch(/value="month"[^>]* checked/)
    expect(page.match(/aria-invalid/g)).toHaveLength(1)
  })

  test('begins with the first plan that can be bought when the asked one is sold out', () => {
    const product = demoApp('zh')
    const plans = product.plans.map((plan) => ({ ...plan, soldOut: plan.id === 'year' }))
    const view = productView('zh', { product: { ...product, plans }, planId: 'year' })
    const page = productPage(contextOf('zh'), view)
    expect(page).toMatch(/value="month"[^>]* checked/)
    expect(page).toMatch(/value="year"[^>]* disabled/)
  })

  test('is not there while the shop takes no payments', () => {
    const page = productPage(contextOf('zh'), productView('zh', { paymentEnabled: false }))
    expect(page).not.toContain('action="/buy"')
    expect(page).toContain('暂停收款')
  })

  test('changes the language at an address that can be asked for, also after a refusal', () => {
    const page = productPage(contextOf('zh', { path: '/buy' }), productView('zh'))
    expect(page).toContain('href="/products/demo-app?plan=year&amp;lang=en"')
  })
})

describe('the look-up', () => {
  const typed = { orderNumber, phone: '13800138000' }

  test('posts the number and the phone, never in an address', () => {
    const page = lookupPage(contextOf('zh'), { typed, recent: [] })
    expect(page).toContain('method="post" action="/orders"')
    expect(page).not.toMatch(/(href|action)="[^"]*13800138000/)
  })

  test('45: shows the phone nowhere but in its own field', () => {
    const outcome = { kind: 'found', order: foundOrder('zh') } as const
    const page = lookupPage(contextOf('zh'), { typed, recent: [], outcome })
    expect(page.match(/13800138000/g)).toHaveLength(1)
  })

  test('43: leads an unpaid order on to the same cashier', () => {
    const order = foundOrder('zh', {
      state: 'waiting',
      payment: null,
      licenses: [],
      cashierUrl: `/cashier/${orderNumber}`,
    })
    const page = lookupPage(contextOf('zh'), {
      typed,
      recent: [],
      outcome: { kind: 'found', order },
    })
    expect(page).toMatch(new RegExp(`button-primary" href="/cashier/${orderNumber}">继续支付`))
    expect(page).toContain('待支付')
  })

  test('42: tells how long to wait when it was asked too often', () => {
    const outcome = { kind: 'rate_limited', retryAfterSeconds: 540 } as const
    const page = lookupPage(contextOf('zh'), { typed, recent: [], outcome })
    expect(page).toContain('请在 9 分钟后再试')
  })
})

describe('a problem page', () => {
  test('carries the number of the request where somebody has to look for it', () => {
    const page = problemPage(contextOf('zh'), { kind: 'server_error', requestId: 'req-9' })
    expect(page).toContain('req-9')
    expect(page).toContain('钱不会丢')
  })

  test('does not say whether an order exists', () => {
    const page = problemPage(contextOf('zh'), { kind: 'order_private' })
    expect(page).toContain('凭订单号和手机号查询')
  })
})
