// Webhooks in the console: who may see and change them, what is told once, and messages found again.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pruneOld } from '../../../src/db/retention.ts'
import { type Person, raised, signedIn } from '../../support/console.ts'
import { Shop } from '../../support/shop.ts'
import { Receiver } from '../../support/webhook-receiver.ts'

let shop: Shop
let owner: Person
let receiver: Receiver
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1' } })
  owner = await raised(shop)
  receiver = await Receiver.start(() => shop.running.clock.now())
})
afterAll(async () => {
  await shop?.close()
  await receiver?.stop()
})

const wish = (changes: Record<string, unknown> = {}) => ({
  name: '发货',
  url: receiver.url('/hook'),
  events: ['order.paid'],
  ...changes,
})
const add = async (changes: Record<string, unknown> = {}) => {
  const reply = await owner.browser.post('/webhooks', wish(changes))
  expect(reply.status, reply.text).toBe(200)
  return reply.json.data as { endpoint_id: string; secret: string }
}
const find = async (id: string) =>
  (await owner.browser.get('/webhooks')).json.data.rows.find(
    (one: { endpoint_id: string }) => one.endpoint_id === id,
  )
const messages = async (query: string) =>
  (await owner.browser.get(`/webhooks/messages?${query}`)).json.data
const codeOf = ({ status, json }: Awaited<ReturnType<typeof owner.browser.get>>) => [
  status,
  json?.error?.code,
]

describe('a webhook in the console', () => {
  it('tells its secret once, when it is made, and keeps it sealed', async () => {
    const { endpoint_id: id, secret } = await add()
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32)
    expect(JSON.stringify(await find(id))).not.toContain(secret)
    const kept = await shop.rows('select e::text from webhook_endpoint e')
    expect(JSON.stringify(kept)).not.toContain(secret.slice(6))
    const logged = await shop.rows(
      'select details::text, action from audit_log where subject = $1',
      [id],
    )
    expect(logged).toMatchObject([{ action: 'webhook.add' }])
    expect(JSON.stringify(logged)).not.toContain(secret.slice(6))
  })

  it('is made, moved and given another secret only after a second proof; sealed secrets open at no other', async () => {
    const { endpoint_id: id } = await add()
    const { browser } = await signedIn(shop)
    for (const path of ['/webhooks', `/webhooks/${id}`])
      expect(codeOf(await browser.post(path, wish()))).toEqual([403, 'step_up_required'])
    expect(codeOf(await browser.post(`/webhooks/${id}/rotate`, { reason: 'x' }))).toEqual([
      403,
      'step_up_required',
    ])
    const finance = await raised(shop, 'finance')
    expect((await finance.browser.get('/webhooks')).status).toBe(200)
    expect(codeOf(await finance.browser.post('/webhooks', wish()))).toEqual([403, 'forbidden'])
    const support = await signedIn(shop, 'support')
    expect(codeOf(await support.browser.get('/webhooks'))).toEqual([403, 'forbidden'])
  })

  it.each([
    ['http://shop.example/hook', 'webhook_url_refused'],
    ['https://me:word@shop.example/', 'webhook_url_refused'],
    ['https://shop.example/#x', 'webhook_url_refused'],
    ['https://[::1', 'webhook_url_refused'],
    ['javascript:alert(1)', 'webhook_url_refused'],
    ['', 'invalid_request'],
  ])('is not made at %s', async (url, code) => {
    expect(codeOf(await owner.browser.post('/webhooks', wish({ url })))).toEqual([400, code])
  })

  it('asks for at least one event, all of them known', async () => {
    for (const events of [[], ['order.paid', 'order.eaten'], ['webhook.test']])
      expect(codeOf(await owner.browser.post('/webhooks', wish({ events })))[0]).toBe(400)
  })

  it('is changed, paused, resumed and removed with a row in the audit log each', async () => {
    const { endpoint_id: id } = await add()
    await owner.browser.post(
      `/webhooks/${id}`,
      wish({ name: ' 会计 ', events: ['order.refunded', 'order.refunded'] }),
    )
    expect(await find(id)).toMatchObject({
      name: '会计',
      events: ['order.refunded'],
      state: 'active',
    })
    const turn = (state: string, reason = '维护') =>
      owner.browser.post(`/webhooks/${id}/state`, { state, reason })
    expect((await turn('paused', ' ')).status).toBe(400)
    await turn('paused')
    expect(codeOf(await owner.browser.post(`/webhooks/${id}/test`))).toEqual([
      404,
      'webhook_not_found',
    ])
    await turn('active')
    await turn('removed')
    expect(await find(id)).toBeUndefined()
    expect(codeOf(await turn('active'))).toEqual([404, 'webhook_not_found'])
    const logged = await shop.rows<{ action: string }>(
      'select action from audit_log where subject = $1 order by seq',
      [id],
    )
    expect(logged.map(({ action }) => action.replace('webhook.', ''))).toEqual([
      'add',
      'change',
      'pause',
      'resume',
      'remove',
    ])
  })

  it('sends a test, and shows the message with its bytes, each try and what was answered', async () => {
    receiver.behaviours.set('/test', (response) =>
      response.writeHead(500).end('<b>out\0 of order</b>'),
    )
    const { endpoint_id: id } = await add({ url: receiver.url('/test') })
    const sent = await owner.browser.post(`/webhooks/${id}/test`)
    const { message_id: messageId } = sent.json.data
    const view = await shop.until('it was tried', async () => {
      const { data } = (await owner.browser.get(`/webhooks/messages/${messageId}`)).json
      return data.all_tries.length === 1 ? data : undefined
    })
    expect(view).toMatchObject({
      type: 'webhook.test',
      state: 'pending',
      endpoint_state: 'active',
      last_status: 500,
    })
    expect(view.body).toBe(receiver.at('/test')[0]?.body)
    expect(view.all_tries).toMatchObject([
      { try_no: 1, outcome: 'refused', status: 500, answer: '<b>out of order</b>', by_hand: false },
    ])
    expect((await find(id)).failing_since).not.toBeNull()
    expect((await owner.browser.get('/webhooks/messages/msg_none')).status).toBe(404)
  })

  it('finds messages by webhook, state, type and order, page by page', async () => {
    const { endpoint_id: id } = await add({ events: ['order.cancelled'] })
    const numbers: string[] = []
    for (let at = 0; at < 3; at += 1) {
      const order = await shop.order()
      numbers.unshift(order.number)
      await shop.post(
        `/api/v1/user/orders/${order.number}/cancel`,
        {},
        { 'x-order-token': order.token },
      )
    }
    await shop.until(
      'all are delivered',
      async () => (await messages(`endpoint=${id}&state=delivered`)).rows.length === 3,
    )
    const numbersOf = (rows: readonly { order_number: string }[]) =>
      rows.map((row) => row.order_number)
    expect(numbersOf((await messages(`endpoint=${id}&type=order.cancelled`)).rows)).toEqual(numbers)
    expect((await messages(`endpoint=${id}&type=order.paid`)).rows).toEqual([])
    expect(numbersOf((await messages(`search=${numbers[1]}`)).rows)).toEqual([numbers[1]])
    const first = await messages(`endpoint=${id}&limit=2`)
    const second = await messages(`endpoint=${id}&limit=2&after=${first.next}`)
    expect(numbersOf([...first.rows, ...second.rows])).toEqual(numbers)
    expect(second.next).toBeNull()
    expect((await owner.browser.get('/webhooks/messages?after=rubbish')).status).toBe(400)
  })

  it('what was told is forgotten after thirty days, and not before', async () => {
    const { endpoint_id: id } = await add({ events: ['case.opened'] })
    for (const days of [29, 31])
      await shop.rows(
        `with old as (
         insert into webhook_message (merchant_id, endpoint_id, type, ref, created_at, due_at, state, delivered_at,
           tries, tries_in_all, body)
         select 1, $1, 'webhook.test', $2::text, at, at, 'delivered', at, 1, 1, ''
         from (select app_now() - $2::integer * interval '1 day' as at) then_
         returning message_id, created_at)
       insert into webhook_try (merchant_id, message_id, try_no, at, url, by_hand, ms, outcome, answer)
       select 1, message_id, 1, created_at, '', false, 1, 'delivered', '' from old`,
        [id, days],
      )
    await pruneOld(shop.running.app.db)
    expect(await shop.rows('select ref from webhook_message where endpoint_id = $1', [id])).toEqual(
      [{ ref: '29' }],
    )
    expect(
      await shop.count(
        'webhook_try t left join webhook_message m using (merchant_id, message_id)',
        'm.message_id is null',
      ),
    ).toBe(0)
  })

  it('is one of twenty at most', async () => {
    const { rows } = (await owner.browser.get('/webhooks')).json.data
    for (let made = rows.length; made < 20; made += 1) await add()
    expect(codeOf(await owner.browser.post('/webhooks', wish()))).toEqual([409, 'webhook_limit'])
  })
})

it('a shop that sells for real takes no address that is not https, nor sends to its own machine', async () => {
  const live = await Shop.open()
  try {
    const { browser } = await raised(live)
    expect(codeOf(await browser.post('/webhooks', wish()))).toEqual([400, 'webhook_url_refused'])
    const inside = wish({ url: receiver.url('/inside').replace('http:', 'https:') })
    const { endpoint_id: id } = (await browser.post('/webhooks', inside)).json.data
    await browser.post(`/webhooks/${id}/test`)
    const [row] = await live.until('it was tried', async () => {
      const found = await live.rows('select outcome, error from webhook_try')
      return found.length > 0 && found
    })
    expect(row).toEqual({ outcome: 'blocked', error: '127.0.0.1 must not be reached' })
  } finally {
    await live.close()
  }
})
