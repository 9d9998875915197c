// The catalogue in the console: what a merchant changes is what the next buyer sees, what was placed stays as it
// was, and every change is written down.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Person, signedIn } from '../../support/console.ts'
import { anOrder, Shop } from '../../support/shop.ts'

let shop: Shop
let owner: Person
beforeAll(async () => {
  shop = await Shop.open()
  owner = await signedIn(shop)
})
afterAll(() => shop?.close())

const at = '/catalogue/products'
const post = (path: string, body: unknown = {}) => owner.browser.post(`${at}${path}`, body)
const codeOf = async (path: string, body: unknown = {}) => {
  const { status, json } = await post(path, body)
  return status < 300 ? 'ok' : json.error.code
}
const product = (id: string, changes: object = {}) => ({
  product_id: id,
  name: { zh: '截图助手', en: 'Snapper' },
  description: { zh: '一款截图软件', en: 'Takes pictures of the screen' },
  late_policy: 'deliver',
  refund_effect: 'revoke',
  ...changes,
})
const plan = (id: string, changes: object = {}) => ({
  package_id: id,
  name: { zh: '年度版', en: 'Yearly' },
  price: 99,
  validity_days: 365,
  max_devices: 3,
  on_sale: true,
  ...changes,
})
const detail = async (id: string) => (await owner.browser.get(`${at}/${id}`)).json.data
const listed = async (): Promise<string[]> =>
  (await owner.browser.get(at)).json.data.rows.map((row: { product_id: string }) => row.product_id)
const onSale = async (id: string) => (await shop.get(`/api/v1/products/${id}`)).json.data
let made = 0
/** On sale with one yearly plan. */
async function sold(changes: object = {}): Promise<string> {
  made += 1
  const id = `snapper-${made}`
  await post('', product(id, changes))
  await post(`/${id}/packages`, plan('year'))
  await post(`/${id}/change`, { on_sale: true })
  return id
}

it('opens no second shop before the main one has an address of its own', async () => {
  const second = { host: 'second.example', name: '二店', products: null }
  expect((await owner.browser.post('/shops', second)).json.error.code).toBe('main_host_unset')
})

describe('a product', () => {
  it('is made off sale and reaches buyers only once it is put on sale', async () => {
    expect((await post('', product('first'))).status).toBe(201)
    await post('/first/packages', plan('year'))
    expect(await onSale('first')).toBeUndefined()
    expect(await codeOf('/first/change', { on_sale: true })).toBe('ok')
    expect(await onSale('first')).toMatchObject({
      name: '截图助手',
      description: '一款截图软件',
      packages: [{ id: 'year', price: 99, validity_days: 365, max_devices: 3 }],
    })
    await post('/first/change', { on_sale: false })
    expect(await onSale('first')).toBeUndefined()
    expect((await shop.get('/products/first')).status).toBe(404)
  })

  it('refuses an id that is taken or ill-formed, and a name that is none', async () => {
    const id = await sold()
    expect(await codeOf('', product(id))).toBe('id_taken')
    expect(await codeOf('', product('payment-test'))).toBe('id_taken')
    expect(await codeOf('', product('Not an id'))).toBe('invalid_request')
    const nameless = await post('', product('nameless', { name: { zh: '  ' } }))
    expect(nameless.json.error).toMatchObject({ code: 'invalid_request', field: 'name.zh' })
    expect(await codeOf(`/${id}/packages`, plan('year'))).toBe('id_taken')
  })

  it('reads the same in both languages where no English is given', async () => {
    const id = await sold({ name: { zh: '画板' }, description: { zh: '随手画' } })
    expect(await detail(id)).toMatchObject({
      name: { zh: '画板', en: '画板' },
      description: { zh: '随手画', en: '随手画' },
    })
  })

  it('is copied whole and off sale, so that nobody buys it before it is looked at', async () => {
    const id = await sold({ late_policy: 'hold' })
    await post(`/${id}/packages`, plan('text', { kind: 'content' }))
    await post(`/${id}/packages/text/content`, { text: '下载口令 1234' })
    const file = { name: 'a.txt', file: 'aGVsbG8=' }
    await post(`/${id}/packages/text/content/files`, file)
    const chapter = { name: { zh: '第一课' }, text: '暗号 7788', video: '', is_preview: true }
    const { chapter_id } = (await post(`/${id}/chapters`, chapter)).json.data
    await post(`/${id}/chapters/${chapter_id}/files`, file)
    await post(`/${id}/chapters`, { ...chapter, name: { zh: '第二课' }, text: '' })
    expect((await post(`/${id}/copy`, { product_id: `${id}-copy` })).status).toBe(201)
    const [from, to] = [await detail(id), await detail(`${id}-copy`)]
    expect(to).toMatchObject({ late_policy: 'hold', on_sale: false, name: from.name })
    expect(to.packages).toEqual(from.packages)
    for (const goods of ['packages/text/content', 'chapters', `chapters/${chapter_id}`]) {
      const [before, after] = await Promise.all(
        [id, `${id}-copy`].map((one) => owner.browser.get(`${at}/${one}/${goods}`)),
      )
      expect(after?.status).toBe(200)
      expect(after?.json.data, goods).toEqual(before?.json.data)
      expect(after?.text).toMatch(/1234.*a\.txt|7788.*a\.txt|第一课.*第二课/)
    }
    expect(await codeOf(`/${id}/copy`, { product_id: `${id}-copy` })).toBe('id_taken')
  })

  it('moves one place at a time, and stays where there is no further place', async () => {
    const [first, second] = [await sold(), await sold()]
    await post(`/${second}/move`, { to: 'up' })
    const moved = await listed()
    expect(moved.indexOf(second)).toBe(moved.indexOf(first) - 1)
    const { json } = await shop.get('/api/v1/products')
    const shelf = json.data.products.map((one: { id: string }) => one.id)
    expect(shelf.indexOf(second)).toBe(shelf.indexOf(first) - 1)
    const [top = ''] = moved
    await post(`/${top}/move`, { to: 'up' })
    expect(await listed()).toEqual(moved)
  })

  it('is deleted where nothing was ever ordered, and nowhere else', async () => {
    const [idle, ordered] = [await sold(), await sold()]
    await shop.order({ product_id: ordered, package_id: 'year' })
    await post(`/${ordered}/packages`, plan('spare'))
    expect(await codeOf(`/${ordered}/delete`)).toBe('already_ordered')
    expect(await codeOf(`/${ordered}/packages/year/delete`)).toBe('already_ordered')
    expect(await codeOf(`/${ordered}/packages/spare/delete`)).toBe('ok')
    expect(await codeOf(`/${idle}/delete`)).toBe('ok')
    expect(await codeOf(`/${idle}/delete`)).toBe('product_not_found')
    expect(await listed()).not.toContain(idle)
    expect((await detail(ordered)).packages).toHaveLength(1)
  })

  it('that is ordered and deleted at the same moment is either ordered whole or gone', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => sold()))
    const ends = await Promise.all(
      ids.flatMap((id, at) => [
        shop.post('/api/v1/user/orders', {
          ...anOrder,
          phone: `1380013${8100 + at}`,
          product_id: id,
          package_id: 'year',
        }),
        post(`/${id}/delete`),
      ]),
    )
    for (const [at, id] of ids.entries()) {
      const [placed, deleted] = ends.slice(at * 2).map(({ status }) => status)
      expect(
        [
          [201, 409],
          [404, 200],
        ],
        id,
      ).toContainEqual([placed, deleted])
    }
    const bare = `not exists (select from order_line l where l.order_number = orders.order_number)`
    expect(await shop.count('orders', bare)).toBe(0)
  })

  it('of test payments is nobody’s to see or change', async () => {
    expect(await listed()).not.toContain('payment-test')
    expect(await codeOf('/payment-test/change', { on_sale: true })).toBe('product_not_found')
    expect(await codeOf('/payment-test/packages', plan('more'))).toBe('product_not_found')
  })
})

describe('a price', () => {
  it('that changes is what the next order pays, and never what a placed one owes', async () => {
    const id = await sold()
    const placed = await shop.order({ product_id: id, package_id: 'year' })
    expect(await codeOf(`/${id}/packages/year/change`, { price: '19.90', max_devices: 1 })).toBe(
      'ok',
    )
    expect((await shop.look(placed)).json.data.amount).toBe(99)
    await shop.open(placed)
    await shop.notify(shop.standIn.notice(shop.pay(placed)))
    await shop.untilState(placed, 'paid')
    expect((await shop.look(placed)).json.data.licenses[0].max_devices).toBe(3)
    const next = await shop.order({ product_id: id, package_id: 'year' })
    expect((await shop.look(next)).json.data.amount).toBe(19.9)
  })

  it('is an amount of money and nothing else', async () => {
    const id = await sold()
    for (const price of [-1, 0.001, '1e3', 'free', 100_000_000.01])
      expect(await codeOf(`/${id}/packages/year/change`, { price }), String(price)).toBe(
        'invalid_request',
      )
    expect(await codeOf(`/${id}/packages/year/change`, { price: 0, validity_days: null })).toBe(
      'ok',
    )
    expect((await onSale(id)).packages[0]).toMatchObject({ price: 0, validity_days: null })
  })
})

describe('prices of several units', () => {
  const tiers = [
    { from: 3, price: 8.8 },
    { from: 10, price: '7.77' },
  ]
  const tiered = async () => {
    const id = await sold()
    await post(`/${id}/packages/year/change`, { price: 9.9, price_tiers: tiers })
    return id
  }

  it('are on the page, and counted by the server where no script counts', async () => {
    const id = await tiered()
    const page = (await shop.get(`/products/${id}`)).text
    expect(page).toContain('3 份起 ¥8.80/份，10 份起 ¥7.77/份')
    expect(page).toContain('data-tiers="3:880 10:777"')
    const before = await shop.count('orders')
    const typed = {
      product_id: id,
      package_id: 'year',
      quantity: '１2',
      phone: '',
      sum: '1',
    }
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const asked = await shop.post('/buy', new URLSearchParams(typed).toString(), type)
    expect([asked.status, await shop.count('orders')]).toEqual([200, before])
    expect(asked.text).toMatch(/role="status">[^<]* × 12：合计 ¥93\.24</)
    const wrong = await shop.post(
      '/buy',
      new URLSearchParams({ ...typed, quantity: 'x' }).toString(),
      type,
    )
    expect([wrong.status, wrong.text.includes('id="quantity-error"')]).toEqual([400, true])
  })

  it('fall from step to step and stay below the price of one, also when that changes', async () => {
    const id = await tiered()
    const change = (body: object) => post(`/${id}/packages/year/change`, body)
    for (const body of [
      { price_tiers: [...tiers].reverse() },
      { price_tiers: [{ from: 2, price: 9.9 }] },
      { price_tiers: [{ from: 2, price: 0 }] },
      { price: 8.8 },
    ]) {
      const { status, json } = await change(body)
      expect([status, json.error.field], JSON.stringify(body)).toEqual([400, 'price_tiers'])
    }
    expect((await change({ price_tiers: [] })).status).toBe(200)
    expect((await shop.get(`/products/${id}`)).text).not.toContain('data-tiers')
  })
})

describe('two who edit the same', () => {
  it('the second is told, nothing of the first is lost, and what was looked at again is saved', async () => {
    const id = await sold()
    const seen = await detail(id)
    const words = { zh: '截图大师', en: 'Master' }
    const mine = { refund_effect: 'none', version: seen.version }
    expect(await codeOf(`/${id}/change`, { name: words, version: seen.version })).toBe('ok')
    expect(await codeOf(`/${id}/change`, mine)).toBe('changed_meanwhile')
    expect(await detail(id)).toMatchObject({ name: words, refund_effect: 'revoke' })
    const { version } = await detail(id)
    expect(await codeOf(`/${id}/change`, { ...mine, version })).toBe('ok')
    expect(await detail(id)).toMatchObject({ name: words, refund_effect: 'none' })
    // Selling it, or taking it off sale, is no word of its text.
    await post(`/${id}/change`, { on_sale: false })
    const now = await detail(id)
    expect(now.on_sale).toBe(false)
    expect(await codeOf(`/${id}/change`, { refund_effect: 'revoke', version: now.version })).toBe(
      'ok',
    )
  })

  it('holds for the price and terms of a package, but not for what buyers took of its stock', async () => {
    const id = await sold()
    await post(`/${id}/packages/year/change`, { stock_left: 5 })
    const change = `/${id}/packages/year/change`
    const [{ version }] = (await detail(id)).packages
    await shop.order({ product_id: id, package_id: 'year' })
    expect(await codeOf(change, { price: 120, version })).toBe('ok')
    expect(await codeOf(change, { price: 80, max_devices: 9, version })).toBe('changed_meanwhile')
    expect((await detail(id)).packages[0]).toMatchObject({ price: 120, max_devices: 3 })
  })
})

describe('the audit log', () => {
  it('holds every change with what was and what is, and nothing where nothing changed', async () => {
    const id = await sold()
    await post(`/${id}/packages/year/change`, { price: 120 })
    await post(`/${id}/packages/year/change`, { price: '120.00' })
    const { name, description, refund_effect } = product(id)
    await post(`/${id}/change`, { name, description, refund_effect })
    await post(`/${id}/packages/year/change`, { name: plan('year').name })
    const { history } = await detail(id)
    expect(history.map((one: { action: string }) => one.action)).toEqual([
      'plan.change',
      'product.change',
      'plan.create',
      'product.create',
    ])
    expect(history[0]).toMatchObject({
      operator: owner.email,
      details: { package: 'year', price: { from: '99.00', to: '120.00' } },
    })
  })
})

describe('a chapter of a course', () => {
  const chapter = (zh: string) => ({ name: { zh }, text: '正文', video: '', is_preview: true })
  const chaptersOf = async (id: string) =>
    (await owner.browser.get(`${at}/${id}/chapters`)).json.data.rows.map(
      ({ name }: { name: { zh: string } }) => name.zh,
    )

  it('is where it was put, says what was saved last, and is gone with its files', async () => {
    const id = await sold()
    const of = `/${id}/chapters`
    const add = async (zh: string) => (await post(of, chapter(zh))).json.data.chapter_id
    const [first, second] = [`${of}/${await add('一')}`, `${of}/${await add('二')}`]
    await post(`${second}/move`, { to: 'up' })
    expect(await chaptersOf(id)).toEqual(['二', '一'])
    const seen = (await owner.browser.get(at + first)).json.data
    const words = { ...chapter('一又'), text: '新的正文', version: seen.version }
    expect(await codeOf(`${first}/change`, words)).toBe('ok')
    expect(await codeOf(`${first}/change`, { ...words, text: '另一段' })).toBe('changed_meanwhile')
    expect(await chaptersOf(id)).toEqual(['二', '一又'])
    const file = { name: 'a.txt', file: Buffer.from('a').toString('base64') }
    const remove = `${first}/files/${(await post(`${first}/files`, file)).json.data.file_id}/delete`
    expect([await codeOf(remove), await codeOf(remove)]).toEqual(['ok', 'file_not_found'])
    expect(await codeOf(`${first}/delete`)).toBe('ok')
    expect(await codeOf(`${first}/delete`)).toBe('chapter_not_found')
    expect(await chaptersOf(id)).toEqual(['二'])
    // What is sold is not repeated in the log, only how long it was.
    const log = (await owner.browser.get(`/audit-log?subject=${id}`)).text
    expect(log).toContain('chapter.change')
    expect(log).not.toContain('正文')
  })

  it('has a limit, and so has their number and how many files each has', async () => {
    const id = await sold()
    const of = `/${id}/chapters`
    const long = await post(of, { ...chapter('一'), text: 'x'.repeat(20_001) })
    expect(long.json.error).toMatchObject({ code: 'invalid_request', field: 'text' })
    const plain = await post(of, { ...chapter('一'), video: 'http://v.example/1.mp4' })
    expect(plain.json.error).toMatchObject({ code: 'invalid_request', field: 'video' })
    const { chapter_id } = (await post(of, chapter('一'))).json.data
    const copies = (table: string, column: string, most: number) =>
      shop.rows(
        `insert into ${table} select (jsonb_populate_record(c, jsonb_build_object('${column}', 'copy-' || n, 'position', n))).*
         from ${table} c, generate_series(2, ${most}) n where c.product_id = $1 returning 1`,
        [id],
      )
    const file = { name: 'a.txt', file: Buffer.from('a').toString('base64') }
    await post(`${of}/${chapter_id}/files`, file)
    await copies('chapter_file', 'file_id', 20)
    const more = await post(`${of}/${chapter_id}/files`, file)
    expect(more.json.error).toMatchObject({ code: 'invalid_request', field: 'file' })
    await copies('chapter', 'chapter_id', 200)
    expect((await post(of, chapter('二'))).json.error).toMatchObject({ field: 'name' })
    await shop.rows('delete from chapter where product_id = $1 returning 1', [id])
    expect(await codeOf(of, chapter('二'))).toBe('ok')
  })
})

describe('a description', () => {
  const preview = async (text: string) =>
    (await owner.browser.post('/catalogue/preview', { text })).json.data.html as string

  it('is previewed as buyers will see it', async () => {
    const text = '一句话。\n\n## 功能\n\n- **快**\n- [官网](https://example.com/?a=1&b=2)'
    const shown = await preview(text)
    expect(shown).toBe(
      '<p>一句话。</p><h3>功能</h3><ul><li><strong>快</strong></li><li><a class="text-link" href="https://example.com/?a=1&amp;b=2" rel="nofollow noopener">官网</a></li></ul>',
    )
    const id = await sold({ description: { zh: text } })
    const page = (await shop.get(`/products/${id}`)).text
    expect(page).toContain(shown)
    expect(page).toContain('<p class="lead-sentence">一句话。</p>')
  })

  it('never becomes markup of the merchant’s own', async () => {
    expect(await preview('<script>alert(1)</script>')).toBe(
      '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>',
    )
    for (const address of ['javascript:alert(1)', 'data:text/html,x', '//evil.test', 'vbscript:x'])
      expect(await preview(`[x](${address})`), address).not.toContain('href')
    expect(await preview('![x](https://evil.test/x.png)')).not.toContain('<img')
    expect(await preview('`<b>` and ```<i>```')).not.toMatch(/<(b|i)>/)
  })
})
