// A shop in which everything the console can do something about is made by one call: orders that were paid, cards, a
// webhook, somebody with a passkey.

import { TOTP } from 'otpauth'
import { formatShanghai } from '../../../src/core/time.ts'
import { type Browser, type Person, raised } from '../../support/console.ts'
import { TestPasskey } from '../../support/passkey.ts'
import { type PlacedOrder, type Reply, Shop } from '../../support/shop.ts'

export const reason = '有原因'
export const aPlan = {
  name: { zh: '卡' },
  price: 5,
  validity_days: null,
  max_devices: 1,
  on_sale: true,
}
export const aCoupon = {
  note: '活动',
  off: { kind: 'amount', amount: 5 },
  minimum: 0,
  uses_max: null,
  phone_max: null,
  from: null,
  until: null,
  product_ids: null,
}
export const atCounter = { product_id: 'demo-app', package_id: 'year', quantity: 1 }

export class Stage {
  readonly shop: Shop
  readonly me: Person
  /** the second person, where two must agree */
  readonly other: Person
  #made = 0

  private constructor(shop: Shop, me: Person, other: Person) {
    this.shop = shop
    this.me = me
    this.other = other
  }

  static async open(): Promise<Stage> {
    const shop = await Shop.open({ standIns: [], env: { DEMO: '1', REFUND_APPROVAL: '150' } })
    return new Stage(shop, await raised(shop), await raised(shop))
  }

  async post(path: string, body: unknown = {}, by: Browser = this.me.browser): Promise<Reply> {
    const reply = await by.post(path, body)
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`)
    return reply
  }

  control(path: string, body: unknown): Promise<Reply> {
    return this.shop.post(`/simulator/control/${path}`, body)
  }

  fresh(stem: string): string {
    this.#made += 1
    return `${stem}-${this.#made}`
  }

  async opened(quantity = 1, changes: object = {}): Promise<PlacedOrder> {
    this.#made += 1
    const order = await this.shop.order({
      quantity,
      phone: `139${10_000_000 + this.#made}`,
      ...changes,
    })
    const pay = { order_number: order.number, payment_type: 'qr' }
    await this.shop.post('/api/v1/user/pay/alipay', pay)
    return order
  }

  async paid(quantity = 1, changes: object = {}): Promise<PlacedOrder> {
    const order = await this.opened(quantity, changes)
    await this.control('pay', { gateway: 'alipay', out_trade_no: order.number })
    await this.shop.untilState(order, 'paid')
    return order
  }

  /** Waits until the buyer was told of the delivery. */
  async toldBuyer(orderNumber: string): Promise<void> {
    const isSent = "state = 'sent' and order_number = $1"
    await this.shop.until(
      `the buyer of ${orderNumber} is told`,
      async () => (await this.shop.count('letter', isSent, [orderNumber])) > 0,
    )
  }

  /** Paid after it was cancelled, so that a person must decide. */
  async paidLate(): Promise<string> {
    await this.shop.rows("update product set late_policy = 'hold'")
    const order = await this.opened()
    await this.shop.rows("update product set late_policy = 'deliver'")
    await this.post(`/orders/${order.number}/cancel`, { reason })
    const payment = { gateway: 'alipay', out_trade_no: order.number, even_closed: true }
    await this.control('pay', payment)
    await this.shop.untilState(order, 'paid')
    return order.number
  }

  claimOf({ number, amount }: PlacedOrder) {
    return {
      channel: 'alipay-demo',
      out_trade_no: number,
      reference: `seen-${number}`,
      amount,
      paid_at: formatShanghai(this.shop.running.clock.now()),
      evidence: '银行流水',
    }
  }

  async license(): Promise<string> {
    const found = await this.me.browser.get(`/licenses?search=${(await this.paid()).number}`)
    return `/licenses/${found.json.data.rows[0].license_id}`
  }

  async refund(quantity = 1): Promise<string> {
    const { number: order_number } = await this.paid(quantity)
    return `/refunds/${(await this.post('/refunds', { order_number, reason })).json.data.refund_no}`
  }

  productBody() {
    const rules = { late_policy: 'deliver', refund_effect: 'revoke' }
    const product_id = this.fresh('audited')
    return { product_id, name: { zh: '甲' }, description: { zh: '' }, ...rules }
  }

  async product(): Promise<string> {
    const body = this.productBody()
    await this.post('/catalogue/products', body)
    return `/catalogue/products/${body.product_id}`
  }

  async plan(): Promise<string> {
    const at = await this.product()
    await this.post(`${at}/packages`, { ...aPlan, package_id: 'one', kind: 'card' })
    return `${at}/packages/one`
  }

  async cards(): Promise<string> {
    const at = `${await this.plan()}/cards`
    await this.post(`${at}/import`, { text: this.fresh('CARD'), form: 'lines', batch: 'a' })
    return at
  }

  /** An order whose card was delivered. */
  async soldCard(): Promise<Readonly<{ number: string; card_id: string }>> {
    const at = await this.cards()
    const product = at.split('/')[3] ?? ''
    await this.post(`/catalogue/products/${product}/change`, { on_sale: true })
    const order = { product_id: product, package_id: 'one' }
    const { number } = await this.paid(1, order)
    const [{ card_id }] = (await this.me.browser.get(at)).json.data.rows
    return { number, card_id }
  }

  async coupon(): Promise<string> {
    const codes = { code: this.fresh('KEEP') }
    return `/coupons/${(await this.post('/coupons', { ...aCoupon, codes })).json.data.coupon_id}`
  }

  async webhook(): Promise<string> {
    // Nobody answers there, and nobody needs to.
    const wish = { name: '发货', url: 'http://127.0.0.1:9/hook', events: ['order.paid'] }
    return `/webhooks/${(await this.post('/webhooks', wish)).json.data.endpoint_id}`
  }

  async counterOrder(): Promise<string> {
    const order = { ...atCounter, phone: '13900000001', key: crypto.randomUUID() }
    const { json } = await this.post('/counter/orders', order)
    return `/counter/orders/${json.data.order_number}`
  }

  async payCode(): Promise<string> {
    return (await this.control('codes', { gateway: 'alipay', outcome: 'paid' })).json.auth_code
  }

  async testPayment(): Promise<string> {
    const { json } = await this.post('/settings/channels/alipay/test-payments')
    const { order_number: number } = json.data
    await this.control('pay', { gateway: 'alipay', out_trade_no: number })
    const at = `/settings/test-payments/${number}`
    await this.shop.until(
      'it is paid',
      async () => (await this.me.browser.get(at)).json.data.state === 'paid',
    )
    return at
  }

  async customer(): Promise<string> {
    const id = this.fresh('cus_')
    await this.shop.rows(
      `insert into customer (merchant_id, customer_id, email, created_at)
       values (1, $1, $1 || '@buyer.test', app_now())`,
      [id],
    )
    return `/customers/${id}`
  }

  async operator(): Promise<string> {
    const body = { email: `${this.fresh('new')}@shop.test`, name: 'N', role: 'reader' }
    return `/operators/${(await this.post('/operators', body)).json.data.operator_id}`
  }

  /** Somebody with an authenticator; the code of now has not been used. */
  async withTotp(): Promise<Person & Readonly<{ code: string }>> {
    const person = await raised(this.shop)
    const totp = new TOTP(await this.totpStarted(person.browser))
    const now = Date.now()
    const before = totp.generate({ timestamp: now - 30_000 })
    await this.post('/account/totp/confirm', { code: before }, person.browser)
    return { ...person, code: totp.generate({ timestamp: now }) }
  }

  async totpStarted(by: Browser): Promise<{ secret: string }> {
    const { secret } = (await this.post('/account/totp/start', {}, by)).json.data
    return { secret }
  }

  async withPasskey(): Promise<Person & Readonly<{ key: TestPasskey }>> {
    const person = await raised(this.shop)
    const key = new TestPasskey(this.shop.running.publicUrl)
    await this.post('/account/passkeys', await this.newPasskey(key, person.browser), person.browser)
    return { ...person, key }
  }

  async newPasskey(key: TestPasskey, by: Browser): Promise<object> {
    const { json } = await this.post('/account/passkeys/options', {}, by)
    return { name: 'A', response: key.create(json.data) }
  }
}
