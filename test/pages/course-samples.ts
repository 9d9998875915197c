// Every page about courses and the basket, in every state.

import { later } from '../../src/core/time.ts'
import { basketPage } from '../../src/pages/basket.ts'
import { cataloguePage } from '../../src/pages/catalogue.ts'
import { closedCoursePage, learnPage } from '../../src/pages/course.ts'
import { productPage } from '../../src/pages/product.ts'
import type { Lang } from '../../src/pages/views.ts'
import type { BasketView } from '../../src/pages/views-basket.ts'
import type {
  ChapterLine,
  ClosedCourseView,
  CourseView,
  LearnView,
} from '../../src/pages/views-course.ts'
import {
  contextOf,
  dayLong,
  demoApp,
  fen,
  now,
  orderNumber,
  paid,
  productView,
  word,
} from './given.ts'
import { result, type Sample } from './samples.ts'

const titles = [
  ['开始之前', 'Before you begin'],
  ['第一笔', 'The first line'],
  ['光和影', 'Light and shade'],
] as const

const chapters = (lang: Lang, isOpen: boolean, current = -1): readonly ChapterLine[] =>
  titles.map(([zh, en], at) => ({
    title: word(lang, zh, en),
    url: isOpen || at === 0 ? `/learn/ink/${at}` : undefined,
    isPreview: !isOpen && at === 0,
    isRead: isOpen && at < 1,
    isCurrent: at === current,
  }))

const own = (read: number): LearnView['access'] => ({
  kind: 'own',
  validUntil: later(now, 30 * dayLong),
  read,
  finishUrl: '/learn/ink/1/read',
  orderUrl: `/payment/result?order_number=${orderNumber}`,
})

const learn = (name: string, more: (lang: Lang) => Partial<LearnView>): Sample => ({
  name: name === 'preview' ? 'product-preview' : `learn-${name}`,
  render: (lang) =>
    learnPage(contextOf(lang, { path: '/learn/ink/1' }), {
      product: word(lang, '水墨入门', 'Ink for beginners'),
      chapters: chapters(lang, true, 1),
      title: word(lang, '第一笔', 'The first line'),
      text: word(lang, '慢慢地，**从左到右**。', 'Slowly, **from left to right**.'),
      video: { url: 'https://video.example/2.mp4', isPlayable: true },
      files: [{ name: 'line.pdf', bytes: 2_048, url: '/learn/ink/files/a' }],
      previousUrl: '/learn/ink/0',
      nextUrl: '/learn/ink/2',
      access: own(1),
      ...more(lang),
    }),
})

const closed = (why: ClosedCourseView['why'], productUrl?: string): Sample => ({
  name: `learn-closed-${why}`,
  render: (lang) =>
    closedCoursePage(contextOf(lang, { path: '/learn/ink' }), {
      product: word(lang, '水墨入门', 'Ink for beginners'),
      why,
      reason: why === 'closed' ? word(lang, '账号外借', 'Shared with others') : undefined,
      productUrl,
      chapters: productUrl ? chapters(lang, false) : [],
    }),
})

const course = (lang: Lang, more: Partial<CourseView> = {}): CourseView => ({
  label: word(lang, '水墨入门 · 全部章节', 'Ink for beginners · all chapters'),
  state: 'open',
  url: '/learn/ink',
  chapters: 3,
  read: 0,
  validUntil: null,
  ...more,
})

const bought = (name: string, of: (lang: Lang) => readonly CourseView[]): Sample => ({
  name: `result-courses-${name}`,
  render: (lang) => result(lang, paid(lang, { licenses: [], courses: of(lang) })),
})

const basket = (name: string, more: Partial<BasketView>): Sample => ({
  name: `basket-${name}`,
  render: (lang) => {
    const app = demoApp(lang)
    const items = app.plans.slice(0, 2).map((plan) => ({
      productId: app.id,
      plan,
      name: `${app.name} · ${plan.name}`,
      url: `/products/${app.id}?plan=${plan.id}`,
    }))
    const { typed, refused, idempotencyKey } = productView(lang)
    return basketPage(contextOf(lang, { path: '/basket' }), {
      items,
      itemsText: 'demo-app.month~demo-app.year',
      totalFen: fen(10_890),
      typed,
      refused,
      idempotencyKey,
      paymentEnabled: true,
      ...more,
    })
  },
})

export const courseSamples: readonly Sample[] = [
  learn('open', () => ({})),
  learn('link', () => ({ video: { url: 'https://v.example/x', isPlayable: false }, text: '' })),
  learn('read', (lang) => ({ chapters: chapters(lang, true, 0), previousUrl: undefined })),
  learn('finished', (lang) => ({
    chapters: chapters(lang, true, 2).map((one) => ({ ...one, isRead: true })),
    nextUrl: undefined,
    access: own(3),
  })),
  learn('preview', (lang) => ({
    chapters: chapters(lang, false, 0),
    previousUrl: undefined,
    nextUrl: undefined,
    access: { kind: 'preview', buyUrl: '/products/ink' },
  })),
  closed('revoked', '/products/ink'),
  closed('closed', '/products/ink'),
  closed('ended', '/products/ink'),
  closed('none', '/products/ink'),
  closed('empty'),
  bought('new', (lang) => [course(lang), course(lang, { read: 2, label: 'B' })]),
  bought('over', (lang) => [
    course(lang, { state: 'revoked' }),
    course(lang, {
      state: 'closed',
      closedReason: word(lang, '账号外借', 'Shared with others'),
      label: 'C',
    }),
    course(lang, { state: 'ended', validUntil: now, label: 'B' }),
  ]),
  bought('elsewhere', (lang) => [course(lang, { state: 'hidden' })]),
  basket('full', {}),
  basket('coupon', { takesCoupons: true }),
  basket('empty', { items: [], totalFen: fen(0) }),
  basket('price-changed', { refusal: { kind: 'price_changed', totalFen: fen(10_890) } }),
  basket('gone', { refusal: { kind: 'item_gone' } }),
  basket('no-payment', { paymentEnabled: false }),
  {
    name: 'catalogue-courses',
    render: (lang) =>
      cataloguePage(contextOf(lang), {
        products: ['ink', 'oil', 'clay'].map((id, at) => ({
          id,
          name: word(lang, ['水墨入门', '油画基础', '陶艺'][at] ?? '', `Course ${at + 1}`),
          description: word(lang, '从第一笔开始。', 'From the first line on.'),
          plans: demoApp(lang)
            .plans.slice(1, 2)
            .map((plan) => ({ ...plan, kind: 'course' as const })),
        })),
        paymentEnabled: true,
      }),
  },
  {
    name: 'product-course',
    render: (lang) =>
      productPage(contextOf(lang), productView(lang, { chapters: chapters(lang, false) })),
  },
]
