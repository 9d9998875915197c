// The address of every page: of the shop's that anybody may open, and of the console's, with a shop that has one of
// everything it can show.

import { type APIRequestContext, expect } from '@playwright/test'
import { type Page as ConsolePage, pages } from '../../web/admin/src/pages.ts'
import { owner } from './console.ts'

/** Those about one order or one licence are come to in access.spec.ts, buy.spec.ts and licenses.spec.ts. */
export const publicPaths: readonly string[] = [
  '/',
  '/products/demo-app',
  '/orders',
  '/rescue',
  '/license',
  '/basket',
  '/nothing-here',
  '/payment/result',
]

export type Address = Readonly<{ path: string; page: ConsolePage }>

/**
 * Fills a fresh demo shop through its own interfaces: an order that was paid and partly refunded, one paid twice, a
 * licence with a device, a batch of them, a product with cards and content, a coupon, a webhook that nobody answers, a day of bills. `word` stands
 * wherever somebody types a text. Answers every page of the console, those of one thing with a thing to show.
 */
export async function fillShop(api: APIRequestContext, word: string): Promise<readonly Address[]> {
  const post = postTo(api)
  await post('admin/session', owner)
  await post('admin/session/step-up', { password: owner.password })
  const admin = (path: string, data: object = {}) => post(`admin/${path}`, data)
  const read = async (path: string) => (await (await api.get(`/api/v1/admin/${path}`)).json()).data

  await admin('webhooks', { name: word, url: 'http://127.0.0.1:9/hook', events: ['order.paid'] })
  const { chapter_id } = await makeGoods(admin, word)
  await signInAsBuyer(api)
  const order = await placeOrder(post, word)
  const control = (path: string, data: object) => api.post(`/simulator/control/${path}`, { data })
  await post('user/pay/wechat', { order_number: order, payment_type: 'native' })
  for (const gateway of ['wechat', 'alipay'])
    await control('pay', { gateway, out_trade_no: order, even_closed: true })
  await expect.poll(async () => (await read('cases?state=acting')).rows.length).toBeGreaterThan(0)
  const { refund_no } = await admin('refunds', { order_number: order, amount: '1', reason: word })
  const [{ kind, ref }] = (await read('cases?state=acting')).rows
  const [{ license_id }] = (await read(`licenses?search=${order}`)).rows
  const { license_key } = await admin(`licenses/${license_id}/reveal`)
  await post('licenses/activate', { license_key, fingerprint: word, device_name: word })
  await admin(`licenses/${license_id}/suspend`, { reason: word })
  const { coupon_id } = await admin('coupons', { ...aCoupon, note: word })
  const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10)
  await admin(`books/days/alipay-demo/${day}/fetch`)
  const [message] = (await read('webhooks/messages')).rows
  return addressesOf({
    order: `/orders/${order}`,
    refund: `/refunds/${refund_no}`,
    case: `/cases/${kind}/${ref}`,
    'bill-day': `/books/alipay-demo/${day}`,
    license: `/licenses/${license_id}`,
    product: '/catalogue/sample',
    cards: '/catalogue/sample/one/cards',
    content: '/catalogue/sample/words/content',
    chapters: '/catalogue/sample/chapters',
    chapter: `/catalogue/sample/chapters/${chapter_id}`,
    coupon: `/coupons/${coupon_id}`,
    customer: `/customers/${(await read('customers')).rows[0].customer_id}`,
    'webhook-message': `/webhooks/messages/${message.message_id}`,
  })
}

/** Every page; one of a single thing stands where `things` says, by the name of the page. */
export function addressesOf(things: Readonly<Record<string, string>>): readonly Address[] {
  return pages.map((page) => {
    const path = page.path.includes(':') ? things[page.name] : page.path
    if (path === undefined) throw new Error(`nothing to show on the page ${page.name}`)
    return { path, page }
  })
}

type Post = (path: string, data?: object) => Promise<Record<string, string>>

const postTo =
  (api: APIRequestContext): Post =>
  async (path, data = {}) => {
    const answer = await api.post(`/api/v1/${path}`, { data })
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
    return (await answer.json()).data
  }

const aCoupon = {
  off: { kind: 'amount', amount: 5 },
  minimum: 0,
  uses_max: null,
  phone_max: null,
  from: null,
  until: null,
  product_ids: null,
  codes: { code: 'WELCOME' },
}

/** An account for the buyer of the order, through the simulated Alipay. */
async function signInAsBuyer(api: APIRequestContext): Promise<void> {
  const consent = await api.get('/sign-in/alipay')
  const agreed = await api.post(consent.url(), { form: { buyer: '2088102180000001' } })
  expect(agreed.url()).toMatch(/\/account$/)
}

async function makeGoods(admin: Post, word: string) {
  const text = { zh: word, en: word }
  const rules = { late_policy: 'deliver', refund_effect: 'revoke' }
  await admin('catalogue/products', {
    product_id: 'sample',
    name: text,
    description: text,
    ...rules,
  })
  const at = 'catalogue/products/sample/packages'
  const plan = { name: text, price: 5, validity_days: null, max_devices: 1, on_sale: true }
  await admin(at, { ...plan, package_id: 'one', kind: 'card' })
  await admin(`${at}/one/cards/import`, { text: 'CARD-1', form: 'lines', batch: 'first' })
  await admin(at, { ...plan, package_id: 'words', kind: 'content' })
  await admin(`${at}/words/content`, { text: word })
  await admin(`${at}/words/content/files`, { name: 'a.txt', file: 'aGVsbG8=' })
  await admin(at, { ...plan, package_id: 'course', kind: 'course' })
  const chapter = { name: text, text: word, video: '', is_preview: false }
  const { chapter_id } = await admin('catalogue/products/sample/chapters', chapter)
  const batch = { product_id: 'demo-app', package_id: 'year', quantity: 2, note: word }
  await admin('license-batches', { ...batch, batch_id: 'sample' })
  return { chapter_id }
}

async function placeOrder(post: Post, contact_person: string): Promise<string> {
  const { order_number = '' } = await post('user/orders', {
    product_id: 'demo-app',
    package_id: 'year',
    quantity: 1,
    contact_person,
    phone: '13800138000',
  })
  await post('user/pay/alipay', { order_number, payment_type: 'qr' })
  return order_number
}
