// Accounts of API v3 for tests: the published test keys of the vectors for merchant and platform, and a clock
// that stands still until it is set.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fen, fenOf } from '../../../src/core/money.ts'
import { dayMs, type Instant, instantOf, later, parseShanghai } from '../../../src/core/time.ts'
import {
  readWechatConfig,
  type V3Config,
  type WechatTexts,
} from '../../../src/gateways/wechat/config.ts'
import { assert } from '../../../src/kit/assert.ts'
import { makeCertificate } from '../alipay/certificates.ts'

export type Pair = Readonly<{
  privatePem: string
  publicPem: string
  privateKey: KeyObject
  publicKey: KeyObject
}>

const file = JSON.parse(readFileSync(join(import.meta.dirname, '../vectors.json'), 'utf8')) as {
  keys: Record<string, { private_pkcs8_pem: string; public_spki_pem: string }>
}

export const merchantPair = pairOf('d-wx_merchant')
export const platformPair = pairOf('d-wx_platform')
/** 1024 bits */
export const smallPair = pairOf('d-ali_app_rsa1')
/** Somebody else's. */
export const otherPair = pairOf('d-ali_app')

export const mchId = '1900000001'
export const appId = 'wx0000000000000d01'
export const apiV3Key = 'DevelopmentApiV3Key0123456789abc'
export const serialNo = '3775B6A45ACD588826D15E583A95F5DD4A1B2C3D'
export const publicKeyId = 'PUB_KEY_ID_0119000000012025030300000000000001'
export const platformSerial = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1'

export const now = shanghai('2025-03-03 12:00:00')
export const clock = { now: () => now }

/** Public-key mode. */
export const texts: WechatTexts = {
  mchId,
  appId,
  apiV3Key,
  privateKey: merchantPair.privatePem,
  serialNo,
  publicKeyId,
  publicKey: platformPair.publicPem,
  gateway: 'http://127.0.0.1:9',
  notifyUrl: 'https://shop.example/notify',
}

/** What turns the account above into one of certificate mode. */
export const certificateMode = { publicKeyId: undefined, publicKey: undefined }

export function aConfig(changes: Partial<WechatTexts> = {}): V3Config {
  const config = readWechatConfig({ ...texts, ...changes })
  assert(config.version === 'v3', 'an account of API v3')
  return config
}

/** A certificate of the platform, valid from a year ago for five years. */
export function issue(
  serial: string,
  {
    key = platformPair.privateKey,
    from = later(now, -365 * dayMs),
    until = later(now, 4 * 365 * dayMs),
  }: { key?: KeyObject; from?: Instant; until?: Instant } = {},
): string {
  const subject = [['CN', 'Tenpay.com']] as const
  return makeCertificate({ subject, issuer: subject, key, issuerKey: key, serial, from, until })
}

/** `apiclient_cert.pem` */
export const merchantCertPem = issue(serialNo, { key: merchantPair.privateKey })

export function fen(value: number): Fen {
  const amount = fenOf(value)
  assert(amount !== undefined, 'an amount')
  return amount
}

export function shanghai(text: string): Instant {
  return parseShanghai(text) ?? instantOf(0)
}

function pairOf(name: string): Pair {
  const pair = file.keys[name]
  assert(pair, `a key ${name}`)
  const { private_pkcs8_pem: privatePem, public_spki_pem: publicPem } = pair
  const privateKey = createPrivateKey(privatePem)
  return { privatePem, publicPem, privateKey, publicKey: createPublicKey(publicPem) }
}
