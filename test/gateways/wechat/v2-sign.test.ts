// The signature of API v2: published samples, and what it covers.

import { describe, expect, test } from 'vitest'
import { v2Doubt, v2Sign, v2Text } from '../../../src/gateways/wechat/v2-sign.ts'
import { appId, mchId, mchKey, otherKey, signatureOf } from './v2-stand-in.ts'

const md5 = { key: mchKey, signType: 'MD5' } as const
const hmac = { key: mchKey, signType: 'HMAC-SHA256' } as const

describe('a signature', () => {
  const sample = {
    appid: 'wxd930ea5d5a258f4f',
    mch_id: '10000100',
    device_info: '1000',
    body: 'test',
    nonce_str: 'ibuaiVcKdpRxkhJA',
  }
  const published = '192006250b4c09247ec02edce69f6a2d'

  test('is that of WeChat’s own sample', () => {
    const sign = v2Sign(Object.entries(sample), { key: published, signType: 'MD5' })
    expect(sign).toBe('9A0A8659F005D6984697E2CA0A9CF3B7')
  })

  test('is that of WeChat’s own sample in HMAC-SHA256', () => {
    const sign = v2Sign(Object.entries(sample), { key: published, signType: 'HMAC-SHA256' })
    expect(sign).toBe('6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6')
  })

  test('covers every field but itself and empty ones, sorted by byte, values as they are', () => {
    const fields = { b: '0', a: '会员 A&B=C', B: '1', a_b: 'x', ab: 'y', empty: '', sign: 'z' }
    const text = v2Text(Object.entries(fields), 'k')
    expect(text).toBe('B=1&a=会员 A&B=C&a_b=x&ab=y&b=0&key=k')
  })
})

describe('a message', () => {
  const fields = { appid: appId, mch_id: mchId, total_fee: '1', something_new: '值' }
  const whole = (changes: Readonly<Record<string, string>> = {}) =>
    new Map(Object.entries({ ...fields, sign: signatureOf(fields), ...changes }))

  test('is believed when it is rightly signed', () => {
    expect(v2Doubt(whole(), md5)).toBeUndefined()
  })

  const claimed = { ...fields, sign_type: 'HMAC-SHA256' }
  const inHmac = { ...claimed, sign: signatureOf(claimed, mchKey, 'HMAC-SHA256') }

  test('is believed when it names the configured hash', () => {
    expect(v2Doubt(new Map(Object.entries(inHmac)), hmac)).toBeUndefined()
  })

  test.each([
    ['signed by nobody', whole({ sign: '' }), md5, 'unsigned'],
    ['altered', whole({ total_fee: '2' }), md5, 'bad signature'],
    ['stripped of a field', new Map([...whole()].slice(1)), md5, 'bad signature'],
    [
      'signed in lower case',
      whole({ sign: signatureOf(fields).toLowerCase() }),
      md5,
      'bad signature',
    ],
    ['signed in part', whole({ sign: signatureOf(fields).slice(1) }), md5, 'bad signature'],
    [
      'signed with another key',
      whole({ sign: signatureOf(fields, otherKey) }),
      md5,
      'bad signature',
    ],
    ['signed in the weaker hash', whole(), hmac, 'bad signature'],
    [
      'rightly signed by the hash it asks for',
      new Map(Object.entries(inHmac)),
      md5,
      'another sign_type than configured',
    ],
    [
      'asking for no hash at all',
      whole({ sign_type: 'NONE' }),
      md5,
      'another sign_type than configured',
    ],
  ] as const)('is not believed when %s', (_, message, signer, doubt) => {
    expect(v2Doubt(message, signer)).toBe(doubt)
  })
})
