// The disaster drill: the shop sells on after its backup, the database is lost, and what the gateways know brings
// every payment back, as goods, as money returned or as a case with a name.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restoreBackup } from '../../src/app/backup/restore-backup.ts'
import { type BackupWritten, writeBackup } from '../../src/app/backup/write-backup.ts'
import { catchUp } from '../../src/app/books/catch-up.ts'
import { importCards } from '../../src/app/card/import-cards.ts'
import { releaseCards } from '../../src/app/card/open-cards.ts'
import { deriveSecrets, opensCheck } from '../../src/app/keys.ts'
import { planRefund } from '../../src/app/refund/plan-refund.ts'
import { readConfig } from '../../src/config.ts'
import { billDayOf, dayAfter, startOfDay } from '../../src/core/bill.ts'
import { instantOf } from '../../src/core/time.ts'
import { findBroken } from '../../src/db/audit.ts'
import { atStart } from '../../src/db/audit-log.ts'
import { connect, type Database, statement } from '../../src/db/connect.ts'
import { createLog } from '../../src/kit/log.ts'
import { loadMasterKey } from '../../src/kit/master-key.ts'
import { migrationsFolder, type Running, start } from '../../src/main.ts'
import { createEmptyDatabase, databaseUrl } from '../support/database.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'

type Kind = 'alipay' | 'wechat'
const hour = 3_600_000
const onIdleError = () => {}

let shop: Shop
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keytill-restore-'))
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
})
afterAll(async () => {
  await shop?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a backup taken while buyers pay', () => {
  it('is one moment of the shop: its books are whole, each time', async () => {
    const orders: PlacedOrder[] = []
    for (let n = 0; n < 12; n += 1) orders.push(await opened('alipay'))
    const paying = Promise.all(orders.map((order) => payAt(order, 'alipay')))
    const backups: BackupWritten[] = []
    for (const name of ['first', 'second'])
      backups.push(await writeBackup(shop.database.db, { path: join(folder, `${name}.gz`) }))
    await paying
    for (const order of orders) await shop.untilState(order, 'paid')
    for (const { path } of backups)
      await inEmpty(async (db) => {
        await restore(db, path)
        expect(await findBroken(db, 1)).toEqual([])
      })
  })
})

describe('a shop whose database is lost after its backup', () => {
  it('has every payment again from what the gateways know, and nothing twice', {
    timeout: 120_000,
  }, async () => {
    await untilNoonTomorrow()
    const kept = [await paid('alipay'), await paid('wechat')]
    const open = [await opened('alipay'), await opened('wechat')] as const
    const returned = await paid('alipay')
    const late = { delivered: await cancelled(), returned: await cancelled('refund') }
    const twice = await opened('alipay')
    await openAt(twice, 'wechat')
    const carded = await cardOrder()
    const backup = await writeBackup(shop.database.db, { folder })

    await payAt(open[0], 'alipay')
    await payAt(open[1], 'wechat')
    await payAt(late.delivered, 'alipay')
    for (const order of [...open, late.delivered]) await shop.untilState(order, 'paid')
    const keys = await keysIn(shop.database.db, [...open, late.delivered])
    const unknown = [await paid('alipay'), await paid('wechat')]
    await payAt(carded, 'alipay')
    await shop.untilState(carded, 'paid')
    const handedOut = await cardsIn(shop.database.db, carded)
    expect(handedOut).toHaveLength(1)
    await refund(returned)
    await payAt(late.returned, 'alipay')
    for (const kind of ['alipay', 'wechat'] as const) await payAt(twice, kind)
    await shop.running.stop()

    await inEmpty(async (db, env) => {
      await restore(db, backup.path)
      const running = await startWith(env)
      try {
        const { app, clock } = running
        const day = billDayOf(instantOf(Date.parse(backup.at)))
        await clock.advance(startOfDay(dayAfter(day, 1)) + 11 * hour - clock.now())
        await catchUp(app, app.channels, dayAfter(day, -1))
        for (const order of [...kept, ...open]) expect(await licensesIn(db, order)).toBe(1)
        // What a buyer was given before the loss opens his program still.
        expect(await keysIn(db, [...open, late.delivered])).toEqual(keys)
        expect(await casesIn(db, late.delivered)).toEqual(['late'])
        await untilGivenBack(running, db, late.returned)
        expect(await licensesIn(db, late.returned)).toBe(0)
        expect(await refundsAt(running, late.returned)).toHaveLength(1)
        await untilGivenBack(running, db, twice)
        expect(await licensesIn(db, twice)).toBe(1)
        expect(await casesIn(db, twice)).toContain('duplicate')
        expect([
          ...(await refundsAt(running, twice)),
          ...(await refundsAt(running, twice, 'wechat')),
        ]).toHaveLength(1)
        for (const order of unknown) {
          expect(await licensesIn(db, order)).toBe(0)
          expect(await casesIn(db, order)).toEqual(['unmatched_bill'])
        }
        // Which card its buyer has is not known any more; it is in no case somebody else's.
        expect(await cardsIn(db, carded)).toEqual([])
        const plan = { productId: 'demo-app', planId: 'card' }
        await releaseCards(app, plan, 1, atStart)
        await expect.poll(() => cardsIn(db, carded), { timeout: 20_000 }).toHaveLength(1)
        expect(await cardsIn(db, carded)).not.toEqual(handedOut)
        expect(await refundsAt(running, returned)).toHaveLength(1)
        expect(await casesIn(db, returned)).toHaveLength(1)
        expect(await findBroken(db, 1)).toEqual([])
      } finally {
        await running.stop()
      }
    })
  })
})

async function inEmpty(
  work: (db: Database, env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const { connection, drop } = await createEmptyDatabase()
  const db = connect({ connection, size: 1, onIdleError })
  try {
    await work(db, { ...shop.env, DATABASE_URL: databaseUrl(connection) })
  } finally {
    await db.close()
    await drop()
  }
}

function restore(db: Database, path: string) {
  const { sealer } = deriveSecrets(loadMasterKey(folder, shop.env.SECRET_KEY))
  const opens = (check: string) => opensCheck(sealer, check)
  return restoreBackup(db, { path, migrations: migrationsFolder, opens, force: false })
}

function startWith(env: Record<string, string>): Promise<Running> {
  const log = createLog({ file: undefined, level: 'silent' })
  return start(readConfig(env, undefined, { readFile: () => '' }), log)
}

async function untilNoonTomorrow(): Promise<void> {
  const now = shop.running.clock.now()
  await shop.advance(startOfDay(dayAfter(billDayOf(now), 1)) + 12 * hour - now)
}

async function opened(kind: Kind): Promise<PlacedOrder> {
  const order = await shop.order()
  await openAt(order, kind)
  return order
}

async function openAt(order: PlacedOrder, kind: Kind): Promise<void> {
  const type = kind === 'alipay' ? 'qr' : 'native'
  const body = { order_number: order.number, payment_type: type }
  expect((await shop.post(`/api/v1/user/pay/${kind}`, body)).status).toBe(200)
}

/** Opened and given up by its buyer; what comes later is treated by that policy. */
async function cancelled(latePolicy = 'deliver'): Promise<PlacedOrder> {
  const order = await opened('alipay')
  await shop.rows('update order_line set late_policy = $2 where order_number = $1', [
    order.number,
    latePolicy,
  ])
  const path = `/api/v1/user/orders/${order.number}/cancel`
  expect((await shop.post(path, {}, { 'x-order-token': order.token })).status).toBe(200)
  return order
}

/** Whatever the shop has closed there meanwhile. */
async function payAt({ number }: PlacedOrder, gateway: Kind): Promise<void> {
  const body = { gateway, out_trade_no: number, even_closed: true }
  expect((await shop.post('/simulator/control/pay', body)).status).toBe(200)
}

async function paid(kind: Kind): Promise<PlacedOrder> {
  const order = await opened(kind)
  await payAt(order, kind)
  await shop.untilState(order, 'paid')
  return order
}

/** Two cards are there, and one is ordered. */
async function cardOrder(): Promise<PlacedOrder> {
  await shop.rows(
    `insert into plan (merchant_id, product_id, plan_id, name, price_fen, fulfilment_kind, max_devices, on_sale, stock)
     values (1, 'demo-app', 'card', '{"zh": "卡", "en": "Card"}', 500, 'card', 1, true, 0)`,
  )
  const typed = { text: 'CARD-1\nCARD-2', form: 'lines', firstLine: 1, batch: 'b' } as const
  const plan = { productId: 'demo-app', planId: 'card' }
  await importCards(shop.running.app, plan, typed, atStart)
  const order = await shop.order({ package_id: 'card' })
  await openAt(order, 'alipay')
  return order
}

/** Which cards the order has. */
function cardsIn(db: Database, { number }: PlacedOrder): Promise<readonly unknown[]> {
  const text = `select encode(card_hash, 'hex') as card from card where order_number = $1`
  return db.rows(statement('', text), [number])
}

async function refund(order: PlacedOrder): Promise<void> {
  await planRefund(shop.running.app, { orderNumber: order.number, asked: 'rest', by: 'ann' })
  await shop.until('the money went back', async () => {
    await shop.advance(3 * 60_000)
    return (
      (await shop.count('orders', "order_number = $1 and state = 'refunded'", [order.number])) > 0
    )
  })
}

async function licensesIn(db: Database, { number }: PlacedOrder): Promise<number> {
  const text = 'select count(*) as n from license where order_number = $1'
  return (await db.rows<{ n: number }>(statement('', text), [number]))[0]?.n ?? -1
}

/** What each order's licence is called and its key is found by. */
function keysIn(db: Database, orders: readonly PlacedOrder[]): Promise<readonly unknown[]> {
  const text = `select order_number, license_id, encode(key_hash, 'hex') as key from license
     where order_number = any($1) order by order_number`
  return db.rows(statement('', text), [orders.map(({ number }) => number)])
}

/** The time to undo it passes, and the gateway is told. */
async function untilGivenBack(
  { clock }: Running,
  db: Database,
  { number }: PlacedOrder,
): Promise<void> {
  const text = `select 1 from refund where order_number = $1 and state = 'done'`
  await expect
    .poll(
      async () => {
        await clock.advance(3 * 60_000)
        return (await db.rows(statement('', text), [number])).length
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBe(1)
}

async function casesIn(db: Database, { number }: PlacedOrder): Promise<readonly string[]> {
  const text = 'select kind from money_case where out_trade_no = $1 or order_number = $1'
  const rows = await db.rows<{ kind: string }>(statement('', text), [number])
  return rows.map(({ kind }) => kind)
}

async function refundsAt(
  { url }: Running,
  { number }: PlacedOrder,
  gateway: Kind = 'alipay',
): Promise<readonly unknown[]> {
  const reply = await fetch(`${url}/simulator/control/trades/${number}?gateway=${gateway}`)
  const trade = (await reply.json()) as { refunds: readonly unknown[] }
  return trade.refunds
}
