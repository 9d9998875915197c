// Certificate mode: the list of platform certificates is fetched when it is needed, believed when it proves
// itself, and never asked for because somebody sends us serial numbers.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dayMs, hourMs, type Instant, later, minuteMs, secondMs } from '../../../src/core/time.ts'
import { createWechat, type Wechat } from '../../../src/gateways/wechat/client.ts'
import type { WechatTexts } from '../../../src/gateways/wechat/config.ts'
import {
  aConfig,
  appId,
  certificateMode,
  issue,
  mchId,
  merchantCertPem,
  merchantPair,
  now,
  otherPair,
  platformPair,
  platformSerial,
  publicKeyId,
} from './accounts.ts'
import {
  type Answer,
  bytesOf,
  certificateList,
  openStandIn,
  type Signer,
  type StandIn,
  signedHeaders,
} from './stand-in.ts'

const nextSerial = `7${platformSerial.slice(1)}`
const bogus = (at: number) => at.toString(16).padStart(40, '0')
const present = { serial: platformSerial, pem: issue(platformSerial) }
const next = { serial: nextSerial, pem: issue(nextSerial, { key: otherPair.privateKey }) }
const bySecond = { serial: nextSerial, key: otherPair.privateKey }
const strangersKey = merchantPair.privateKey
const closed = { out_trade_no: 'DEV000001', mchid: mchId, appid: appId, trade_state: 'CLOSED' }

let gateway: StandIn
let time: Instant
/** What the gateway lists, and who signs the list and everything else. */
let list: Answer
let signer: Partial<Signer>

beforeAll(async () => {
  gateway = await openStandIn()
  gateway.answer(({ target }) => {
    const signed = { serial: platformSerial, at: time, ...signer }
    return target === '/v3/certificates'
      ? { signer: { serial: platformSerial, at: time }, ...list }
      : { body: closed, signer: signed }
  })
})
beforeEach(() => {
  time = now
  signer = {}
  list = { body: certificateList([present]) }
  gateway.asked.length = 0
})
afterAll(() => gateway.close())

function open(changes: Partial<WechatTexts> = {}): Wechat {
  const config = aConfig({ gateway: gateway.url, ...certificateMode, ...changes })
  return createWechat(config, { clock: { now: () => time } })
}

async function outcomeOf(wechat: Wechat): Promise<string> {
  const queried = await wechat.query('DEV000001')
  return queried.outcome === 'unknown' ? queried.reason : queried.outcome
}

/** A notice signed by nobody we know, under a serial somebody made up. */
function forge(wechat: Wechat, serial: number | string) {
  const named = typeof serial === 'number' ? bogus(serial) : serial
  const body = Buffer.from('{}')
  const headers = signedHeaders(body, { serial: named, key: strangersKey, at: time })
  return wechat.verifyNotice({ body, headers, receivedAt: time })
}

function listings(): number {
  return gateway.asked.filter(({ target }) => target === '/v3/certificates').length
}

describe('the list', () => {
  test('is fetched for the first answer and kept for those that follow', async () => {
    const wechat = open()
    expect(await outcomeOf(wechat)).toBe('closed')
    expect(await outcomeOf(wechat)).toBe('closed')
    expect(listings()).toBe(1)
  })

  test('is fetched once, however many answers wait for it', async () => {
    const wechat = open()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(wechat)))
    expect(new Set(outcomes)).toEqual(new Set(['closed']))
    expect(listings()).toBe(1)
  })

  test('is fetched again after twelve hours, while the old one still serves', async () => {
    const wechat = open()
    await outcomeOf(wechat)
    time = later(now, 12 * hourMs - 1)
    await outcomeOf(wechat)
    expect(listings()).toBe(1)
    time = later(now, 12 * hourMs)
    expect(await outcomeOf(wechat)).toBe('closed')
    expect(await outcomeOf(wechat)).toBe('closed')
    await expect.poll(listings).toBe(2)
  })

  test('that is old and cannot be had again still serves, and is tried once a minute', async () => {
    const wechat = open()
    await outcomeOf(wechat)
    time = later(now, 13 * hourMs)
    list = { status: 500 }
    expect(await outcomeOf(wechat)).toBe('closed')
    await expect.poll(listings).toBe(2)
    for (let times = 0; times < 3; times += 1) expect(await outcomeOf(wechat)).toBe('closed')
    expect(listings()).toBe(2)
    time = later(time, minuteMs)
    expect(await outcomeOf(wechat)).toBe('closed')
    await expect.poll(listings).toBe(3)
  })

  const refused: readonly (readonly [why: string, list: () => Answer])[] = [
    [
      'decrypts with no key of ours',
      () => ({ body: certificateList([{ ...present, key: 'x'.repeat(32) }]) }),
    ],
    [
      'announces a certificate under another serial',
      () => ({
        body: certificateList([{ serial: nextSerial, pem: present.pem }]),
        signer: { serial: nextSerial, at: time },
      }),
    ],
    [
      'holds a text that is no certificate',
      () => ({ body: certificateList([{ ...present, pem: 'x' }]) }),
    ],
    ['is signed by nobody', () => ({ ...list, signer: 'nobody' })],
    [
      'is signed by a certificate it does not hold',
      () => ({ ...list, signer: { ...bySecond, at: time } }),
    ],
    [
      'is rightly encrypted, but signed by another key',
      () => ({
        ...list,
        signer: { serial: platformSerial, key: otherPair.privateKey, at: time },
      }),
    ],
    [
      'is signed too long ago',
      () => ({
        ...list,
        signer: { serial: platformSerial, at: later(time, -6 * minuteMs) },
      }),
    ],
    ['is no list', () => ({ body: { data: {} } })],
    ['holds something else', () => ({ body: { data: ['x'] } })],
  ]

  test.each(refused)('is not believed when it %s', async (_, refusedList) => {
    list = refusedList()
    const wechat = open()
    expect((await wechat.certificates()).outcome).toBe('unknown')
    expect(await outcomeOf(wechat)).toContain('unknown serial')
  })

  test('of an account with the public key only is refused', async () => {
    list = { status: 404, body: { code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' } }
    list = { ...list, signer: { serial: publicKeyId, at: time } }
    const wechat = open({ publicKeyId, publicKey: platformPair.publicPem })
    expect(await wechat.certificates()).toMatchObject({
      outcome: 'refused',
      code: 'RESOURCE_NOT_EXISTS',
    })
  })

  test('may hold certificates of another family, which are passed over', async () => {
    const body = certificateList([present, next])
    const [first, second] = body.data
    const sealed = { ...second?.encrypt_certificate, algorithm: 'AEAD_SM4_GCM' }
    list = { body: { data: [first, { ...second, encrypt_certificate: sealed }] } }
    expect(await open().certificates()).toMatchObject({
      certificates: [{ serialNo: platformSerial }],
    })
  })
})

describe('an unknown serial', () => {
  test('of a new certificate is found in a fresh list, and both serve while they overlap', async () => {
    const wechat = open()
    await outcomeOf(wechat)
    list = { body: certificateList([present, next]) }
    signer = bySecond
    expect(await outcomeOf(wechat)).toBe('closed')
    signer = {}
    expect(await outcomeOf(wechat)).toBe('closed')
    expect(listings()).toBe(2)
  })

  test('that is in no list is asked for once, however often it comes', async () => {
    const wechat = open()
    await outcomeOf(wechat)
    signer = { serial: bogus(1) }
    await Promise.all(Array.from({ length: 20 }, () => outcomeOf(wechat)))
    expect(await outcomeOf(wechat)).toContain('unknown serial')
    expect(listings()).toBe(2)
    time = later(now, 5 * minuteMs)
    await outcomeOf(wechat)
    expect(listings()).toBe(3)
  })

  test('after unknown serial in notices asks ten times in five minutes at most', async () => {
    const wechat = open()
    await outcomeOf(wechat)
    for (let at = 1; at <= 30; at += 1) await forge(wechat, at)
    expect(listings()).toBe(11)
    time = later(now, 5 * minuteMs)
    await forge(wechat, 31)
    expect(listings()).toBe(12)
  })

  test('of a new certificate is looked for once, however many forged notices came before', async () => {
    const wechat = open()
    await outcomeOf(wechat)
    for (let at = 1; at <= 30; at += 1) await forge(wechat, at)
    expect(await forge(wechat, nextSerial)).toMatchObject({ outcome: 'forged' })
    list = { body: certificateList([present, next]) }
    signer = bySecond
    expect(await outcomeOf(wechat)).toBe('closed')
    expect(await outcomeOf(wechat)).toBe('closed')
    expect(listings()).toBe(12)
  })

  test('that a forged notice named before it was in use is still looked for in a reply', async () => {
    const wechat = open()
    await outcomeOf(wechat)
    await forge(wechat, nextSerial)
    list = { body: certificateList([present, next]) }
    signer = bySecond
    expect(await outcomeOf(wechat)).toBe('closed')
  })

  test('of a notice is looked for however many forged ones came while nothing was known', async () => {
    list = { status: 502 }
    const wechat = open()
    for (let at = 1; at <= 30; at += 1) {
      await forge(wechat, at)
      time = later(time, 2 * secondMs)
    }
    expect(listings()).toBe(30)
    list = { body: certificateList([present]) }
    expect(await forge(wechat, platformSerial)).toMatchObject({ reason: 'bad signature' })
  })

  test('while the list cannot be had is asked for again two seconds later, and never before', async () => {
    list = { status: 502 }
    const wechat = open()
    for (let times = 1; times <= 20; times += 1) {
      const outcomes = await Promise.all([outcomeOf(wechat), outcomeOf(wechat), outcomeOf(wechat)])
      for (const outcome of outcomes) expect(outcome).toContain('unknown serial')
      expect(await outcomeOf(wechat)).toContain('unknown serial')
      expect(listings()).toBe(times)
      time = later(time, 2 * secondMs)
    }
    list = { body: certificateList([present]) }
    expect(await outcomeOf(wechat)).toBe('closed')
  })

  test('of a new certificate is asked for again when its list could not be had', async () => {
    const wechat = open()
    await outcomeOf(wechat)
    list = { status: 502 }
    signer = bySecond
    expect(await outcomeOf(wechat)).toContain('unknown serial')
    list = { body: certificateList([present, next]) }
    time = later(time, 2 * secondMs)
    expect(await outcomeOf(wechat)).toBe('closed')
  })

  test('that is the id of a public key is in no list', async () => {
    signer = { serial: publicKeyId }
    expect(await outcomeOf(open())).toContain('unknown serial')
    expect(listings()).toBe(0)
  })
})

describe('a certificate', () => {
  test.each([
    ['has expired', { until: now }],
    ['is not valid yet', { from: later(now, 1_000) }],
  ])('that %s is not trusted', async (_, validity) => {
    list = {
      body: certificateList([{ serial: platformSerial, pem: issue(platformSerial, validity) }]),
    }
    expect(await outcomeOf(open())).toContain('unknown serial')
  })

  test('that expires while it is kept is no longer trusted', async () => {
    const pem = issue(platformSerial, { until: later(now, dayMs) })
    list = { body: certificateList([{ serial: platformSerial, pem }]) }
    const wechat = open()
    expect(await outcomeOf(wechat)).toBe('closed')
    time = later(now, dayMs)
    expect(await outcomeOf(wechat)).toContain('unknown serial')
  })

  test('that is listed no more is no longer trusted', async () => {
    list = { body: certificateList([present, next]) }
    const wechat = open()
    await outcomeOf(wechat)
    list = { body: certificateList([next]), signer: { ...bySecond, at: time } }
    await wechat.certificates()
    expect(await outcomeOf(wechat)).toContain('unknown serial')
  })
})

test('public key and certificates are believed at once, and both serve', async () => {
  const wechat = open({ publicKeyId, publicKey: platformPair.publicPem })
  signer = { serial: publicKeyId }
  expect(await outcomeOf(wechat)).toBe('closed')
  expect(listings()).toBe(0)
  signer = {}
  expect(await outcomeOf(wechat)).toBe('closed')
  expect(listings()).toBe(1)
  expect(gateway.asked.every(({ headers }) => headers['wechatpay-serial'] === publicKeyId)).toBe(
    true,
  )
})

describe('a certificate known in advance', () => {
  const known = { platformCertificates: [present.pem] }

  test('verifies without a download, and is joined by those that are downloaded', async () => {
    const wechat = open(known)
    expect(await outcomeOf(wechat)).toBe('closed')
    expect(listings()).toBe(0)
    list = { body: certificateList([next]), signer: { ...bySecond, at: time } }
    signer = bySecond
    expect(await outcomeOf(wechat)).toBe('closed')
    signer = {}
    expect(await outcomeOf(wechat)).toBe('closed')
    expect(listings()).toBe(1)
  })

  test('verifies a notice where there is no gateway at all', async () => {
    const wechat = open({ ...known, gateway: 'http://127.0.0.1:9' })
    const body = bytesOf('{}')
    const headers = signedHeaders(body, { serial: platformSerial })
    const { outcome } = await wechat.verifyNotice({ body, headers, receivedAt: now })
    expect(outcome).toBe('unreadable')
  })

  test('is believed as long as it is valid', async () => {
    list = { status: 500 }
    const pem = issue(platformSerial, { until: later(now, 1_000) })
    const wechat = open({ platformCertificates: [pem] })
    expect(await outcomeOf(wechat)).toBe('closed')
    time = later(now, 1_000)
    expect(await outcomeOf(wechat)).toContain('unknown serial')
  })

  test.each([
    ['no certificate', 'x', 'not_a_platform_certificate'],
    ['a public key', platformPair.publicPem, 'not_a_platform_certificate'],
    ['the merchant’s own', merchantCertPem, 'own_certificate_as_platform_certificate'],
  ])('that is %s is refused', (_, pem, code) => {
    const refused = expect.objectContaining({ field: 'platformCertificates', code }) as Error
    expect(() => open({ platformCertificates: [pem] })).toThrow(refused)
  })
})

test('a sensitive field is encrypted for the newest certificate', async () => {
  const pem = issue(nextSerial, { key: otherPair.privateKey, from: later(now, -dayMs) })
  list = { body: certificateList([{ serial: nextSerial, pem }, present]) }
  const wechat = open()
  expect(await wechat.encrypt('张三')).toMatchObject({ serial: nextSerial })
  list = { status: 500 }
  expect(await open().encrypt('张三')).toBeUndefined()
})
