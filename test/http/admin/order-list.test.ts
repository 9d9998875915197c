// The list of orders when it is long, and what is taken home of it: every digit, after a fresh proof.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '../../../src/db/connect.ts'
import { listConsoleOrders } from '../../../src/db/console-orders.ts'
import { listEntries, readEntry } from '../../../src/kit/zip.ts'
import { type Browser, raised, signedIn, stepUp } from '../../support/console.ts'
import { type PlacedOrder, type Reply, Shop } from '../../support/shop.ts'

let shop: Shop
let support: Browser
beforeAll(async () => {
  shop = await Shop.open()
  support = (await raised(shop, 'support')).browser
})
afterAll(() => shop?.close())

const codeOf = ({ status, json }: Reply) => [status, json?.error?.code]
const find = (query: Record<string, string>) => support.get(`/orders?${new URLSearchParams(query)}`)

async function paidOrder(): Promise<PlacedOrder> {
  const order = await shop.openedOrder()
  await shop.notify(shop.standIn.notice(shop.pay(order)))
  return order
}

describe('the export', () => {
  const taken = (format: string, search: string) =>
    support.post('/orders/export', { format, search }, { 'accept-language': 'zh-CN' })

  it('61: is a CSV a spreadsheet opens as it is meant, and leaves a row in the log', async () => {
    const order = await shop.order({ contact_person: '=HYPERLINK("x"),1', phone: '13500000001' })
    const reply = await taken('csv', '13500000001')
    expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="orders-\d/)
    const bytes = await bytesOf('csv', '13500000001')
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const [head, line, end] = bytes.subarray(3).toString('utf8').split('\r\n')
    expect([head?.split(',')[0], end]).toEqual(['订单号', ''])
    expect(line).toContain(order.number)
    expect(line).toContain(`"'=HYPERLINK(""x""),1"`)
    expect(line).toMatch(/,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+08:00,/)
    expect(line).toMatch(/,\d+\.\d\d,0\.00,0\.00,/)
    expect(await shop.count('audit_log', `action = 'order.export'`)).toBeGreaterThan(0)
  })

  it("61: keeps every digit of a gateway's number, in both forms", async () => {
    const order = await paidOrder()
    const [{ trade_no }] = (await find({ search: order.number })).json.data.rows
    expect(trade_no).toMatch(/^\d{16,}$/)
    // A number alone is a number to a spreadsheet, and loses what is behind its fifteenth digit.
    expect((await taken('csv', order.number)).text).toContain(`,${trade_no}\t,`)
    expect(await sheetOf(order.number)).toContain(
      `<c t="inlineStr"><is><t xml:space="preserve">${trade_no}</t>`,
    )
    expect((await taken('csv', order.number)).text).toContain(',13800138000,')
  })

  it('61: is a workbook whose cells are texts and amounts', async () => {
    const xml = await sheetOf('13500000001')
    expect(xml.match(/<row>/g)).toHaveLength(2)
    expect(xml).toContain('=HYPERLINK("x"),1</t></is></c>')
    expect(xml).toContain('<c s="1"><v>0.00</v></c>')
  })

  it("takes everybody's names and phones home only after a fresh proof", async () => {
    const { browser } = await signedIn(shop)
    const ask = () => browser.post('/orders/export', { format: 'csv' })
    expect(codeOf(await ask())).toEqual([403, 'step_up_required'])
    await stepUp(browser)
    expect((await ask()).status).toBe(200)
  })

  async function sheetOf(search: string): Promise<string> {
    const entries = listEntries(await bytesOf('xlsx', search))
    const sheet = entries.find(({ name }) => name.toString().endsWith('sheet1.xml'))
    if (!sheet) throw new Error('no sheet')
    let xml = ''
    for await (const piece of readEntry(sheet, 1e6)) xml += piece.toString('utf8')
    return xml
  }

  async function bytesOf(format: string, search: string): Promise<Buffer> {
    const cookie = [...support.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await fetch(`${shop.url}/api/v1/admin/orders/export`, {
      method: 'POST',
      body: JSON.stringify({ format, search }),
      headers: {
        cookie,
        origin: shop.running.publicUrl,
        'content-type': 'application/json',
        'accept-language': 'zh-CN',
      },
    })
    return Buffer.from(await reply.arrayBuffer())
  }
})

type Plan = Readonly<{ 'Actual Rows': number; 'Actual Loops': number; Plans?: readonly Plan[] }>

describe('among ten thousand orders', () => {
  beforeAll(async () => {
    const order = await shop.order({ phone: '13500000055' })
    // In parts, each well within the time a statement has.
    for (let from = 1; from <= 10_000; from += 2_000)
      for (const [table, own] of [
        ['orders', "'created_at', o.created_at - n * interval '1 minute'"],
        ['order_line', "'line_no', o.line_no"],
      ])
        await shop.rows(
          `insert into ${table} select (jsonb_populate_record(o, jsonb_build_object(
             'order_number', '0' || lpad(n::text, 19, '0'), ${own}))).*
           from ${table} o, generate_series($2::integer, $2 + 1999) n where o.order_number = $1`,
          [order.number, from],
        )
    await shop.rows('analyze orders')
  })

  it('55: of ten thousand orders, a page reads little more than it shows', async () => {
    const most = async (after?: { at: string; orderNumber: string }) => {
      const [row] = await listConsoleOrders(explaining(shop.database.db), 1, all, {
        sort: '-created_at',
        after,
        limit: 51,
      })
      return mostRows((row as unknown as { 'QUERY PLAN': [{ Plan: Plan }] })['QUERY PLAN'][0].Plan)
    }
    expect(await most()).toBeLessThan(200)
    const [middle] = await shop.rows<{ at: string; orderNumber: string }>(
      `select created_at::text as at, order_number as "orderNumber" from orders
       order by created_at desc offset 5000 limit 1`,
    )
    expect(await most(middle)).toBeLessThan(200)
  })

  it('55: what many orders fit and what one fits is found by the same words, the newest first', async () => {
    const { number } = await shop.order({ phone: '13500000000' })
    const plans: Plan[] = []
    const db: Db = {
      async rows(asked, values) {
        const [row] = await explaining(shop.database.db).rows<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
          asked,
          values,
        )
        if (row) plans.push(row['QUERY PLAN'][0].Plan)
        return shop.database.db.rows(asked, values)
      },
    }
    // All of the ten thousand numbers begin so, and one phone ends so.
    const search = { text: '0000', cardHash: Buffer.alloc(32), keyHash: undefined }
    const found = await listConsoleOrders(
      db,
      1,
      { ...all, search },
      { sort: '-created_at', limit: 51 },
    )
    expect(found[0]?.orderNumber).toBe(number)
    expect(found.map(({ orderNumber }) => orderNumber).slice(1, 3)).toEqual([
      '00000000000000000001',
      '00000000000000000002',
    ])
    expect(found).toHaveLength(51)
    const page = plans.at(-1)
    expect(page && mostRows(page)).toBeLessThan(200)
  })

  const all = { daysOf: 'created', tests: 'without', practice: false } as const

  /** Answers the plan of a query after it ran, instead of its rows. */
  function explaining(db: Db): Db {
    return {
      rows: ({ text }, values) =>
        db.rows({ name: '', text: `explain (analyze, format json) ${text}` }, values),
    }
  }

  /** The most rows any step of the plan went through. */
  function mostRows(plan: Plan): number {
    const own = plan['Actual Rows'] * plan['Actual Loops']
    return Math.max(own, ...(plan.Plans ?? []).map(mostRows))
  }

  it('54: a name thousands of orders have is listed newest first, page by page, and a rarer one beside it', async () => {
    const rare = await shop.order({ contact_person: '张三丰收', phone: '13500000056' })
    const numbers = (reply: Reply) =>
      reply.json.data.rows.map((row: { order_number: string }) => row.order_number)
    const first = await find({ search: '张三' })
    expect(numbers(first)[0]).toBe(rare.number)
    const times = first.json.data.rows.map((row: { created_at: string }) => row.created_at)
    expect(times).toEqual(times.toSorted().toReversed())
    const next = await find({ search: '张三', after: first.json.data.next })
    expect(numbers(next)).toHaveLength(numbers(first).length)
    expect(numbers(next).filter((one: string) => numbers(first).includes(one))).toEqual([])
    expect(numbers(await find({ search: '张三丰' }))).toEqual([rare.number])
  })
})
