// Notices and returns as bytes from outside: what is believed of them, and what is not.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readForm } from '../../../src/gateways/alipay/form.ts'
import { alipayGateway } from '../../../src/gateways/alipay/index.ts'
import type { NoticeReading } from '../../../src/gateways/gateway.ts'
import { encodeGbk } from '../gbk.ts'
import { aConfig, appId, clock, otherPair, sellerId, shanghai } from './accounts.ts'
import { signatureOf, signedForm } from './stand-in.ts'

const formType = 'application/x-www-form-urlencoded; charset=utf-8'
const gateway = alipayGateway(aConfig({ sellerId }), { clock })

const notice = {
  notify_time: '2025-03-03 12:01:08',
  notify_type: 'trade_status_sync',
  notify_id: 'n1',
  charset: 'utf-8',
  version: '1.0',
  sign_type: 'RSA2',
  app_id: appId,
  auth_app_id: appId,
  seller_id: sellerId,
  trade_no: '2025030322001400000000000002',
  out_trade_no: 'DEV1',
  trade_status: 'TRADE_SUCCESS',
  total_amount: '99.00',
  subject: '会员 & 100% A+B',
  gmt_payment: '2025-03-03 12:01:07',
}

function read(
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = { 'content-type': formType },
  from = gateway,
): Promise<NoticeReading> {
  return from.readNotice({ body: Buffer.from(body), headers, receivedAt: clock.now() })
}

function readFields(changes: Readonly<Record<string, string>>): Promise<NoticeReading> {
  return read(signedForm({ ...notice, ...changes }))
}

const fact = {
  outTradeNo: 'DEV1',
  gatewayTradeNo: '2025030322001400000000000002',
  amountFen: 9900,
  paidAt: shanghai('2025-03-03 12:01:07'),
}

describe('a rightly signed notice', () => {
  test('of a payment brings the fact', async () => {
    expect(await readFields({})).toEqual({
      outcome: 'verified',
      newsId: expect.stringMatching(/^[0-9a-f]{64}$/),
      outTradeNo: 'DEV1',
      paid: fact,
      stranger: undefined,
      garbled: undefined,
    })
  })

  test.each(['TRADE_FINISHED', 'TRADE_SUCCESS'])('of %s is a payment', async (trade_status) => {
    expect(await readFields({ trade_status })).toMatchObject({ paid: fact })
  })

  test.each(['WAIT_BUYER_PAY', 'TRADE_CLOSED'])('of %s asks nothing', async (trade_status) => {
    expect(await readFields({ trade_status })).toMatchObject({
      outcome: 'verified',
      paid: undefined,
    })
  })

  test('of a partial refund still affirms the payment, its time with milliseconds', async () => {
    const refund = { refund_fee: '1.00', gmt_refund: '2025-06-02 10:00:00.123', out_biz_no: 'R1' }
    expect(await readFields(refund)).toMatchObject({ paid: fact })
  })

  test('without a payment time falls back to the sending time', async () => {
    const { gmt_payment: _, ...without } = notice
    const paidAt = shanghai('2025-03-03 12:01:08')
    expect(await read(signedForm(without))).toMatchObject({ paid: { paidAt } })
  })

  test('is the same news when it is sent again, and other news when anything else differs', async () => {
    const newsOf = async (changes: Readonly<Record<string, string>>) => {
      const reading = await readFields(changes)
      return reading.outcome === 'verified' ? reading.newsId : reading.reason
    }
    expect(await newsOf({ notify_time: '2025-03-03 12:05:08' })).toBe(await newsOf({}))
    expect(await newsOf({ notify_id: 'n2' })).not.toBe(await newsOf({}))
    expect(await newsOf({ trade_status: 'TRADE_FINISHED' })).not.toBe(await newsOf({}))
  })

  test.each([
    ['another app', { app_id: '2021000000000009' }, 'app_id 2021000000000009'],
    ['another seller', { seller_id: '2088000000000001' }, 'seller_id 2088000000000001'],
  ])('for %s is a stranger’s', async (_, changes, stranger) => {
    expect(await readFields(changes)).toMatchObject({ outcome: 'verified', stranger })
  })

  test.each(['app_id', 'seller_id'] as const)('without %s is a stranger’s', async (name) => {
    const { [name]: _, ...without } = notice
    expect(await read(signedForm(without))).toMatchObject({ stranger: `${name} missing` })
  })

  test.each(['99', '0.1', '99.000', '1e2', '01.00', '-1.00', '９９.00', ''])(
    'over %j yuan',
    async (total_amount) => {
      const isAmount = ['99', '0.1'].includes(total_amount)
      const wanted = isAmount ? undefined : 'total_amount'
      expect(await readFields({ total_amount })).toMatchObject({ garbled: wanted })
    },
  )

  test.each([
    ['kept in', true],
    ['left out of', false],
  ])('may have its empty values %s the signed text', async (_, kept) => {
    const signed = kept ? signedForm({ ...notice, body: '' }) : `${signedForm(notice)}&body=`
    expect(await read(signed)).toMatchObject({ outcome: 'verified', paid: fact })
  })

  test('is not other news for an empty field anybody can add', async () => {
    const plain = await read(signedForm(notice))
    const padded = await read(`${signedForm(notice)}&zzz=&alipay_cert_sn=whatever`)
    expect(padded).toEqual(plain)
  })

  test('in GBK is verified over its GBK bytes', async () => {
    const fields = { ...notice, charset: 'GBK', subject: '中文商品' }
    const { sign_type: _, ...covered } = fields
    const text = Object.entries(covered)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&')
    const sign = signatureOf(encodeGbk(text))
    const body = Object.entries({ ...fields, sign })
      .map(([name, value]) => `${name}=${percentEncode(encodeGbk(value))}`)
      .join('&')
    expect(await read(body)).toMatchObject({ outcome: 'verified', paid: fact })
  })

  test('may hold a lone % that nobody encoded', async () => {
    const body = signedForm({ ...notice, subject: '100% x' }).replace('100%25', '100%')
    expect(await read(body)).toMatchObject({ outcome: 'verified', paid: fact })
  })
})

function percentEncode(bytes: Buffer): string {
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

describe('a notice is forged', () => {
  const forgeries: readonly (readonly [name: string, body: string])[] = [
    ['when it is not signed', new URLSearchParams(notice).toString()],
    ['when another key signed it', signedForm(notice, { key: otherPair.privateKey })],
    ['when an amount was changed', signedForm(notice).replace('99.00', '0.01')],
    ['when a field was added', `${signedForm(notice)}&extra=1`],
    ['when its signature is empty', signedForm(notice).replace(/sign=[^&]+/, 'sign=')],
    ['when its signature is no strict base64', `${signedForm(notice)}%0A`],
    ['when it asks for SHA-1', signedForm({ ...notice, sign_type: 'RSA' }, { hash: 'sha1' })],
    ['when it asks for SHA-1 but is signed right', signedForm({ ...notice, sign_type: 'RSA' })],
    ['when it asks for what nobody knows', signedForm({ ...notice, sign_type: 'constructor' })],
  ]

  test.each(forgeries)('%s', async (_, body) => {
    expect((await read(body)).outcome).toBe('forged')
  })
})

describe('a notice is unreadable', () => {
  const signed = signedForm(notice)
  const unreadable: readonly (readonly [name: string, body: string | Buffer, type: string])[] = [
    ['when it is empty', '', formType],
    ['when it is JSON', '{"trade_status":"TRADE_SUCCESS"}', 'application/json'],
    ['when its content type is another', signed, 'text/plain'],
    ['when its content type only begins like a form’s', signed, `${formType.slice(0, 33)}x`],
    ['when a field comes twice', `${signed}&total_amount=0.01`, formType],
    ['when a field comes twice, once escaped', `${signed}&total%5Famount=0.01`, formType],
    ['when a name has brackets', `${signed}&a[b]=1`, formType],
    ['when a name reaches for the prototype', `${signed}&__proto__=1`, formType],
    ['when it is longer than any notice', signed + '&'.repeat(65_536), formType],
    [
      'when it is random bytes',
      Buffer.from(Array.from({ length: 999 }, (_, at) => (at * 89) % 256)),
      formType,
    ],
    ['when its character set is unknown', signedForm({ ...notice, charset: 'utf-16' }), formType],
  ]

  test.each(unreadable)('%s', async (_, body, type) => {
    expect((await read(body, { 'content-type': type })).outcome).toBe('unreadable')
  })

  test('when it has no content type', async () => {
    expect((await read(signed, {})).outcome).toBe('unreadable')
  })

  test('when its bytes are no text in its character set', async () => {
    const bytes = Buffer.from([0xe4, 0xbc])
    const covered = Buffer.concat([Buffer.from('charset=utf-8&out_trade_no=A&subject='), bytes])
    const sign = encodeURIComponent(signatureOf(covered))
    expect((await read(`charset=utf-8&out_trade_no=A&subject=%e4%bc&sign=${sign}`)).outcome).toBe(
      'unreadable',
    )
  })
})

test('under an RSA account SHA-1 is right and RSA2 is refused', async () => {
  const old = alipayGateway(aConfig({ signType: 'RSA' }), { clock })
  const sha1 = signedForm({ ...notice, sign_type: 'RSA' }, { hash: 'sha1' })
  expect((await read(sha1, undefined, old)).outcome).toBe('verified')
  expect((await read(signedForm(notice), undefined, old)).outcome).toBe('forged')
})

test('the answer is always 200 in one word', () => {
  const answer = { status: 200, contentType: 'text/plain; charset=utf-8' }
  expect(gateway.answerNotice('taken')).toEqual({ ...answer, body: 'success' })
  for (const verdict of ['refused', 'failed'] as const)
    expect(gateway.answerNotice(verdict)).toEqual({ ...answer, body: 'failure' })
})

describe('a return', () => {
  const back = {
    charset: 'utf-8',
    out_trade_no: 'DEV1',
    method: 'alipay.trade.page.pay.return',
    total_amount: '99.00',
    trade_no: '2025030322001400000000000002',
    auth_app_id: appId,
    version: '1.0',
    app_id: appId,
    sign_type: 'RSA2',
    seller_id: sellerId,
    timestamp: '2025-03-03 12:01:15',
  }

  test.each(['', '?'])('is read with %j before it', (mark) => {
    expect(gateway.readReturn(mark + signedForm(back))).toEqual({
      outcome: 'verified',
      outTradeNo: 'DEV1',
      gatewayTradeNo: '2025030322001400000000000002',
      madeAt: shanghai('2025-03-03 12:01:15'),
    })
  })

  test.each([
    ['changed', signedForm(back).replace('DEV1', 'DEV2')],
    ['for another app', signedForm({ ...back, app_id: '2021000000000009' })],
    ['with a parameter of somebody else', `${signedForm(back)}&from=ad`],
    ['empty', ''],
    ['a notice in disguise', signedForm(notice)],
  ])('is forged when it is %s', (_, query) => {
    expect(gateway.readReturn(query).outcome).toBe('forged')
  })

  test('is no notice, though the same rule signs it', async () => {
    expect((await read(signedForm(back))).outcome).toBe('unreadable')
  })
})

describe('a form', () => {
  const pieces = ['&', '&', '=', '=', 'a', 'a', 'b', 'a_1', 'z', '1', '+', '%', '%61', '%4']
  const special = ['%26', '%3D', '%0A', '%e4', 'ÿ', '[', '-', '.']
  const form = fc.array(fc.constantFrom(...pieces, ...special), { maxLength: 12 })

  test('is read as by splitting and sorting it, whatever forms were read before', () => {
    fc.assert(
      fc.property(fc.array(form, { minLength: 1, maxLength: 6 }), (forms) => {
        for (const text of forms.map((parts) => parts.join(''))) {
          const fields = readForm(Buffer.from(text, 'latin1'))
          const read = typeof fields === 'string' ? fields : [...fields]
          expect([text, read]).toEqual([text, readPlainly(text)])
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('has at most 200 fields, and names of at most 128 letters', () => {
    const many = (count: number) =>
      readForm(Buffer.from(Array.from({ length: count }, (_, at) => `a${at}=`).join('&')))
    expect([typeof many(200), many(201)]).toEqual(['object', 'too many fields'])
    const long = (length: number) => readForm(Buffer.from(`${'a'.repeat(length)}=1`))
    expect([typeof long(128), long(129)]).toEqual(['object', 'a field name that is none'])
  })
})

function readPlainly(text: string): string | readonly (readonly string[])[] {
  const pairs = text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => [pair.replace(/=.*/, ''), pair.replace(/^[^=]*=?/, '')].map(decoded))
  const names = pairs.map(([name]) => name ?? '')
  if (pairs.length === 0) return 'empty'
  if (!names.every((name) => /^[a-z][\w.-]*$/i.test(name))) return 'a field name that is none'
  if (new Set(names).size < names.length) return 'a field twice'
  return names.toSorted().map((name) => pairs[names.indexOf(name)] ?? [])
}

function decoded(text: string): string {
  const byteOf = (_: string, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))
  return text.replaceAll('+', ' ').replace(/%([0-9a-f]{2})/gi, byteOf)
}
