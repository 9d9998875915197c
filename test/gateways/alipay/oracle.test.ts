// Our client and Alipay's official SDK against each other: what one signs the other accepts. Where the SDK
// is known to be wrong (empty values, GBK, forged replies) it is no oracle, and our own tests decide.

import { createPublicKey } from 'node:crypto'
import { AlipaySdk, type AlipaySdkConfig } from 'alipay-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAlipay } from '../../../src/gateways/alipay/client.ts'
import { decryptContent, encryptContent } from '../../../src/gateways/alipay/encrypt.ts'
import { readForm } from '../../../src/gateways/alipay/form.ts'
import { alipayGateway } from '../../../src/gateways/alipay/index.ts'
import { isSigned, requestText } from '../../../src/gateways/alipay/sign.ts'
import {
  aConfig,
  aesKeyText,
  alipayPair,
  appId,
  appPair,
  clock,
  order,
  otherPair,
  paramsOf,
} from './accounts.ts'
import { alipayCertFile, appCertPem, rootFile } from './cert-account.ts'
import { openStandIn, type StandIn, signedForm, signedReply } from './stand-in.ts'

const appPublic = createPublicKey(appPair.publicPem)

/** The SDK as a merchant's; `changes` turn it into the gateway that knows the app's public key. */
function sdk(changes: Partial<AlipaySdkConfig> = {}): AlipaySdk {
  return new AlipaySdk({
    appId,
    privateKey: bare(appPair.privatePem),
    keyType: 'PKCS8',
    alipayPublicKey: bare(alipayPair.publicPem),
    ...changes,
  })
}

const sdkAsGateway = sdk({ alipayPublicKey: bare(appPair.publicPem) })
const certConfig: Partial<AlipaySdkConfig> = {
  appCertContent: appCertPem,
  alipayPublicCertContent: alipayCertFile,
  alipayRootCertContent: rootFile,
}
const certTexts = {
  alipayPublicKey: undefined,
  appCertPem,
  alipayCertPem: alipayCertFile,
  rootCertPem: rootFile,
}

function bare(pem: string): string {
  return pem.replace(/-----[^-]*-----|\s/g, '')
}

const subjects = ['会员一年', 'A+B 100% "quoted" \\ <b>', '🎫 emoji', "it's (a) *test*! ~"]
const modes = [
  ['key', {}],
  ['certificate', certTexts],
] as const

describe.each(modes)('in %s mode', (_, texts) => {
  const alipay = createAlipay(aConfig(texts), { clock })

  test.each(subjects)(
    'the SDK verifies our page, phone and app requests for %j',
    async (subject) => {
      const requests = [
        await alipay.pagePay({ ...order, subject }),
        await alipay.wapPay({ ...order, subject }),
        await alipay.appPay({ ...order, subject }),
      ]
      for (const request of requests) {
        const params = paramsOf(request)
        // The rule of requests drops `sign` alone, as V2 does.
        expect(sdkAsGateway.checkNotifySignV2(params)).toBe(true)
        expect(
          sdkAsGateway.checkNotifySignV2({ ...params, timestamp: '2025-03-03 12:00:01' }),
        ).toBe(false)
      }
    },
  )
})

describe.each([
  ['key', {}],
  ['certificate', certConfig],
] as const)('of the SDK in %s mode', (_, changes) => {
  const theirs = sdk({ ...changes, gateway: 'https://openapi.alipay.com/gateway.do' })

  test.each(subjects)('we verify the address and the order string for %j', (subject) => {
    const bizContent = { out_trade_no: 'DEV1', total_amount: '99.00', subject }
    const signed = { bizContent, notify_url: order.notifyUrl }
    const address = theirs.pageExecute('alipay.trade.page.pay', 'GET', signed)
    const orderString = theirs.sdkExecute('alipay.trade.app.pay', signed)
    for (const request of [address, orderString]) {
      const form = readForm(Buffer.from(request.slice(request.indexOf('?') + 1)))
      if (typeof form === 'string') throw new Error(form)
      const text = requestText(Object.fromEntries(form))
      const verifier = { key: appPublic, signType: 'RSA2' } as const
      const params = paramsOf(request)
      expect(isSigned(Buffer.from(text, 'latin1'), params.sign ?? '', verifier)).toBe(true)
      expect(Buffer.from(text, 'latin1').toString('utf8')).toBe(requestText(params))
    }
  })
})

describe('the SDK as a merchant', () => {
  let gateway: StandIn
  beforeAll(async () => {
    gateway = await openStandIn()
  })
  afterAll(() => gateway.close())

  test.each([
    ['key', {}, {}],
    ['certificate', certConfig, certTexts],
  ] as const)('is answered as we are in %s mode', async (_, changes, texts) => {
    const node = {
      code: '10000',
      msg: 'Success',
      out_trade_no: 'DEV1',
      trade_status: 'TRADE_CLOSED',
    }
    gateway.answer((asked) => signedReply(asked, JSON.stringify(node)))
    gateway.asked.length = 0
    const theirs = sdk({ ...changes, gateway: gateway.url })
    const content = { bizContent: { out_trade_no: 'DEV1' } }
    const reply = await theirs.exec('alipay.trade.query', content, { validateSign: true })
    expect(reply).toMatchObject({ code: '10000', tradeStatus: 'TRADE_CLOSED' })

    const ours = createAlipay(aConfig({ ...texts, gateway: gateway.url }), { clock })
    expect(await ours.query('DEV1')).toEqual({ outcome: 'closed' })

    const [first = {}, second = {}] = gateway.asked
    const names = ({ format: _format, ...rest }: Readonly<Record<string, string>>) =>
      Object.keys(rest).sort()
    expect(names(second)).toEqual(names(first))
    expect(second.app_cert_sn).toBe(first.app_cert_sn)
    expect(second.alipay_root_cert_sn).toBe(first.alipay_root_cert_sn)
  })
})

describe('certificates', () => {
  test('have the same three serial texts', () => {
    const { verify } = aConfig(certTexts)
    const { appCertSn, alipayCertSn, alipayRootCertSn } = sdk(certConfig).config
    expect(verify).toMatchObject({
      mode: 'cert',
      appCertSn,
      alipayCertSn,
      rootCertSn: alipayRootCertSn,
    })
  })
})

describe('notices', () => {
  const notice = {
    app_id: appId,
    charset: 'utf-8',
    notify_time: '2025-03-03 12:01:08',
    out_trade_no: 'DEV1',
    sign_type: 'RSA2',
    subject: '会员 100% A+B',
    total_amount: '99.00',
    trade_no: 'T1',
    trade_status: 'TRADE_SUCCESS',
  }
  const gateway = alipayGateway(aConfig(), { clock })
  const accepts = async (body: string) => {
    const posted = Object.fromEntries(new URLSearchParams(body))
    const { outcome } = await gateway.readNotice({
      body: Buffer.from(body),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      receivedAt: clock.now(),
    })
    return { ours: outcome === 'verified', theirs: sdk().checkNotifySignV2(posted) }
  }

  test('are accepted by both when Alipay signed them', async () => {
    // The SDK's raw reading tries both rules.
    expect(await accepts(signedForm(notice))).toEqual({ ours: true, theirs: true })
  })

  test.each([
    ['another key', signedForm(notice, { key: otherPair.privateKey })],
    ['an altered amount', signedForm(notice).replace('99.00', '0.01')],
  ])('are refused by both for %s', async (_, body) => {
    expect(await accepts(body)).toEqual({ ours: false, theirs: false })
  })

  test('asking for SHA-1 are refused by us, though the SDK lets the message choose', async () => {
    const body = signedForm({ ...notice, sign_type: 'RSA' }, { hash: 'sha1' })
    expect(await accepts(body)).toEqual({ ours: false, theirs: true })
  })
})

describe('encrypted content', () => {
  const key = Buffer.from(aesKeyText, 'base64')
  const theirs = sdk({ encryptKey: aesKeyText })

  test.each(['', 'x', '0123456789abcde', '0123456789abcdef', '中文与 emoji 🎫'])('%j', (text) => {
    const body = JSON.stringify({ text })
    const signed = { bizContent: { text }, needEncrypt: true }
    const params = paramsOf(`?${theirs.sdkExecute('alipay.trade.query', signed)}`)
    expect(encryptContent(body, key)).toBe(params.biz_content)
    expect(decryptContent(params.biz_content ?? '', key)).toBe(body)
  })
})
