// wechat: notices of WeChat Pay (API v3) read per second, from raw bytes to the verified fact. The floor is the
// verification of their signatures and the opening of what they carry; the peer is wechatpay-axios-plugin doing the same.

import { createDecipheriv, verify } from 'node:crypto'
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin'
import { instantOf } from '../../src/core/time.ts'
import { openGateway } from '../../src/gateways/index.ts'
import type { Notice } from '../support/stand-in.ts'
import { WechatPlatform } from '../support/wechat-platform.ts'
import type { Figure } from './report.ts'
import { rateOf, takeTurns } from './rounds.ts'

const rounds = 9
const perRound = 1_000
const distinct = 100
const tagBytes = 16

export async function benchWechat(signal: AbortSignal): Promise<Figure[]> {
  const platform = new WechatPlatform('public key')
  const { gateway } = openGateway('wechat', textsOf(platform), {
    clock: { now: () => receivedAt },
  })
  const notices = Array.from({ length: distinct }, (_, at) => {
    const payment = platform.pay(`BENCH${String(at).padStart(15, '0')}`, 9_900)
    return readyOf(platform.notice(payment))
  })
  const each = (accepts: (notice: Ready) => boolean | Promise<boolean>) =>
    rateOf(perRound, 1, async (at) => {
      const notice = notices[at % distinct]
      if (!notice || !(await accepts(notice))) throw new Error('a right notice was refused')
    })
  const receivedAt = instantOf(Date.now())
  const key = platform.keys.publicKey

  const { ours, floor, peer } = await takeTurns(
    {
      ours: () =>
        each(async ({ body, headers }) => {
          const reading = await gateway.readNotice({ body, headers, receivedAt })
          return reading.outcome === 'verified' && reading.paid !== undefined
        }),
      floor: () =>
        each(
          ({ text, signature, sealed }) =>
            verify('sha256', text, key, signature) && open(sealed, platform.apiV3Key) !== '',
        ),
      peer: () =>
        each(({ body, headers }) => {
          const { resource } = JSON.parse(body.toString()) as { resource: Resource }
          const text = Formatter.response(
            headers['wechatpay-timestamp'] ?? '',
            headers['wechatpay-nonce'] ?? '',
            body.toString(),
          )
          const { ciphertext, nonce, associated_data: about } = resource
          return (
            Rsa.verify(text, headers['wechatpay-signature'] ?? '', key) &&
            isPaid(Aes.AesGcm.decrypt(ciphertext, platform.apiV3Key, nonce, about))
          )
        }),
    },
    { rounds, signal },
  )
  const wechat = { unit: '/s', rounds: ours } as const
  return [
    {
      name: 'wechat',
      ...wechat,
      against: { what: 'crypto.verify and AES-GCM alone', rounds: floor },
    },
    { name: 'wechat.peer', ...wechat, against: { what: 'wechatpay-axios-plugin', rounds: peer } },
  ]
}

type Resource = Readonly<{ ciphertext: string; nonce: string; associated_data: string }>
type Ready = ReturnType<typeof readyOf>

function readyOf({ body: sent, headers }: Notice) {
  const body = Buffer.from(sent)
  const { resource } = JSON.parse(sent) as { resource: Resource }
  const { 'wechatpay-timestamp': at, 'wechatpay-nonce': nonce } = headers
  const bytes = Buffer.from(resource.ciphertext, 'base64')
  return {
    body,
    headers,
    text: Buffer.from(`${at}\n${nonce}\n${sent}\n`),
    signature: Buffer.from(headers['wechatpay-signature'] ?? '', 'base64'),
    sealed: { ...resource, bytes },
  }
}

function open({ bytes, nonce, associated_data: about }: Ready['sealed'], apiV3Key: string): string {
  const opening = createDecipheriv('aes-256-gcm', apiV3Key, nonce)
  opening.setAAD(Buffer.from(about))
  opening.setAuthTag(bytes.subarray(-tagBytes))
  return opening.update(bytes.subarray(0, -tagBytes), undefined, 'utf8') + opening.final('utf8')
}

const isPaid = (text: string) =>
  (JSON.parse(text) as { trade_state?: string }).trade_state === 'SUCCESS'

function textsOf(platform: WechatPlatform) {
  return {
    appId: platform.appId,
    mchId: platform.mchId,
    apiV3Key: platform.apiV3Key,
    privateKey: platform.merchant.privatePem,
    serialNo: platform.merchantSerial,
    publicKeyId: platform.serial,
    publicKey: platform.keys.publicPem,
    gateway: 'http://127.0.0.1:9',
  }
}
