// A merchant's own servers are told what happens in the shop: the whole program and real receivers, good and bad.

import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendMessage } from '../../src/app/webhook/send-message.ts'
import { webhookEvents } from '../../src/core/webhook.ts'
import { findBroken } from '../../src/db/audit.ts'
import { webhookInvariants } from '../../src/db/audit-webhooks.ts'
import { findSendingEndpoint, listDueMessages } from '../../src/db/webhooks.ts'
import { type Person, raised } from '../support/console.ts'
import { type PlacedOrder, Shop } from '../support/shop.ts'
import { answers, type Behaviour, Receiver, verified } from '../support/webhook-receiver.ts'

const minute = 60_000

let shop: Shop
let owner: Person
let receiver: Receiver
beforeAll(async () => {
  shop = await Shop.open({ standIns: [], env: { DEMO: '1', ALIPAY_TIMEOUT_EXPRESS: '5' } })
  owner = await raised(shop)
  receiver = await Receiver.start(() => shop.running.clock.now())
})
afterAll(async () => {
  await shop?.close()
  await receiver?.stop()
})

type Hook = Readonly<{ id: string; secret: string; path: string }>
let hooks = 0

/** An endpoint of its own at a path of its own, told of everything or of what is said. */
async function hook(
  behave: Behaviour = answers(204),
  events: readonly string[] = webhookEvents,
): Promise<Hook> {
  hooks += 1
  const path = `/hook-${hooks}`
  receiver.behaviours.set(path, behave)
  const body = { name: path, url: receiver.url(path), events }
  const reply = await owner.browser.post('/webhooks', body)
  if (reply.status !== 200) throw new Error(`no webhook: ${reply.text}`)
  const { endpoint_id: id, secret } = reply.json.data
  return { id, secret, path }
}

/** What an endpoint was told, each request verified. */
const told = ({ path, secret }: Hook) => receiver.at(path).map((one) => verified(secret, one))
const typesOf = (one: Hook) => told(one).map(({ type }) => type)
const untilTold = (one: Hook, count: number) =>
  shop.until(`${count} messages to ${one.path}`, async () => receiver.at(one.path).length >= count)

const stateOf = async (one: Hook) =>
  (
    await shop.rows<{ state: string }>(
      'select state from webhook_endpoint where endpoint_id = $1',
      [one.id],
    )
  )[0]?.state
type MessageNow = { message_id: string; state: string; tries: number; due: number }
const messagesOf = (one: Hook) =>
  shop.rows<MessageNow>(
    `select message_id, state, tries, extract(epoch from due_at - app_now())::integer as due
     from webhook_message where endpoint_id = $1 order by created_at`,
    [one.id],
  )
const untilTried = (one: Hook, tries: number) =>
  shop.until(`${tries} tries of ${one.path}`, async () => {
    const [message] = await messagesOf(one)
    return message && message.tries >= tries ? message : undefined
  })

async function opened(): Promise<PlacedOrder> {
  const order = await shop.order()
  await shop.post('/api/v1/user/pay/alipay', { order_number: order.number, payment_type: 'qr' })
  return order
}

async function paid(): Promise<PlacedOrder> {
  const order = await opened()
  await shop.post('/simulator/control/pay', { gateway: 'alipay', out_trade_no: order.number })
  await shop.untilState(order, 'paid')
  return order
}

const cancel = (order: PlacedOrder) =>
  shop.post(`/api/v1/user/orders/${order.number}/cancel`, {}, { 'x-order-token': order.token })
const remove = (one: Hook) =>
  owner.browser.post(`/webhooks/${one.id}/state`, { state: 'removed', reason: 'done' })

describe('a webhook', () => {
  it('is told of each thing that happens to an order, signed, and of nobody’s keys or phone', async () => {
    const all = await hook()
    const order = await paid()
    const [license] = (await shop.look(order)).json.data.licenses
    await shop.post('/api/v1/licenses/activate', {
      license_key: license.license_key,
      fingerprint: 'pc-1',
    })
    const refund = { order_number: order.number, reason: '客户申请' }
    await owner.browser.post('/refunds', refund)
    await shop.advance(3 * minute)
    await shop.untilState(order, 'refunded')
    await untilTold(all, 5)
    const messages = told(all)
    expect(messages.map(({ type }) => type).sort()).toEqual([
      'license.activated',
      'license.revoked',
      'order.delivered',
      'order.paid',
      'order.refunded',
    ])
    expect(new Set(messages.map(({ id }) => id)).size).toBe(5)
    for (const { data } of messages)
      expect(data.order).toMatchObject({
        order_number: order.number,
        amount: '99.00',
        pay_type: 'alipay',
      })
    const of = (type: string) => messages.find((one) => one.type === type)?.data
    const shown = {
      license_id: expect.stringMatching(/^lic_/),
      license_key_masked: license.license_key_masked,
    }
    expect(of('order.delivered').licenses).toMatchObject([shown])
    expect(of('license.activated')).toMatchObject({
      license: shown,
      device: { fingerprint: 'pc-1' },
    })
    expect(of('order.refunded').refund).toMatchObject({ amount: '99.00', state: 'done' })
    const bytes = receiver
      .at(all.path)
      .map(({ body }) => body)
      .join()
    for (const secret of [license.license_key, '13800138000', '张三', order.token, all.secret])
      expect(bytes).not.toContain(secret)
    await remove(all)
  })

  it('is told of orders that end unpaid, of cases, and only of what it wants to hear', async () => {
    const [all, some] = [await hook(), await hook(answers(204), ['case.opened'])]
    await cancel(await shop.order())
    await untilTold(all, 1)
    const late = await shop.order()
    await shop.advance(6 * minute)
    await shop.untilState(late, 'expired')
    await shop.rows(
      `insert into money_case (merchant_id, kind, ref, reason, order_number, channel_id, out_trade_no,
      amount_fen, state, opened_at) values (1, 'mismatch', 'a b', 'amount', $1, 'alipay', 'x', 990, 'open', app_now())`,
      [late.number],
    )
    await untilTold(all, 3)
    expect(typesOf(all).sort()).toEqual(['case.opened', 'order.cancelled', 'order.expired'])
    await untilTold(some, 1)
    expect(told(some)[0]?.data.case).toMatchObject({
      kind: 'mismatch',
      ref: 'a b',
      amount: '9.90',
      state: 'open',
    })
    await remove(all)
    await remove(some)
  })

  it('hears nothing of a merchant’s test payment, nor of what happened while it was paused', async () => {
    const one = await hook()
    const turn = (state: string) =>
      owner.browser.post(`/webhooks/${one.id}/state`, { state, reason: 'x' })
    await turn('paused')
    await cancel(await shop.order())
    await turn('active')
    const test = await shop.order()
    await shop.rows('update orders set is_test = true where order_number = $1', [test.number])
    await cancel(test)
    const heard = await shop.order()
    await cancel(heard)
    await untilTold(one, 1)
    expect(told(one).map(({ data }) => data.order.order_number)).toEqual([heard.number])
    expect(await messagesOf(one)).toHaveLength(1)
    await remove(one)
  })
})

describe('a message that does not get through', () => {
  it('comes again under the same id with the same bytes, and once it is delivered no more', async () => {
    let asked = 0
    const one = await hook((response) => {
      asked += 1
      response.writeHead(asked === 1 ? 500 : 200).end('sorry')
    })
    const order = await shop.order()
    await cancel(order)
    await untilTried(one, 1)
    // What happens to the order meanwhile does not change what was told.
    await shop.rows(
      `update order_line set quantity = 2, amount_fen = unit_fen * 2 where order_number = $1`,
      [order.number],
    )
    await shop.advance(7_000)
    await untilTold(one, 2)
    const [first, second] = receiver.at(one.path)
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp'])
    expect(typesOf(one)).toEqual(['order.cancelled', 'order.cancelled'])
    await shop.until('delivered', async () => (await messagesOf(one))[0]?.state === 'delivered')
    const tries = await shop.rows(
      `select try_no, outcome, status, answer from webhook_try where message_id = $1 order by try_no`,
      [(await messagesOf(one))[0]?.message_id],
    )
    expect(tries).toEqual([
      { try_no: 1, outcome: 'refused', status: 500, answer: 'sorry' },
      { try_no: 2, outcome: 'delivered', status: 200, answer: 'sorry' },
    ])
    expect(receiver.at(one.path)).toHaveLength(2)
    await remove(one)
  })

  it('waits as long as the answer asks for', async () => {
    const one = await hook(answers(503, { 'retry-after': '3600' }))
    await cancel(await shop.order())
    expect((await untilTried(one, 1)).due).toBeGreaterThan(3_500)
    await remove(one)
  })

  it('is not sent where a redirect points', async () => {
    const elsewhere = await hook(answers(204), ['license.revoked'])
    const one = await hook(answers(302, { location: receiver.url(elsewhere.path) }))
    await cancel(await shop.order())
    expect(await untilTried(one, 1)).toMatchObject({ state: 'pending', tries: 1 })
    expect(receiver.at(elsewhere.path)).toEqual([])
    await remove(one)
  })

  it('is tried again after a server that never answered', async () => {
    const one = await hook(() => {})
    // Held back from the jobs, for a test does not wait a quarter of a minute.
    await shop.rows(
      `insert into webhook_message (merchant_id, endpoint_id, type, ref, created_at, due_at)
       values (1, $1, 'webhook.test', 'x', app_now(), app_now() + interval '1 hour')`,
      [one.id],
    )
    const { app } = shop.running
    const endpoint = await findSendingEndpoint(app.db, 1, one.id)
    const [message] = await shop.rows<{ message_id: string; slot: number }>(
      'select message_id, slot from webhook_message where endpoint_id = $1',
      [one.id],
    )
    if (!endpoint || !message) throw new Error('both were just made')
    const due = {
      messageId: message.message_id,
      type: 'webhook.test',
      orderNumber: null,
      ref: 'x',
      createdAt: app.clock.now(),
      body: null,
      tries: 0,
      triesInAll: 0,
      byHand: false,
    } as const
    await sendMessage(app, endpoint, due, { connectMs: 1_000, wholeMs: 60, answerMax: 100 })
    const [row] = await shop.rows(
      'select outcome, status, error from webhook_try where message_id = $1',
      [message.message_id],
    )
    expect(row).toEqual({ outcome: 'unreachable', status: null, error: 'no answer in time' })
    expect(await messagesOf(one)).toMatchObject([{ state: 'pending', tries: 1 }])
    expect(await listDueMessages(app.db, 1, one.id, message.slot, 10)).toEqual([])
    // A sender that was thought dead comes back late: the same try counts once.
    expect(
      await sendMessage(app, endpoint, due, { connectMs: 1_000, wholeMs: 60, answerMax: 100 }),
    ).toBeUndefined()
    expect(await messagesOf(one)).toMatchObject([{ tries: 1 }])
    await remove(one)
  })

  it('is given up after ten tries, and goes out again when a person says so', async () => {
    const one = await hook(answers(500))
    await cancel(await shop.order())
    for (let tries = 1; tries < 10; tries += 1) {
      await untilTried(one, tries)
      // Every other rule of five days is another test's.
      await shop.rows(
        'update webhook_endpoint set failing_since = app_now() where endpoint_id = $1',
        [one.id],
      )
      await shop.rows('update webhook_message set due_at = app_now() where endpoint_id = $1', [
        one.id,
      ])
    }
    const last = await untilTried(one, 10)
    expect(last.state).toBe('failed')
    receiver.behaviours.set(one.path, answers(200))
    const reply = await owner.browser.post(`/webhooks/messages/${last.message_id}/send`, {
      reason: '已修好',
    })
    expect(reply.status, reply.text).toBe(200)
    await untilTold(one, 11)
    expect(new Set(receiver.at(one.path).map(({ body }) => body)).size).toBe(1)
    await shop.until('delivered', async () => (await messagesOf(one))[0]?.state === 'delivered')
    await remove(one)
  })
})

describe('an endpoint', () => {
  it('that answers 410 is told nothing more, until a person resumes it', async () => {
    const one = await hook(answers(410))
    await cancel(await shop.order())
    await shop.until('gone', async () => (await stateOf(one)) === 'gone')
    await cancel(await shop.order())
    expect(await messagesOf(one)).toMatchObject([{ state: 'pending', tries: 1 }])
    const { rows } = (await owner.browser.get('/dashboard/warnings')).json.data
    expect(JSON.stringify(rows)).toContain('410')
    receiver.behaviours.set(one.path, answers(204))
    await owner.browser.post(`/webhooks/${one.id}/state`, { state: 'active', reason: '已修好' })
    await shop.advance(minute)
    await untilTold(one, 2)
    await remove(one)
  })

  it('that failed for five days is disabled, which the doctor says', async () => {
    const one = await hook(answers(500))
    await cancel(await shop.order())
    await untilTried(one, 1)
    await shop.rows(
      `update webhook_endpoint set failing_since = app_now() - interval '6 days' where endpoint_id = $1`,
      [one.id],
    )
    for (let tries = 2; tries <= 4; tries += 1) {
      expect(await stateOf(one)).toBe('active')
      await shop.rows('update webhook_message set due_at = app_now() where endpoint_id = $1', [
        one.id,
      ])
      await untilTried(one, tries)
    }
    await shop.until('disabled', async () => (await stateOf(one)) === 'failing')
    const { rows } = (await owner.browser.get('/system/doctor')).json.data
    expect(rows).toContainEqual(expect.objectContaining({ level: 'bad', check: 'webhook' }))
    await remove(one)
  })

  it('that is slow holds up nobody but itself, and never has more than four messages at once', async () => {
    const held = new Set<ServerResponse>()
    let most = 0
    const slow = await hook((response) => {
      held.add(response.on('close', () => held.delete(response)))
      most = Math.max(most, held.size)
    })
    const fast = await hook()
    for (let orders = 0; orders < 12; orders += 1) await cancel(await shop.order())
    await untilTold(fast, 12)
    const [used] = await shop.rows<{ slots: number }>(
      'select count(distinct slot) as slots from webhook_message where endpoint_id = $1',
      [slow.id],
    )
    await shop.until('as many are under way as may be', async () => most === used?.slots)
    expect((await messagesOf(slow)).map(({ state }) => state)).not.toContain('delivered')
    await shop.until('all are told', async () => {
      for (const response of held) if (!response.headersSent) response.writeHead(204).end()
      return (await messagesOf(slow)).every(({ state }) => state === 'delivered')
    })
    expect(most).toBe(used?.slots)
    expect(most).toBeLessThanOrEqual(4)
    await remove(slow)
    await remove(fast)
  })

  it('with a new secret is signed for by both for a week, then by the new one alone', async () => {
    const one = await hook()
    const reply = await owner.browser.post(`/webhooks/${one.id}/rotate`, { reason: '轮换' })
    const rotated = { ...one, secret: reply.json.data.secret }
    expect(rotated.secret).not.toBe(one.secret)
    await cancel(await shop.order())
    await untilTold(one, 1)
    expect(typesOf(one)).toEqual(typesOf(rotated))
    await shop.rows(
      'update webhook_endpoint set previous_until = app_now() where endpoint_id = $1',
      [one.id],
    )
    await owner.browser.post(`/webhooks/${one.id}/test`)
    await untilTold(one, 2)
    const [, last] = receiver.at(one.path)
    expect(last && verified(rotated.secret, last)).toMatchObject({
      type: 'webhook.test',
      data: { test: true },
    })
    expect(() => last && verified(one.secret, last)).toThrow('no signature fits')
  })
})

it('after all of this every message has its fact, every payment its messages, and one success at most', async () => {
  expect(await shop.count('webhook_message')).toBeGreaterThan(20)
  expect(await findBroken(shop.running.app.db, 1, webhookInvariants)).toEqual([])
})
