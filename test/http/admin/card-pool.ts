// A package with a pool of cards, for tests: brings cards in, sells them and looks what a buyer sees.

import { expect } from 'vitest'
import type { Browser } from '../../support/console.ts'
import type { PlacedOrder, Shop } from '../../support/shop.ts'

const at = '/catalogue/products'

export class CardPool {
  readonly product: string
  readonly #shop: Shop
  readonly #owner: Browser
  readonly #phone: string

  private constructor(shop: Shop, owner: Browser, number: number) {
    this.product = `pool-${number}`
    this.#shop = shop
    this.#owner = owner
    this.#phone = `139000${10_000 + number}`
  }

  /** A product of its own, on sale, without a card; `number` sets it apart from others. */
  static async open(shop: Shop, owner: Browser, number: number): Promise<CardPool> {
    const pool = new CardPool(shop, owner, number)
    const name = { zh: '点卡', en: 'Card' }
    const rules = { late_policy: 'deliver', refund_effect: 'revoke' }
    const { product } = pool
    await owner.post(at, { product_id: product, name, description: { zh: '' }, ...rules })
    const plan = { package_id: 'card', kind: 'card', name, price: 5, validity_days: null }
    const added = await owner.post(`${at}/${product}/packages`, {
      ...plan,
      max_devices: 1,
      on_sale: true,
      stock_warning: 1,
    })
    expect(added.status).toBe(201)
    await owner.post(`${at}/${product}/change`, { on_sale: true })
    return pool
  }

  /** Where its cards are. */
  get path(): string {
    return `${at}/${this.product}/packages/card/cards`
  }

  some(count: number): string[] {
    return Array.from({ length: count }, (_, n) => `${this.product}-CARD-${n}`)
  }

  async bring(text: string, more: object = {}) {
    const body = { text, form: 'lines', batch: 'first', ...more }
    return (await this.#owner.post(`${this.path}/import`, body)).json.data
  }

  order(quantity = 1): Promise<PlacedOrder> {
    const bought = { product_id: this.product, package_id: 'card', quantity }
    return this.#shop.order({ ...bought, phone: this.#phone })
  }

  async paid(quantity = 1): Promise<PlacedOrder> {
    const placed = await this.order(quantity)
    await this.pay(placed)
    return placed
  }

  async pay(placed: PlacedOrder): Promise<void> {
    const shop = this.#shop
    await shop.open(placed)
    expect((await shop.notify(shop.standIn.notice(shop.pay(placed)))).text).toBe('success')
  }

  /** What whoever looks the order up is shown. */
  async look(placed: PlacedOrder, withToken = true) {
    const query = new URLSearchParams({ order_number: placed.number, phone: this.#phone })
    const headers = withToken ? { 'x-order-token': placed.token } : undefined
    return (await this.#shop.get(`/api/v1/user/orders/query?${query}`, headers)).json.data
  }

  async textsOf(placed: PlacedOrder): Promise<string[]> {
    return ((await this.look(placed)).cards ?? []).map(({ card }: { card: string }) => card)
  }

  async left(): Promise<number> {
    return (await this.#shop.get(`/api/v1/products/${this.product}`)).json.data.packages[0].stock
  }
}
