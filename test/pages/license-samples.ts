// Every page about a licence that is there and about content, in every state.

import { later, minuteMs } from '../../src/core/time.ts'
import { licenseAskPage, licensePage } from '../../src/pages/license.ts'
import { productPage } from '../../src/pages/product.ts'
import type { FoundOrder, Lang, LicenseView } from '../../src/pages/views.ts'
import type { LicenseAskView, OwnLicenseView } from '../../src/pages/views-license.ts'
import {
  content,
  contextOf,
  dayLong,
  demoApp,
  fen,
  foundOrder,
  hiddenKey,
  key,
  license,
  lineOf,
  now,
  offers,
  orderNumber,
  ownLicense,
  paid,
  payment,
  productView,
  returned,
  seat,
  word,
} from './given.ts'
import { looked, result, type Sample } from './samples.ts'

const masked = { kind: 'masked', text: 'K7M2Q-*****-*****-*****-*****-1E' } as const

const own = (name: string, more: (lang: Lang) => Partial<OwnLicenseView>): Sample => ({
  name: `license-${name}`,
  render: (lang) => licensePage(contextOf(lang), ownLicense(lang, more(lang))),
})

const ask = (name: string, more: Partial<LicenseAskView>): Sample => ({
  name: `license-ask-${name}`,
  render: (lang) => licenseAskPage(contextOf(lang), { typed: '', ...more }),
})

const byKey = {
  key: masked,
  typedKey: key,
  path: '/license',
  fileUrl: undefined,
  resultUrl: undefined,
}
const over = (lang: Lang) => ({
  validFrom: later(now, -366 * dayLong),
  validUntil: later(now, -dayLong),
  offers: offers(lang),
})
const changed = (lang: Lang, fate: NonNullable<LicenseView['fate']>) =>
  license(lang, { fate, key: masked, fileUrl: undefined, pageUrl: '/license' })
const orderFor = (lang: Lang) =>
  productView(lang, {
    product: { ...demoApp(lang), plans: offers(lang) },
    license: { key, masked: masked.text, path: `/orders/${orderNumber}/licenses/L1` },
    takesCoupons: true,
  })
const found = (name: string, more: (lang: Lang) => Partial<FoundOrder>): Sample =>
  looked(name, (lang) => ({ kind: 'found', order: foundOrder(lang, more(lang)) }))

/** Nobody is urged to anything. */
export const calmSamples: readonly Sample[] = [own('by-key', () => byKey)]

/** Pages on which one step comes first. */
export const licenseSamples: readonly Sample[] = [
  own('active', () => ({})),
  own('freed', () => ({ remark: { kind: 'freed' }, left: 2 })),
  own('soon', () => ({ validUntil: later(now, 5 * 60 * minuteMs) })),
  own('endless', () => ({ validUntil: null, offers: [], mayExceed: true })),
  own('awaiting', () => ({ validUntil: null, awaitingDays: 365, devices: [], devicesUsed: 0 })),
  own('floating', () => ({
    isFloating: true,
    features: ['export.pdf', 'sync', 'team'],
    versionMax: '3',
    fileDays: 30,
    devices: [
      seat(2, 'build-01', { leaseUntil: later(now, 5 * minuteMs) }),
      seat(1, 'build-02', { leaseUntil: later(now, -minuteMs) }),
    ],
    left: null,
  })),
  own('frees-used', (lang) => ({
    left: 0,
    nextAt: later(now, 12 * dayLong),
    remark: {
      kind: 'refused',
      message: word(lang, '自助解绑次数已用完', 'You have freed as many as you may'),
    },
  })),
  own('never-frees', () => ({ left: 0, isTrial: true, offers: [] })),
  own('expired', (lang) => ({ status: 'expired', fileUrl: undefined, ...over(lang) })),
  own('expired-nothing-on-sale', (lang) => ({ status: 'expired', ...over(lang), offers: [] })),
  own('suspended', () => ({ status: 'suspended', fileUrl: undefined, offers: [] })),
  own('revoked', () => ({ status: 'revoked', fileUrl: undefined, offers: [] })),
  own('payment-off', () => ({ paymentEnabled: false })),
  own('by-key-soon', () => ({ ...byKey, validUntil: later(now, 3 * dayLong) })),
  own('by-key-expired', (lang) => ({ ...byKey, status: 'expired', ...over(lang) })),
  {
    name: 'license-moved',
    render: (lang) => {
      const path = `/orders/${orderNumber}/licenses/L1`
      const resultUrl = `/payment/result?order_number=${orderNumber}`
      const view = { kind: 'moved', path, resultUrl, label: lineOf(lang).name } as const
      return licensePage(contextOf(lang), view)
    },
  },
  ask('empty', {}),
  ask('not-found', { typed: 'AAAAA', refusal: { kind: 'not_found' } }),
  ask('former', { typed: key, refusal: { kind: 'former' } }),
  ask('limited', { typed: key, refusal: { kind: 'rate_limited', retryAfterSeconds: 300 } }),
  {
    name: 'license-order',
    render: (lang) => productPage(contextOf(lang), orderFor(lang)),
  },
  {
    name: 'license-order-gone',
    render: (lang) =>
      productPage(contextOf(lang), { ...orderFor(lang), refusal: { kind: 'offer_gone' } }),
  },
  ...(['renewed', 'upgraded', 'moved'] as const).map((fate) => ({
    name: `result-${fate}`,
    render: (lang: Lang) => result(lang, paid(lang, { licenses: [changed(lang, fate)] })),
  })),
  {
    name: 'result-renewed-beside-new',
    render: (lang) =>
      result(lang, paid(lang, { licenses: [license(lang), changed(lang, 'renewed')] })),
  },
  {
    name: 'result-awaiting',
    render: (lang) => {
      const licenses = [license(lang, { validUntil: null, awaitingDays: 365, pageUrl: '/l' })]
      return result(lang, paid(lang, { licenses }))
    },
  },
  {
    name: 'result-content',
    render: (lang) => result(lang, paid(lang, { licenses: [], contents: [content(lang)] })),
  },
  {
    name: 'result-content-text-alone',
    render: (lang) =>
      result(lang, paid(lang, { licenses: [], contents: [content(lang, { files: [] })] })),
  },
  {
    name: 'result-content-hidden',
    render: (lang) => {
      const contents = [content(lang, { state: 'hidden', text: '', files: [] })]
      return result(lang, paid(lang, { licenses: [], contents }))
    },
  },
  {
    name: 'result-content-and-key',
    render: (lang) => result(lang, paid(lang, { contents: [content(lang)] })),
  },
  {
    name: 'result-content-refunded',
    render: (lang) =>
      result(lang, {
        kind: 'refunded',
        payment,
        refundedFen: fen(9_900),
        handedFen: fen(0),
        refunds: [returned(9_900)],
        licenses: [],
        contents: [content(lang, { state: 'revoked', text: '', files: [] })],
      }),
  },
  found('found-content', (lang) => ({ licenses: [], contents: [content(lang)] })),
  found('found-with-page', (lang) => ({ licenses: [{ ...hiddenKey(lang), pageUrl: '/l' }] })),
]
