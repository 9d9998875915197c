// Every page in every state, with the words a merchant or buyer would have put in. The tests render them
// all; so can anybody who wants to look at them.

import { later, minuteMs } from '../../src/core/time.ts'
import { cashierPage } from '../../src/pages/cashier.ts'
import { cataloguePage } from '../../src/pages/catalogue.ts'
import { lookupPage } from '../../src/pages/lookup.ts'
import { problemPage } from '../../src/pages/problem.ts'
import { productPage } from '../../src/pages/product.ts'
import { resultPage } from '../../src/pages/result.ts'
import type {
  CashierView,
  Environment,
  Lang,
  MethodView,
  PayMethod,
  ProblemView,
  ProductView,
  ResultOutcome,
} from '../../src/pages/views.ts'
import type { LookupOutcome } from '../../src/pages/views-lookup.ts'
import { codeSamples } from './code-steps.ts'
import {
  alipay,
  cashierView,
  combined,
  contextOf,
  demoApp,
  fen,
  foundOrder,
  handed,
  hiddenKey,
  key,
  license,
  lineOf,
  now,
  orderNumber,
  paid,
  payment,
  productView,
  returned,
  second,
  settled,
  stuck,
  underway,
  wechat,
  wechatCode,
  wechatKnown,
  word,
} from './given.ts'

export type Sample = Readonly<{ name: string; render: (lang: Lang) => string }>

export function result(lang: Lang, outcome: ResultOutcome): string {
  return resultPage(contextOf(lang, { path: `/payment/result?order_number=${orderNumber}` }), {
    kind: 'order',
    orderNumber,
    amountFen: fen(9_900),
    lines: [lineOf(lang)],
    resultUrl: `/payment/result?order_number=${orderNumber}`,
    outcome,
  })
}

function cashier(
  name: string,
  more: (lang: Lang) => Partial<CashierView>,
  env: Environment = 'desktop',
): Sample {
  const path = `/cashier/${orderNumber}`
  return {
    name: `cashier-${name}`,
    render: (lang) => cashierPage(contextOf(lang, { path, env }), cashierView(lang, more(lang))),
  }
}

const noCode: MethodView = { ...alipay, qr: { kind: 'unavailable' } }
const scanOnly: MethodView = { ...alipay, scenes: ['qr'] }

const alipayPlain: MethodView = { ...alipay, qr: undefined }
const two = (method: PayMethod, scans = true): Partial<CashierView> => ({
  methods:
    method === 'alipay'
      ? [scans ? alipay : alipayPlain, wechat]
      : [alipayPlain, scans ? wechatCode : wechat],
  method,
  combined,
})
const demoScanUrl = 'http://127.0.0.1:3000/simulator/scan'

/** Both methods, wherever the page can run. */
const bothSamples: readonly Sample[] = [
  cashier('two-alipay', () => two('alipay')),
  cashier('two-wechat', () => ({ ...two('wechat'), demoScanUrl })),
  cashier('two-combined', () => ({ ...two('alipay', false), method: 'both', demoScanUrl })),
  cashier('two-wechat-confirming', () => ({ ...two('wechat'), state: 'confirming' })),
  cashier('two-wechat-trouble', () => ({
    ...two('alipay', false),
    method: 'wechat',
    trouble: { requestId: 'req-7f3k2m' },
  })),
  cashier('two-tablet-alipay', () => two('alipay'), 'tablet'),
  cashier('two-tablet-wechat', () => two('wechat'), 'tablet'),
  cashier('two-phone-alipay', () => two('alipay', false), 'phone'),
  cashier('two-phone-wechat', () => two('wechat', false), 'phone'),
  cashier(
    'two-phone-confirming',
    () => ({ ...two('wechat', false), state: 'confirming' }),
    'phone',
  ),
  cashier(
    'phone-wechat-code-only',
    () => ({ methods: [alipayPlain, { ...wechatCode, scenes: ['qr'] }], method: 'wechat' }),
    'phone',
  ),
  cashier('two-inside-wechat-unknown-payer', () => two('wechat', false), 'wechat'),
  cashier(
    'two-inside-wechat',
    () => ({ methods: [alipayPlain, wechatKnown], method: 'wechat' }),
    'wechat',
  ),
  cashier(
    'two-inside-wechat-confirming',
    () => ({ methods: [alipayPlain, wechatKnown], method: 'wechat', state: 'confirming' }),
    'wechat',
  ),
  cashier('two-inside-wechat-alipay', () => two('alipay', false), 'wechat'),
  cashier(
    'two-inside-wechat-alipay-confirming',
    () => ({ ...two('alipay', false), state: 'confirming' }),
    'wechat',
  ),
  cashier(
    'two-inside-wechat-without-login',
    () => ({ methods: [alipayPlain, { ...wechat, scenes: ['qr', 'wap'] }] }),
    'wechat',
  ),
  cashier('two-inside-alipay', () => two('wechat', false), 'alipay'),
  cashier('wechat-only-inside-alipay', () => ({ methods: [wechat], method: 'wechat' }), 'alipay'),
  cashier('two-other-app', () => two('alipay', false), 'other-app'),
  cashier('wechat-app-only-on-desktop', () => ({
    methods: [{ ...wechat, scenes: ['jsapi'] }],
    method: 'wechat',
  })),
]

const cashierSamples: readonly Sample[] = [
  ...bothSamples,
  cashier('waiting', () => ({})),
  cashier('waiting-phone', () => ({}), 'phone'),
  cashier('waiting-tablet', () => ({}), 'tablet'),
  cashier('waiting-alipay', () => ({}), 'alipay'),
  cashier('cover-wechat', () => ({}), 'wechat'),
  cashier('cover-other-app', () => ({}), 'other-app'),
  cashier('scan-only', () => ({ methods: [scanOnly], canCancel: false })),
  cashier('no-code', () => ({ methods: [noCode] })),
  cashier('no-code-scan-only', () => ({ methods: [{ ...noCode, scenes: ['qr'] }] })),
  cashier('no-method', () => ({ methods: [{ ...alipay, available: false }] })),
  cashier('confirming', () => ({ state: 'confirming' })),
  cashier('trouble', () => ({ methods: [noCode], trouble: { requestId: 'req-7f3k2m' } })),
  cashier('closing', () => ({ state: 'closing' })),
  cashier('expired', () => ({ state: 'expired' })),
  cashier('cancelled', () => ({ state: 'cancelled' })),
  cashier('paid', () => ({ state: 'paid' })),
]

const several = (lang: Lang) =>
  [1, 2, 3].map((position) =>
    license(lang, { key: { kind: 'whole', text: key.replace('9XD4T', `${position}XD4T`) } }),
  )
const revoked = (lang: Lang) => license(lang, { status: 'revoked', fileUrl: undefined })

const outcomes: Readonly<Record<string, (lang: Lang) => ResultOutcome>> = {
  paid: (lang) => paid(lang),
  'paid-wechat': (lang) =>
    paid(lang, {
      payment: { ...payment, payType: 'wechat', tradeNo: '4200002026112100001234567890' },
    }),
  'paid-lifetime': (lang) => paid(lang, { licenses: [license(lang, { validUntil: null })] }),
  'paid-several': (lang) => paid(lang, { licenses: several(lang), downloadUrl: '/keys.txt' }),
  'paid-hidden': (lang) => paid(lang, { licenses: [hiddenKey(lang)] }),
  'paid-late': (lang) => paid(lang, { late: true }),
  'paid-twice': (lang) => paid(lang, { refunds: [second(underway(9_900))] }),
  'paid-twice-returned': (lang) => paid(lang, { refunds: [second(returned(9_900))] }),
  'paid-twice-stuck': (lang) => paid(lang, { refunds: [second(stuck(9_900))] }),
  'paid-twice-by-hand': (lang) => paid(lang, { refunds: [second(handed(9_900))] }),
  'paid-twice-settled': (lang) => paid(lang, { refunds: [second(settled(9_900))] }),
  'paid-suspended': (lang) =>
    paid(lang, { licenses: [license(lang, { status: 'suspended', fileUrl: undefined })] }),
  'paid-free': (lang) => paid(lang, { payment: { ...payment, payType: 'free', tradeNo: null } }),
  'paid-nothing-to-show': (lang) => paid(lang, { licenses: [] }),
  'delivery-failed': () => ({ kind: 'delivery_failed', payment }),
  'paid-part-underway': (lang) => paid(lang, { refunds: [underway(4_900)] }),
  'paid-refund-stuck': (lang) => paid(lang, { refunds: [stuck(4_900)] }),
  'paid-refund-settled': (lang) => paid(lang, { refunds: [settled(4_900)] }),
  refunding: (lang) => paid(lang, { isReturning: true, refunds: [underway(9_900)] }),
  'late-returning': () => ({
    kind: 'late',
    payment,
    fate: 'returning',
    refunds: [underway(9_900)],
  }),
  'late-held': () => ({ kind: 'late', payment, fate: 'held', refunds: [] }),
  'late-settled': () => ({ kind: 'late', payment, fate: 'settled', refunds: [] }),
  refunded: (lang) => ({
    kind: 'refunded',
    payment,
    refundedFen: fen(9_900),
    handedFen: fen(0),
    refunds: [returned(9_900)],
    licenses: [revoked(lang)],
  }),
  'refunded-by-hand': (lang) => ({
    kind: 'refunded',
    payment,
    refundedFen: fen(4_900),
    handedFen: fen(5_000),
    refunds: [returned(4_900), handed(5_000)],
    licenses: [revoked(lang)],
  }),
  'part-refunded': (lang) => ({
    kind: 'part_refunded',
    payment,
    refundedFen: fen(4_900),
    handedFen: fen(0),
    refunds: [returned(4_900), underway(1_000)],
    licenses: [license(lang)],
  }),
  confirming: () => ({ kind: 'confirming' }),
  unpaid: () => ({ kind: 'unpaid', expiresAt: later(now, 15 * minuteMs) }),
  expired: () => ({ kind: 'expired', reorderUrl: '/products/demo-app' }),
  cancelled: () => ({ kind: 'cancelled', reorderUrl: '/products/demo-app' }),
}

const resultSamples: readonly Sample[] = [
  ...Object.entries(outcomes).map(([name, outcome]) => ({
    name: `result-${name}`,
    render: (lang: Lang) => result(lang, outcome(lang)),
  })),
  {
    name: 'result-unverified',
    render: (lang) => resultPage(contextOf(lang), { kind: 'unverified' }),
  },
]

const typed = { orderNumber, phone: '138 0013 8000' }
const blank = { orderNumber: '', phone: '' }
const atOrders = (lang: Lang) => contextOf(lang, { path: '/orders' })
const recent = (lang: Lang) =>
  (['waiting', 'paid', 'expired'] as const).map((state, at) => ({
    orderNumber: `${orderNumber.slice(0, -1)}${at}`,
    state,
    amountFen: fen(9_900),
    createdAt: now,
    name: lineOf(lang).name,
    url: `/cashier/${orderNumber}`,
  }))

export const looked = (name: string, outcome: (lang: Lang) => LookupOutcome): Sample => ({
  name: `lookup-${name}`,
  render: (lang) => lookupPage(atOrders(lang), { typed, recent: [], outcome: outcome(lang) }),
})

const lookupSamples: readonly Sample[] = [
  {
    name: 'lookup-empty',
    render: (lang) => lookupPage(atOrders(lang), { typed: blank, recent: [] }),
  },
  {
    name: 'lookup-recent',
    render: (lang) => lookupPage(atOrders(lang), { typed: blank, recent: recent(lang) }),
  },
  {
    name: 'lookup-found',
    render: (lang) =>
      lookupPage(atOrders(lang), {
        typed,
        recent: recent(lang),
        outcome: { kind: 'found', order: foundOrder(lang) },
      }),
  },
  ...codeSamples,
  looked('found-unpaid', (lang) => ({
    kind: 'found',
    order: foundOrder(lang, {
      state: 'waiting',
      payment: null,
      licenses: [],
      cashierUrl: `/cashier/${orderNumber}`,
    }),
  })),
  looked('found-part-refunded', (lang) => ({
    kind: 'found',
    order: foundOrder(lang, {
      state: 'part_refunded',
      refunds: [returned(4_900), underway(1_000)],
    }),
  })),
  looked('not-found', () => ({ kind: 'not_found' })),
  looked('limited', () => ({ kind: 'rate_limited', retryAfterSeconds: 540 })),
]

const problems: readonly ProblemView[] = [
  { kind: 'not_found' },
  { kind: 'payment_disabled' },
  { kind: 'order_private' },
  { kind: 'bad_request', requestId: 'req-7f3k2m' },
  { kind: 'server_error', requestId: 'req-7f3k2m' },
  { kind: 'unavailable', requestId: 'req-7f3k2m' },
  { kind: 'rate_limited', retryAfterSeconds: 45 },
]

const problemSamples: readonly Sample[] = problems.map((view) => ({
  name: `problem-${view.kind}`,
  render: (lang) => problemPage(contextOf(lang, { path: '/somewhere' }), view),
}))

const product = (name: string, more: (lang: Lang) => Partial<ProductView>): Sample => ({
  name: `product-${name}`,
  render: (lang) =>
    productPage(contextOf(lang, { path: '/products/demo-app' }), productView(lang, more(lang))),
})

const productSamples: readonly Sample[] = [
  product('open', () => ({})),
  product('refused', (lang) => ({
    refused: ['quantity', 'contact_person', 'phone', 'email'],
    typed: {
      quantity: '101',
      contactPerson: '',
      phone: word(lang, '１３８００', '13800'),
      email: 'x',
    },
  })),
  product('limited', () => ({ refusal: { kind: 'rate_limited', retryAfterSeconds: 60 } })),
  product('conflict', () => ({ refusal: { kind: 'conflict' } })),
  product('payment-off', () => ({ paymentEnabled: false })),
  product('sold-out', (lang) => {
    const shown = demoApp(lang)
    return { product: { ...shown, plans: shown.plans.map((one) => ({ ...one, soldOut: true })) } }
  }),
]

const catalogueSamples: readonly Sample[] = [
  {
    name: 'catalogue-demo',
    render: (lang) =>
      cataloguePage(
        contextOf(lang, {
          demo: { simulatorUrl: 'http://127.0.0.1:3001/' },
          testClock: { aheadMs: 35 * minuteMs },
        }),
        { products: [demoApp(lang)], paymentEnabled: true },
      ),
  },
  {
    name: 'catalogue-payment-off',
    render: (lang) =>
      cataloguePage(contextOf(lang), { products: [demoApp(lang)], paymentEnabled: false }),
  },
  {
    name: 'catalogue-empty',
    render: (lang) => cataloguePage(contextOf(lang), { products: [], paymentEnabled: true }),
  },
]

/** Pages on which one step comes first. */
export const samples: readonly Sample[] = [
  ...catalogueSamples,
  ...productSamples,
  ...cashierSamples,
  ...resultSamples,
  ...lookupSamples,
  ...problemSamples,
]

/** Pages with more than one first step. */
export const wideSamples: readonly Sample[] = [
  {
    name: 'catalogue-several',
    render: (lang) =>
      cataloguePage(
        contextOf(lang, {
          support: { label: 'help@shop.example', url: 'mailto:help@shop.example' },
        }),
        {
          products: ['demo-app', 'notes', 'vault'].map((id, at) => ({
            ...demoApp(lang),
            id,
            name: ['Demo App', 'Star Notes', 'Vault'][at] ?? id,
            plans: demoApp(lang).plans.slice(0, 3 - at),
          })),
          paymentEnabled: true,
        },
      ),
  },
  cashier('one-in-repair', () => ({
    methods: [alipay, { id: 'wechat', scenes: ['qr'], available: false }],
  })),
]
