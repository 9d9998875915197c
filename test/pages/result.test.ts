// The result: paid only when the server says so, the key to copy bare, and the truth about money that came
// late, twice, or went back.

import { describe, expect, test } from 'vitest'
import { resultPage } from '../../src/pages/result.ts'
import {
  contextOf,
  fen,
  handed,
  key,
  license,
  now,
  orderNumber,
  paid,
  payment,
  returned,
  second,
  settled,
  stuck,
  underway,
} from './given.ts'
import { result } from './samples.ts'

const textOf = (page: string) => page.replace(/<[^>]*>/g, '')

describe('a paid order', () => {
  test('32: shows its key in groups whose text is the bare key, and copies exactly that', () => {
    const page = result('zh', paid('zh'))
    const [, shown = ''] = /<span class="key">(.*?)<\/span><\/p>/s.exec(page) ?? []
    expect(textOf(shown)).toBe(key)
    expect(page).toContain(`data-copy="${key}"`)
    expect(page).toContain('支付成功')
    expect(page).toContain('2026-11-21 12:00:03')
    expect(page).toContain('2026-11-21 至 2027-11-21')
  })

  test('34: with several keys copies one, copies all, and gives them as a file', () => {
    const keys = ['AAAAA-11', 'BBBBB-22']
    const licenses = keys.map((text) => license('zh', { key: { kind: 'whole', text } }))
    const page = result('zh', paid('zh', { licenses, downloadUrl: '/keys.txt' }))
    expect(page).toContain(`data-copy="${keys.join('\n')}"`)
    for (const text of keys) expect(page).toContain(`data-copy="${text}"`)
    expect(page).toContain('href="/keys.txt" download')
  })

  test('44: in another browser shows the masked key, no copy of it, and the way to the whole one', () => {
    const hidden = license('zh', { key: { kind: 'masked', text: 'K7M2Q-*****-1E' } })
    const page = result('zh', paid('zh', { licenses: [hidden] }))
    expect(page).not.toContain('data-copy="K7M2Q-*****-1E"')
    expect(page).toContain(
      `data-copy="https://shop.example/payment/result?order_number=${orderNumber}"`,
    )
    expect(page).toContain('下单时用的浏览器')
  })

  test('38: says that late money was delivered, and that a second payment needs nothing from the buyer', () => {
    expect(result('zh', paid('zh', { late: true }))).toContain('订单超时之后到账')
    expect(result('zh', paid('zh', { refunds: [second(underway(9_900))] }))).toContain(
      '多付的 ¥99.00',
    )
    expect(result('zh', paid('zh'))).not.toContain('多付')
  })

  test('35: prints as a receipt with merchant, amount, method, time and both numbers', () => {
    const page = result('zh', paid('zh'))
    for (const fact of ['收据', '收款方', '晨星软件', '¥99.00', '支付方式', payment.tradeNo])
      expect(page).toContain(fact)
    expect(page).toContain(orderNumber)
    expect(page).toContain('data-print')
  })

  test('does not follow the order any more, so that nothing leads away from a key', () => {
    expect(result('zh', paid('zh'))).not.toContain('data-live')
    expect(result('zh', paid('zh'))).not.toContain('http-equiv="refresh"')
  })

  test('39: marks a licence that no longer holds', () => {
    const revoked = license('zh', { status: 'revoked' })
    expect(result('zh', paid('zh', { licenses: [revoked] }))).toContain('已作废')
  })
})

test('37: an order that was paid and not delivered says that the money is there, and whom to ask with what', () => {
  const page = result('zh', { kind: 'delivery_failed', payment })
  expect(page).toContain('已收到付款，授权码还没有发出')
  expect(page).toContain('钱已安全到账')
  expect(page).toContain(orderNumber)
  expect(page).toContain('href="/rescue"')
  // A number short enough for the phone, by which the console finds the order, and a note with all of it.
  expect(page).toContain(`>${orderNumber.slice(0, 8)}</span>`)
  expect(page).toMatch(new RegExp(`data-copy="[^"]*${orderNumber}[^"]*${payment.tradeNo}[^"]*"`))
})

test('37: cards that are owed are no success, and have a number to ask with as well', () => {
  const page = result('zh', paid('zh', { licenses: [], owedCards: 2 }))
  expect(page).not.toContain('支付成功')
  expect(page).toContain('卡密还没有发出')
  expect(page).toContain('还有 2 张卡密正在补货')
  expect(page).toContain('问题编号')
  expect(result('zh', paid('zh'))).not.toContain('问题编号')
  expect(result('zh', paid('zh', { owedCards: 1 }))).toContain('支付成功')
})

describe('an order that is not paid', () => {
  test('29: never shows the words of a paid one', () => {
    for (const page of [
      result('zh', { kind: 'confirming' }),
      result('zh', { kind: 'unpaid', expiresAt: now }),
      result('zh', { kind: 'expired', reorderUrl: '/' }),
      resultPage(contextOf('zh'), { kind: 'unverified' }),
    ]) {
      expect(page).not.toContain('支付成功')
      expect(page).not.toContain('收据')
      expect(page).not.toContain('class="key"')
    }
  })

  test('30: that is being confirmed turns by itself, and explains a long wait without a script too', () => {
    const page = result('zh', { kind: 'confirming' })
    expect(page).toContain('data-stays="waiting closing"')
    expect(page).toContain('http-equiv="refresh"')
    expect(page).toMatch(/<noscript><p class="long-wait">比平时久一些/)
  })

  test('that waits leads back to the same cashier', () => {
    expect(result('zh', { kind: 'unpaid', expiresAt: now })).toMatch(
      new RegExp(`button-primary" href="/cashier/${orderNumber}">继续支付`),
    )
  })

  test('29: from a forged return shows no order at all', () => {
    const page = resultPage(contextOf('zh'), { kind: 'unverified' })
    expect(page).toContain('不能确认这次付款')
    expect(page).not.toContain('data-live')
  })
})

describe('a refund', () => {
  const licenses = [license('zh', { status: 'revoked' })]

  test('39: says how much went back, when, and that it went the way it came', () => {
    const all = {
      payment,
      refundedFen: fen(9_900),
      handedFen: fen(0),
      refunds: [returned(9_900)],
      licenses,
    }
    const page = result('zh', { kind: 'refunded', ...all })
    expect(page).toContain('¥99.00 已退回')
    expect(textOf(page)).toContain('¥99.00 · 已原路退回 2026-11-21 12:00:03')
    const part = { ...all, kind: 'part_refunded', refundedFen: fen(100) } as const
    expect(result('zh', part)).toContain('¥1.00 已退回')
  })

  test('under way is told beside a key that still holds', () => {
    const page = result('zh', paid('zh', { refunds: [underway(4_900)] }))
    expect(textOf(page)).toContain('¥49.00 · 正在原路退回')
    expect(page).toContain('有效')
  })

  test('of the whole order is the one big thing on the page, and the key no longer the first step', () => {
    const page = result('zh', paid('zh', { isReturning: true, refunds: [underway(9_900)] }))
    expect(page).toMatch(/<h1 class="title">退款处理中/)
    expect(page).not.toContain('支付成功')
    expect(page).toMatch(/button-primary" href="\/">/)
  })

  test('that failed says so, and that the merchant has it', () => {
    const page = result('zh', paid('zh', { refunds: [stuck(9_900)] }))
    expect(page).toContain('¥99.00 的退款没有成功，由商家处理')
    expect(page).not.toContain('正在原路退回')
  })

  test('of a second payment says where it is: on its way, back, or with the merchant', () => {
    const shown = (one: typeof underway) =>
      textOf(result('zh', paid('zh', { refunds: [second(one(9_900))] })))
    expect(shown(underway)).toContain('多付的 ¥99.00 正在原路退回')
    expect(shown(returned)).toContain('多付的 ¥99.00 已原路退回')
    expect(shown(returned)).toContain('重复付款 ¥99.00 · 已原路退回 2026-11-21 12:00:03')
    expect(shown(stuck)).toContain('多付的 ¥99.00 还没有退回，由商家处理')
  })

  test('a merchant returned by hand does not claim to have come to the account one paid from', () => {
    const part = { payment, refundedFen: fen(0), handedFen: fen(500), licenses }
    const page = result('zh', { kind: 'part_refunded', ...part, refunds: [handed(500)] })
    expect(page).toContain('¥5.00 已由商家另行退还给您')
    expect(page).not.toContain('退回原支付账户')
    expect(textOf(page)).toContain('¥5.00 · 商家已另行退还 2026-11-21 12:00:03')
    const second_ = result('zh', paid('zh', { refunds: [second(handed(9_900))] }))
    expect(second_).toContain('多付的 ¥99.00 已由商家另行退还给您')
  })

  test('a merchant closed without returning it is not said to be still looked at', () => {
    const own = result('zh', paid('zh', { refunds: [settled(4_900)] }))
    expect(own).toContain('¥49.00 的退款没有成功，商家登记为已与您另行处理')
    const twice = result('zh', paid('zh', { refunds: [second(settled(9_900))] }))
    expect(twice).toContain('多付的 ¥99.00，商家登记为已与您另行处理')
    const late = result('zh', { kind: 'late', payment, fate: 'settled', refunds: [] })
    expect(late).not.toContain('正在处理')
  })

  test.each(['revoked', 'suspended'] as const)(
    'leaves no button that copies a %s key',
    (status) => {
      const dead = license('zh', { status })
      expect(result('zh', paid('zh', { licenses: [dead] }))).not.toContain(`data-copy="${key}"`)
      const two = [dead, license('zh', { key: { kind: 'whole', text: 'BBBBB-22' } })]
      const page = result('zh', paid('zh', { licenses: two }))
      expect(page).not.toContain(`${key}\n`)
      expect(page).not.toContain(`data-copy="${key}"`)
      expect(page).toContain('data-copy="BBBBB-22"')
    },
  )

  test('38: of money that came after the order had closed promises no key', () => {
    const page = result('en', {
      kind: 'late',
      payment,
      fate: 'returning',
      refunds: [underway(9_900)],
    })
    expect(page).toContain('goes back by itself')
    expect(page).not.toContain('class="key"')
    const held = result('en', { kind: 'late', payment, fate: 'held', refunds: [] })
    expect(held).toContain('the merchant is looking at it')
  })
})
