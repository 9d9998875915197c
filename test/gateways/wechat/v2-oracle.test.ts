// Our client of API v2 and an independent one against each other: what one signs, writes and encrypts the other
// accepts. Where it is known to be wrong (encrypting whole blocks, cutting a bill's first bytes) it is no oracle.

import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Aes, Decorator, Formatter, Hash, Transformer } from 'wechatpay-axios-plugin'
import { readTradeBill } from '../../../src/gateways/wechat/bill.ts'
import { createWechatV2 } from '../../../src/gateways/wechat/v2-client.ts'
import { openReqInfo, reqInfoKey } from '../../../src/gateways/wechat/v2-notice.ts'
import { v2Doubt, v2Sign } from '../../../src/gateways/wechat/v2-sign.ts'
import { readXml, writeXml, xmlText } from '../../../src/gateways/wechat/v2-xml.ts'
import {
  appId,
  clock,
  fen,
  mchId,
  mchKey,
  openStandIn,
  otherKey,
  type StandIn,
  shanghai,
  signedXml,
  v2Config,
} from './v2-stand-in.ts'

const signTypes = ['MD5', 'HMAC-SHA256'] as const
const fieldName = fc.stringMatching(/^[a-z][a-z_]{0,15}$/).filter((name) => name !== 'sign_type')
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const someFields = fc.dictionary(fieldName, text, { noNullPrototype: true })

describe.each(signTypes)('a signature in %s', (signType) => {
  test('is the same whatever is signed', () => {
    fc.assert(
      fc.property(someFields, (fields) => {
        const ours = v2Sign(Object.entries(fields), { key: mchKey, signType })
        expect(ours).toBe(Hash.sign(signType, fields, mchKey))
      }),
    )
  })
})

describe('a document', () => {
  test('of ours says the same to both', () => {
    fc.assert(
      fc.property(someFields, (fields) => {
        // The other reader makes no object of a document without fields.
        const kept = { a: '1', ...mapped(fields, (value) => xmlText(value)) }
        expect(Transformer.toObject(writeXml(Object.entries(kept)))).toEqual(kept)
      }),
    )
  })

  test('of theirs says the same to both', () => {
    fc.assert(
      fc.property(someFields, (fields) => {
        // It writes what ends CDATA as it is, and reads plain text without the blanks around it.
        const kept = {
          a: '1',
          ...mapped(fields, (value) => xmlText(value).replaceAll(']]>', '').trim()),
        }
        const xml = Transformer.toXml(kept)
        expect(Object.fromEntries(readXml(Buffer.from(xml)) ?? [])).toEqual(kept)
        expect(Transformer.toObject(xml)).toEqual(kept)
      }),
    )
  })
})

describe('the other client as a merchant', () => {
  let gateway: StandIn
  beforeAll(async () => {
    gateway = await openStandIn()
  })
  beforeEach(() => {
    gateway.asked.length = 0
  })
  afterAll(() => gateway.close())

  function theirs(secret = mchKey) {
    const settings = { mchid: mchId, secret, baseURL: gateway.url, proxy: false }
    return Decorator.xmlBased(settings)
  }

  test.each(signTypes)(
    'signs in %s what we believe, and is answered as we are',
    async (signType) => {
      gateway.answer(() =>
        signedXml({ out_trade_no: 'DEV000001', trade_state: 'CLOSED' }, { signType }),
      )
      const request = {
        appid: appId,
        mch_id: mchId,
        out_trade_no: 'DEV000001',
        sign_type: signType,
      }
      const reply = await theirs().post('/pay/orderquery', request)
      expect(reply.data).toMatchObject({ trade_state: 'CLOSED' })

      const ours = createWechatV2(v2Config({ gateway: gateway.url, signType }), { clock })
      expect(await ours.query('DEV000001')).toEqual({ outcome: 'closed' })

      for (const { fields } of gateway.asked) {
        expect(v2Doubt(new Map(Object.entries(fields)), { key: mchKey, signType })).toBeUndefined()
        expect(Hash.sign(signType, fields, mchKey)).toBe(fields.sign)
      }
      const [first, second] = gateway.asked.map(({ path, fields }) => [
        path,
        Object.keys(fields).sort(),
      ])
      expect(second).toEqual(first)
    },
  )

  test('refuses what we refuse: an answer signed with another key', async () => {
    gateway.answer(() => signedXml({ trade_state: 'CLOSED' }, { key: otherKey }))
    const request = { appid: appId, mch_id: mchId, out_trade_no: 'DEV000001' }
    await expect(theirs().post('/pay/orderquery', request)).rejects.toThrow('sign')
    const ours = createWechatV2(v2Config({ gateway: gateway.url }), { clock })
    expect(await ours.query('DEV000001')).toEqual({ outcome: 'unknown', reason: 'bad signature' })
  })

  test('lets an answer choose the weaker hash, which we do not', async () => {
    gateway.answer(() => signedXml({ out_trade_no: 'DEV000001', trade_state: 'CLOSED' }))
    const signType = 'HMAC-SHA256'
    const request = { appid: appId, mch_id: mchId, out_trade_no: 'DEV000001', sign_type: signType }
    expect((await theirs().post('/pay/orderquery', request)).status).toBe(200)
    const ours = createWechatV2(v2Config({ gateway: gateway.url, signType }), { clock })
    expect((await ours.query('DEV000001')).outcome).toBe('unknown')
  })

  test('as a gateway believes our orders, whatever is sold', async () => {
    const signType = 'HMAC-SHA256'
    const ours = createWechatV2(v2Config({ gateway: gateway.url, signType }), { clock })
    gateway.answer(() => signedXml({ code_url: 'weixin://x' }, { signType }))
    const payable = {
      outTradeNo: 'DEV000001',
      amountFen: fen(9900),
      expiresAt: shanghai('2025-03-03 12:29:00'),
      notifyUrl: 'https://shop.example/notify',
      returnUrl: 'https://shop.example/result',
      quitUrl: 'https://shop.example/cashier',
    }
    for (const subject of ['会员一年', 'A&B=C <b> "x"', "it's 🎫", ' blanks ']) {
      const opening = { payable: { ...payable, subject }, payer: { address: '::1' } }
      expect((await ours.native(opening)).outcome).toBe('qr')
    }
    for (const { fields } of gateway.asked)
      expect(Hash.sign(signType, fields, mchKey)).toBe(fields.sign)
  })
})

describe('the content of a refund notice', () => {
  test('has the same key', () => {
    expect(reqInfoKey(mchKey)).toBe(Hash.md5(mchKey))
  })

  test.each([1, 7, 15, 17, 31, 100])('of %i bytes is opened by both', (length) => {
    const plain = 'x'.repeat(length)
    const sealed = Aes.AesEcb.encrypt(plain, Hash.md5(mchKey))
    expect(openReqInfo(sealed, mchKey)?.toString()).toBe(plain)
    expect(Aes.AesEcb.decrypt(sealed, reqInfoKey(mchKey))).toBe(plain)
  })

  test.each([16, 32, 240])('of %i bytes lacks its padding there, and is refused here', (length) => {
    const sealed = Aes.AesEcb.encrypt('x'.repeat(length), Hash.md5(mchKey))
    expect(openReqInfo(sealed, mchKey)).toBeUndefined()
  })
})

test('a bill has the same cells, for whoever reads it with a byte order mark', () => {
  const header = '交易时间,微信订单号,商户订单号,交易状态,商品名称,手续费,费率,订单金额,费率备注'
  const line = '`2025-03-03 12:00:06,`42,`DEV000001,`SUCCESS,`会员, 一年,`0.59400,`0.60%,`99.00,`'
  const bill = `\ufeff${header}\r\n${line}\r\n总交易单数,订单总金额\r\n\`1,\`99.00\r\n`
  const theirs = Formatter.castCsvBill(bill) as { rows: readonly object[]; summary: object }
  const { rows, problems } = readTradeBill(bill)
  expect(problems).toEqual([])
  expect(rows.map(({ cells }) => Object.fromEntries(cells))).toEqual(theirs.rows)
  expect(readTradeBill(bill.slice(1)).rows).toEqual(rows)
})

function mapped(fields: Readonly<Record<string, string>>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)]))
}
