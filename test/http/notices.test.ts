// What a gateway's address answers to what is no notice: never success, whatever came, and nothing is written.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bookCounts, licensesOf, stateOf } from '../story/books.ts'
import { AlipayStandIn } from '../support/alipay-stand-in.ts'
import { Shop } from '../support/shop.ts'
import { newPayment, type StandIn } from '../support/stand-in.ts'
import { WechatPlatform } from '../support/wechat-platform.ts'
import { WechatV2Platform } from '../support/wechat-v2-platform.ts'

const alipay = new AlipayStandIn()
const wechat = new WechatPlatform('platform certificates')
const wechatV2 = new WechatV2Platform()

type Rubbish = Readonly<{ body: string; headers: Record<string, string> }>

const typed = (body: string, type: string): Rubbish => ({ body, headers: { 'content-type': type } })
const form = 'application/x-www-form-urlencoded'

const rubbish: Readonly<Record<string, Rubbish>> = {
  'nothing, as a form': typed('', form),
  'nothing, as JSON': typed('', 'application/json'),
  'nothing, as XML': typed('', 'text/xml'),
  'a form of nothing': typed('&&&', form),
  'a strange form': typed('a[b]=1&__proto__=2&sign=x', form),
  'broken escapes': typed('%%%&sign=%ZZ', form),
  'bare success': typed('success', 'text/plain'),
  'an empty object': typed('{}', 'application/json'),
  'an empty list': typed('[]', 'application/json'),
  'a bare null': typed('null', 'application/json'),
  'half an object': typed('{"id":"EV-1","resource":', 'application/json'),
  'a deep object': typed('{"a":'.repeat(5_000) + '}'.repeat(5_000), 'application/json'),
  'wanted JSON': typed(
    '{"code":"SUCCESS","id":"EV-1","event_type":"TRANSACTION.SUCCESS","resource":{}}',
    'application/json',
  ),
  'wanted XML': typed('<xml><return_code>SUCCESS</return_code></xml>', 'text/xml'),
  'an entity': typed(
    '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><a>&x;</a></xml>',
    'text/xml',
  ),
  'many entities': typed(
    `<!DOCTYPE xml [<!ENTITY a "${'x'.repeat(99)}">]><xml>${'&a;'.repeat(99)}</xml>`,
    'text/xml',
  ),
  'a deep document': typed('<xml>'.repeat(5_000), 'text/xml'),
  bytes: typed('\u0000\u0001\u0002\ufffd', 'application/octet-stream'),
  'a file': typed('--x\r\n\r\nsuccess\r\n--x--', 'multipart/form-data; boundary=x'),
  'a strange type': typed('x', 'nonsense'),
  'much of it': typed(`a=${'x'.repeat(100_000)}`, form),
  'too much of it': typed(`a=${'x'.repeat(300_000)}`, form),
  'signature headers that are none': {
    body: '{}',
    headers: {
      'content-type': 'application/json',
      'wechatpay-timestamp': '99999999999999999999',
      'wechatpay-nonce': 'x',
      'wechatpay-signature': '====',
      'wechatpay-serial': '../../etc/passwd',
    },
  },
}

describe.each<{ name: string; standIns: StandIn[] }>([
  { name: 'Alipay and WeChat Pay v3', standIns: [alipay, wechat] },
  { name: 'WeChat Pay v2', standIns: [wechatV2] },
  { name: 'nothing configured', standIns: [] },
])('with $name', ({ standIns }) => {
  let shop: Shop
  beforeAll(async () => {
    shop = await Shop.open({ standIns })
  })
  afterAll(() => shop?.close())

  const listening = standIns.length > 0 ? standIns : [alipay, wechat]

  describe.each(listening)('the addresses for notices of $name', (gateway) => {
    const { kind } = gateway
    const paths = [
      `/api/v1/pay/${kind}/notify`,
      `/payment/${kind}/notify`,
      `/api/v1/pay/${kind}/notify/${kind}`,
      `/payment/${kind}/notify/nosuchchannel`,
    ]

    it.each(Object.keys(rubbish))('take no %s', async (name) => {
      const { body, headers } = rubbish[name] ?? { body: '', headers: {} }
      const before = await bookCounts(shop)
      for (const path of paths)
        expect(gateway.heard(await shop.post(path, body, headers)), path).toBe('refused')
      expect(await bookCounts(shop)).toEqual(before)
    })

    it.each(['%', 'x'.repeat(300), '%00', '..%2f..'])('take nothing at %s', async (channel) => {
      const { body, headers } = gateway.notice(newPayment('NOSUCHORDER12345678', 9900))
      const reply = await shop.post(`/api/v1/pay/${kind}/notify/${channel}`, body, headers)
      expect(gateway.heard(reply)).toBe('refused')
    })

    it('say nothing but that to a browser', async () => {
      for (const path of paths) expect((await shop.get(path)).status).toBe(404)
    })
  })
})

const formType = { 'content-type': 'application/x-www-form-urlencoded' }

describe('a right notice', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await Shop.open({ standIns: [alipay, wechat] })
  })
  afterAll(() => shop?.close())

  it.each([
    { gateway: alipay, other: wechat },
    { gateway: wechat, other: alipay },
  ])('of $gateway.name is not taken at an address of $other.name', async ({ gateway, other }) => {
    const order = await shop.openedOrder(undefined, gateway)
    const notice = gateway.notice(shop.pay(order, gateway))
    const before = await bookCounts(shop)
    for (const path of [
      `/api/v1/pay/${other.kind}/notify`,
      `/api/v1/pay/${other.kind}/notify/${gateway.kind}`,
    ])
      expect(other.heard(await shop.notify({ ...notice, path }))).toBe('refused')
    expect(await bookCounts(shop)).toEqual(before)
    expect(gateway.heard(await shop.notify(notice))).toBe('taken')
  })

  it('whose goods cannot be written is answered no, and delivered once by itself when they can', async () => {
    const order = await shop.openedOrder(undefined, alipay)
    const notice = alipay.notice(shop.pay(order, alipay))
    await shop.database.db.script(`create function no_goods() returns trigger language plpgsql as $$
        begin raise 'no goods today'; end $$;
      create trigger no_goods before insert on license execute function no_goods()`)
    expect(alipay.heard(await shop.notify(notice))).toBe('refused')
    expect([await stateOf(shop, order), await licensesOf(shop, order)]).toEqual(['waiting', 0])
    await shop.database.db.script('drop function no_goods cascade')
    await shop.until('it is delivered', async () => {
      await shop.advance(60_000)
      return (await licensesOf(shop, order)) === 1
    })
    expect(alipay.heard(await shop.notify(notice))).toBe('taken')
    expect([await stateOf(shop, order), await licensesOf(shop, order)]).toEqual(['paid', 1])
  })

  it('is taken while every connection of the pages is held, and people are asked to come again', async () => {
    const order = await shop.openedOrder(undefined, alipay)
    const notice = alipay.notice(shop.pay(order, alipay))
    const { db } = shop.running.app
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const holding = Array.from({ length: 10 }, () => db.tx(() => held))
    let isWaiting = true
    const first = shop.get('/').finally(() => {
      isWaiting = false
    })
    await shop.until('nobody gets a connection', async () => db.isCrowded())
    const page = await shop.get('/')
    // It was not made to wait in the same row.
    expect(isWaiting).toBe(true)
    for (const { status, headers } of [page, await first]) {
      expect(status).toBe(503)
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    }
    const call = await shop.look(order)
    const heard = alipay.heard(await shop.notify(notice))
    letGo()
    await Promise.all(holding)
    expect([call.status, call.json?.error?.code]).toEqual([503, 'busy'])
    expect(heard).toBe('taken')
    await shop.untilState(order, 'paid')
    expect((await shop.get('/')).status).toBe(200)
  })

  it('is taken, and orders are placed, while more is looked up than can be answered: most look-ups are asked to come again', async () => {
    const order = await shop.openedOrder(undefined, alipay)
    const notice = alipay.notice(shop.pay(order, alipay))
    const { db } = shop.running.app
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const holding = Array.from({ length: 10 }, () => db.tx(() => held))
    const asked = Array.from({ length: 60 }, () => shop.look(order))
    const refused = await Promise.any(asked)
    expect([refused.status, refused.json?.error?.code]).toEqual([503, 'busy'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const placing = shop.order({ phone: '13900139001' })
    const heard = alipay.heard(await shop.notify(notice))
    const page = await shop.post('/orders', 'order_number=1&phone=2', formType)
    letGo()
    await Promise.all(holding)
    expect(heard).toBe('taken')
    expect([page.status, page.text]).toEqual([503, expect.stringContaining('<html')])
    expect((await placing).number).toMatch(/^\w+$/)
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    // Who was let in is answered, however many came after.
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(20)
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(20)
  })

  it('of no channel is asked for again once the shop knows the gateway', async () => {
    const bare = await Shop.open({ standIns: [] })
    try {
      const notice = wechat.notice(newPayment('NOSUCHORDER12345678', 9900))
      expect((await bare.notify(notice)).status).toBe(503)
    } finally {
      await bare.close()
    }
  })
})
