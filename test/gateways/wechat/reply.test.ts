// Which answers of WeChat Pay are believed, and what the others prove: nothing. A query stands for every call.

import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { later, secondMs } from '../../../src/core/time.ts'
import { createWechat, type Wechat } from '../../../src/gateways/wechat/client.ts'
import { isGenuine, readMarks } from '../../../src/gateways/wechat/message.ts'
import {
  aConfig,
  appId,
  clock,
  mchId,
  now,
  otherPair,
  platformPair,
  platformSerial,
} from './accounts.ts'
import {
  type Answer,
  type Answering,
  openStandIn,
  type StandIn,
  signedHeaders,
} from './stand-in.ts'

let gateway: StandIn
let wechat: Wechat

beforeAll(async () => {
  gateway = await openStandIn()
  wechat = createWechat(aConfig({ gateway: gateway.url }), { clock })
})
beforeEach(() => {
  gateway.asked.length = 0
})
afterAll(() => gateway.close())

const closed = { out_trade_no: 'DEV000001', mchid: mchId, appid: appId, trade_state: 'CLOSED' }
const absent = { code: 'ORDER_NOT_EXIST', message: '订单不存在' }

function ask(answer: Answer) {
  gateway.answer(() => answer)
  return wechat.query('DEV000001')
}

test('a rightly signed answer is believed, an error no less than a success', async () => {
  expect(await ask({ body: closed })).toEqual({ outcome: 'closed' })
  expect(await ask({ status: 404, body: absent })).toEqual({ outcome: 'absent' })
})

const at = (seconds: number) => ({ signer: { at: later(now, seconds * secondMs) } })

test.each([-300, -299, 0, 300])('one signed %i seconds from now is', async (seconds) => {
  expect(await ask({ body: closed, ...at(seconds) })).toEqual({ outcome: 'closed' })
})

const doubtful: readonly (readonly [why: string, reason: RegExp, answer: Answer])[] = [
  ['nobody signed it', /^unsigned: HTTP 200/, { signer: 'nobody' }],
  ['nobody signed the error', /^unsigned: HTTP 404 ORDER_NOT/, { status: 404, signer: 'nobody' }],
  ['somebody else signed it', /^bad signature/, { signer: { key: otherPair.privateKey } }],
  ['it names an unknown key', /^unknown serial/, { signer: { serial: 'PUB_KEY_ID_1' } }],
  ['it names an unknown certificate', /^unknown serial/, { signer: { serial: platformSerial } }],
  ['it is a probe', /^probe/, { signer: { probe: 'WECHATPAY/SIGNTEST/' } }],
  ['it is 301 seconds old', /^timestamp outside/, at(-301)],
  ['it is 301 seconds ahead', /^timestamp outside/, at(301)],
  ['its time is no number', /^timestamp is no time/, { headers: { 'wechatpay-timestamp': '1e9' } }],
  ['its nonce was changed', /^bad signature/, { headers: { 'wechatpay-nonce': 'x' } }],
  [
    'its signature is of another kind',
    /^unknown signature type/,
    { headers: { 'wechatpay-signature-type': 'WECHATPAY2-SM2-WITH-SM3' } },
  ],
  [
    'its signature is no base64',
    /^signature is not base64/,
    { headers: { 'wechatpay-signature': '%%%' } },
  ],
]

describe('an answer proves nothing when', () => {
  test.each(doubtful)('%s', async (_, reason, answer) => {
    const body = answer.status === 404 ? absent : closed
    expect(await ask({ body, ...answer })).toEqual({
      outcome: 'unknown',
      reason: expect.stringMatching(reason),
    })
  })

  const statuses = [201, 202, 301, 302, 304, 429, 500, 502, 503]
  test.each(statuses)('its status is %i, signed or not', async (status) => {
    const body = status === 304 ? '' : { ...closed, ...absent }
    const answer = { status, body, headers: { location: gateway.url } }
    expect((await ask(answer)).outcome).toBe('unknown')
    expect((await ask({ ...answer, signer: 'nobody' })).outcome).toBe('unknown')
    expect(gateway.asked).toHaveLength(2)
  })

  test.each([
    'SYSTEM_ERROR',
    'BANK_ERROR',
    'FREQUENCY_LIMITED',
    'FREQUENCY_LIMIT_EXCEED',
    'RATELIMIT_EXCEEDED',
  ])('it tells %s with a 4xx', async (code) => {
    expect((await ask({ status: 400, body: { code, message: 'x' } })).outcome).toBe('unknown')
  })

  const bodies = ['', 'null', '[]', '"closed"', '{"trade_state":"CLOSED"', '<html>', '\uFEFF{}']
  test.each(bodies)('it is signed and says %j', async (body) => {
    expect(await ask({ body })).toMatchObject({
      outcome: 'unknown',
      reason: 'signed, but not a JSON object',
    })
  })

  test('it is signed and no UTF-8', async () => {
    const body = Buffer.from([0x7b, 0xff, 0x7d])
    expect(await ask({ body })).toMatchObject({ reason: 'signed, but not utf-8' })
  })

  test.each(['trade_state', 'trade\\u005fstate'])(
    'it names a member twice, as %s',
    async (name) => {
      const body = JSON.stringify(closed).replace('}', `,"${name}":"SUCCESS"}`)
      expect(await ask({ body })).toMatchObject({
        outcome: 'unknown',
        reason: 'signed, but duplicate top-level member',
      })
    },
  )

  test('it refuses without a code', async () => {
    expect((await ask({ status: 400, body: {} })).outcome).toBe('unknown')
  })

  const stuck: readonly (readonly [name: string, answering: Answering])[] = [
    ['never comes', () => undefined],
    ['stops in the middle', (_, response) => void response.write('{')],
  ]
  test.each(stuck)('it %s', async (_, answering) => {
    gateway.answer(answering)
    expect(await wechat.query('DEV000001', 150)).toEqual({ outcome: 'unknown', reason: 'timeout' })
  })

  test('it never ends', async () => {
    expect(await ask({ body: 'x'.repeat(1_500_000) })).toEqual({
      outcome: 'unknown',
      reason: 'answer too long',
    })
  })

  test('nobody is there', async () => {
    const lost = createWechat(aConfig(), { clock })
    expect((await lost.query('DEV000001')).outcome).toBe('unknown')
  })
})

test('the Request-ID stands in whatever has to be looked into', async () => {
  const headers = { 'request-id': '08F78BB5-268501013' }
  expect(await ask({ status: 500, body: { code: 'SYSTEM_ERROR' }, headers })).toEqual({
    outcome: 'unknown',
    reason: 'HTTP 500 SYSTEM_ERROR (Request-ID 08F78BB5-268501013)',
  })
  const body = { code: 'PARAM_ERROR', message: '参数错误' }
  expect(await ask({ status: 400, body, headers })).toEqual({
    outcome: 'refused',
    code: 'PARAM_ERROR',
    message: '参数错误 (Request-ID 08F78BB5-268501013)',
  })
})

test('any change to body, time, nonce or signature breaks a signature', () => {
  const bytes = fc.uint8Array({ maxLength: 200 })
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (body, place, change) => {
      const headers = signedHeaders(body)
      const marks = readMarks((name) => headers[name], now)
      if (typeof marks === 'string') throw new Error(marks)
      const { publicKey } = platformPair
      expect(isGenuine(marks, body, publicKey)).toBe(true)

      const changed = (from: Uint8Array) => {
        const to = Buffer.from(from)
        const index = place % to.length
        to[index] = (to[index] ?? 0) ^ change
        return to
      }
      if (body.length > 0) expect(isGenuine(marks, changed(body), publicKey)).toBe(false)
      const others = [
        { ...marks, signature: changed(marks.signature) },
        { ...marks, nonce: `${marks.nonce}0` },
        { ...marks, timestamp: `${Number(marks.timestamp) + 1}` },
      ]
      for (const other of others) expect(isGenuine(other, body, publicKey)).toBe(false)
    }),
    { numRuns: 40 },
  )
})
