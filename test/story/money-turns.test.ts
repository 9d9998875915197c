// Two who meet at one order, one coupon, one seat or the last cards: in every order in which their statements can
// reach the database, transactions held open among them, both get what is theirs and nobody gets it twice.

import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../src/app/app.ts'
import { activateLicense } from '../../src/app/license/activate-license.ts'
import { closeOrder } from '../../src/app/order/close-order.ts'
import type { PlacedOrder } from '../../src/app/order/insert-order.ts'
import { placeOrder } from '../../src/app/order/place-order.ts'
import { applyFact, type FactReport } from '../../src/app/payment/apply-fact.ts'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import { handOverCards } from '../../src/db/cards.ts'
import { statement } from '../../src/db/connect.ts'
import { Refusal } from '../../src/errors.ts'
import type { Gateway } from '../../src/gateways/gateway.ts'
import { gatewayOf, RefundDeskStage, Till } from './refund-desk.ts'
import { inEveryOrder, type Turns, type Work } from './turns.ts'

const patience = 1_000
const oneAndTwo = ['1 cards, 1 delivered', '2 cards, 2 delivered']
/** A step of its own beside the statements. */
const step = statement('step', 'values (1)')

let desk: RefundDeskStage
beforeAll(async () => {
  desk = await RefundDeskStage.open()
})
afterAll(() => desk?.close())

/** On a machine that is busy with other tests. */
const timeout = 120_000

describe('a payment', { timeout }, () => {
  it('and the closing of its order: paid and delivered, or closed and never paid', async () => {
    const ends = new Set<string>()
    const orders = await inEveryOrder(desk.app.db, async () => {
      const order = await desk.openOrder()
      const trade = new Trade(order)
      return {
        works: [(db) => trade.payAndTell(db), (db) => trade.close(db)],
        isUnguarded: true,
        async check(_results, turns) {
          // What was left open goes on as its job would.
          await trade.close(desk.app.db)
          const books = await booksOf(order)
          ends.add(books.state)
          expect(books, turns).toMatchObject(
            trade.state === 'paid'
              ? { state: 'paid', isLate: false, facts: 1, licenses: 1, attempts: 'paid' }
              : { state: 'cancelled', facts: 0, licenses: 0, attempts: 'closed' },
          )
        },
      }
    })
    expect(orders).toBeGreaterThanOrEqual(30)
    expect([...ends].sort()).toEqual(['cancelled', 'paid'])
  })

  it.each([
    ['deliver', { licenses: 1, refunds: null, cases: 'late resolved' }],
    ['refund', { licenses: 0, refunds: 'late planned', cases: 'late acting' }],
    ['hold', { licenses: 0, refunds: null, cases: 'late open' }],
  ])('that comes late, told by two at once, is one payment to %s', async (policy, what) => {
    await inEveryOrder(desk.app.db, async () => {
      const order = await desk.openOrder()
      await desk.rows('update order_line set late_policy = $2 where order_number = $1', [
        order.orderNumber,
        policy,
      ])
      await new Trade(order).close(desk.app.db)
      const report = reportOf(order)
      return {
        works: [(db) => applyFact(appOn(db), report), (db) => applyFact(appOn(db), report)],
        check: async (results, turns) => {
          expect(results.toSorted(), turns).toEqual(['applied', 'repeat'])
          const paid = { state: 'paid', isLate: true, facts: 1, duplicate: 0 }
          expect(await booksOf(order), turns).toMatchObject({ ...paid, ...what })
        },
      }
    })
  })

  it('that comes a second time while a person gives the first one back: each goes back once', async () => {
    const orders = await inEveryOrder(desk.app.db, async () => {
      const order = await desk.openOrder({ channels: ['till', 'other'] })
      await desk.pay(order)
      const { orderNumber } = order
      const again = { ...reportOf(order), channelId: 'other' }
      const asked = { orderNumber, asked: 'rest', by: 'ann' } as const
      return {
        works: [
          (db) => applyFact(appOn(db), again),
          async (db) => (await planRefund(appOn(db), asked)).state,
        ],
        isUnguarded: true,
        check: async (_results, turns) =>
          expect(await booksOf(order), turns).toMatchObject({
            state: 'paid',
            reserved: order.dueFen,
            duplicate: order.dueFen,
            refunds: 'asked planned, duplicate planned',
            facts: 2,
          }),
      }
    })
    expect(orders).toBeGreaterThanOrEqual(10)
  })
})

describe('the last of it', { timeout }, () => {
  it('three cards for two who paid for two each: nobody waits, and the fourth is owed', async () => {
    const orders = await inEveryOrder(desk.app.db, async () => {
      const plan = await cardPlan(4, 3)
      const buyers = [await cardOrder(plan), await cardOrder(plan)]
      return {
        works: buyers.map((order) => payIn(reportOf(order))),
        isUnguarded: true,
        check: async (_results, turns) => expect(await cardsOf(plan), turns).toEqual(oneAndTwo),
      }
    })
    expect(orders).toBeGreaterThanOrEqual(6)
  })

  it('one card for two who are owed one: one gets it', async () => {
    await inEveryOrder(desk.app.db, async () => {
      const plan = await cardPlan(4, 2)
      const buyers = [await cardOrder(plan), await cardOrder(plan)]
      for (const order of buyers) await desk.pay(order)
      await addCards(plan, 1)
      return {
        works: buyers.map(
          ({ orderNumber }): Work<unknown> =>
            (db) =>
              db.tx((tx) => handOverCards(tx, 1, orderNumber)),
        ),
        isUnguarded: true,
        check: async (_results, turns) => expect(await cardsOf(plan), turns).toEqual(oneAndTwo),
      }
    })
  })

  it.each([
    ['two devices: the other is refused', ['pc-1', 'pc-2'], ['device_limit_reached', 'done']],
    ['one device that asks twice: it has it', ['pc-1', 'pc-1'], ['done', 'done']],
  ])('one seat for %s', async (_name, devices, answers) => {
    const orders = await inEveryOrder(desk.app.db, async () => {
      const licenseKey = await licenseWithOneSeat()
      return {
        works: devices.map(
          (fingerprint): Work<string> =>
            (db) => {
              const call = { licenseKey, fingerprint, deviceName: undefined, productId: undefined }
              return refusalOf(activateLicense(appOn(db), call))
            },
        ),
        isUnguarded: true,
        check: async (results, turns) => expect(results.toSorted(), turns).toEqual(answers),
      }
    })
    expect(orders).toBeGreaterThanOrEqual(8)
  })

  it.each([
    [
      'use of a coupon',
      'coupon_used_up',
      ['lock_coupon', 'count_coupon_uses', 'insert_coupon_use'],
    ],
    ['unit in stock', 'out_of_stock', ['insert_orders', 'take_stock']],
  ])('one %s for two who order: the other is refused', async (_what, refusal, names) => {
    const orders = await inEveryOrder(desk.app.db, async () => {
      const plan = await cardPlan(refusal === 'out_of_stock' ? 1 : 2, 0)
      await couponOf(plan)
      return {
        works: [1, 2].map(
          (n): Work<string> =>
            (db) => {
              const asked = orderOf(plan, n, refusal === 'out_of_stock' ? undefined : plan)
              return refusalOf(placeOrder(appOn(db), asked))
            },
        ),
        steps: new Set([...names, 'commit']),
        isUnguarded: true,
        check: async (results, turns) =>
          expect(results.toSorted(), turns).toEqual(['done', refusal].toSorted()),
      }
    })
    expect(orders).toBeGreaterThanOrEqual(6)
  })
})

/** One number at a gateway, and what became of it there. */
class Trade {
  state: 'waiting' | 'paid' | 'closed' = 'waiting'
  readonly #order: PlacedOrder
  readonly #report: FactReport

  constructor(order: PlacedOrder) {
    this.#order = order
    this.#report = reportOf(order)
  }

  async payAndTell(db: Turns): Promise<string> {
    await db.rows(step, [])
    if (this.state !== 'waiting') return 'too late'
    this.state = 'paid'
    return applyFact(appOn(db), this.#report)
  }

  close(db: Turns): Promise<string> {
    const gateway: Gateway = {
      ...gatewayOf(new Till()),
      query: async () => {
        await db.rows(step, [])
        return this.state === 'paid'
          ? { outcome: 'paid', fact: this.#report.fact }
          : { outcome: this.state }
      },
      close: async () => {
        await db.rows(step, [])
        if (this.state === 'paid') return { outcome: 'not-closable' }
        this.state = 'closed'
        return { outcome: 'closed' }
      },
    }
    const till = { id: 'till', gateway, isOffered: true, notifyUrl: () => '', returnUrl: () => '' }
    const app = { ...appOn(db), channels: [till] }
    return closeOrder(app, this.#order.orderNumber, 'cancelled', patience)
  }
}

function appOn(db: Turns): App {
  return {
    ...desk.app,
    db: { ...desk.app.db, rows: (...asked) => db.rows(...asked), tx: (work) => db.tx(work) },
  }
}

function reportOf(order: PlacedOrder): FactReport {
  return { channelId: 'till', fact: desk.factOf(order), witness: 'query' }
}

/** The payment in a transaction that stays open while others have their turn. */
function payIn(report: FactReport): Work<unknown> {
  return (db) => db.tx((tx) => applyFact(desk.app, report, tx))
}

function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      return error.code
    },
  )
}

type Books = Readonly<{ state: string } & Record<string, unknown>>

async function booksOf({ orderNumber }: PlacedOrder): Promise<Books> {
  const [books] = await desk.rows<Books>(
    `select state, paid_late as "isLate", reserved_fen as reserved, duplicate_fen as duplicate,
       (select count(*) from payment_fact f where f.order_number = $1) as facts,
       (select count(*) from license l where l.order_number = $1) as licenses,
       (select string_agg(a.state, ' ') from attempt a where a.order_number = $1) as attempts,
       (select string_agg(c.kind || ' ' || c.state, ', ') from money_case c
         where c.order_number = $1) as cases,
       (select string_agg(r.reason || ' ' || r.state, ', ' order by r.reason) from refund r
         where r.order_number = $1) as refunds
     from orders where order_number = $1`,
    [orderNumber],
  )
  if (!books) throw new Error(`no order ${orderNumber}`)
  return books
}

/** A plan of cards of which so many are counted and so many are there. */
async function cardPlan(stock: number, cards: number): Promise<string> {
  const plan = `C${randomBytes(6).toString('hex').toUpperCase()}`
  await desk.rows(
    `insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, max_devices, stock)
     values (1, 'demo-app', $1, '{"zh": "卡", "en": "Card"}', 100, 'card', 1, $2)`,
    [plan, stock],
  )
  await addCards(plan, cards)
  return plan
}

async function addCards(plan: string, count: number): Promise<void> {
  await desk.rows(
    `insert into card (merchant_id, card_hash, product_id, plan_id, batch, card_sealed, card_masked, state, imported_at)
     select 1, sha256(($1 || n || clock_timestamp())::bytea), 'demo-app', $1, 'b', '', '', 'free', app_now()
     from generate_series(1, $2::integer) n`,
    [plan, count],
  )
}

const cardOrder = (plan: string) => desk.openOrder({ planIds: [plan], quantity: 2 })

/** Of each order of the plan its cards and its delivered units. A card is one row, so none is of two. */
async function cardsOf(plan: string): Promise<readonly string[]> {
  const rows = await desk.rows<{ cards: string }>(
    `select count(card_hash) || ' cards, ' || count(*) filter (where f.state = 'done') || ' delivered' as cards
     from order_line l
     join fulfilment f using (merchant_id, order_number, line_no)
     left join card c using (merchant_id, order_number, line_no, seq)
     where l.plan_id = $1 group by order_number order by 1`,
    [plan],
  )
  return rows.map(({ cards }) => cards)
}

async function licenseWithOneSeat(): Promise<string> {
  const orderNumber = await desk.paidOrder(['lifetime'])
  const [license] = await desk.rows<{ id: string; sealed: string }>(
    `update license set max_devices = 1 where order_number = $1
     returning license_id as id, key_sealed as sealed`,
    [orderNumber],
  )
  if (!license) throw new Error('no licence')
  return desk.app.licenseKeys.unseal(license.sealed, license.id)
}

/** One use of the code, which is the plan's name. */
async function couponOf(plan: string): Promise<void> {
  await desk.rows(
    `with made as (
       insert into coupon (merchant_id, coupon_id, note, off_fen, minimum_fen, uses_max, created_at)
       values (1, $1, '', 50, 0, 1, app_now()) returning coupon_id)
     insert into coupon_code (merchant_id, code, coupon_id) select 1, coupon_id, coupon_id from made`,
    [plan],
  )
}

function orderOf(planId: string, n: number, couponCode: string | undefined) {
  return {
    lines: [{ productId: 'demo-app', planId, quantity: 1 }],
    contactPerson: '张三',
    phone: `1380013800${n}`,
    email: undefined,
    totalFen: undefined,
    returnUrl: undefined,
    lang: undefined,
    customerId: undefined,
    clientAddress: `127.0.0.${n}`,
    idempotency: undefined,
    couponCode,
  }
}
