// Accounts for tests: the published test keys of the vectors, one pair for the app and one for Alipay, and
// a clock that stands still.

import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fen, fenOf } from '../../../src/core/money.ts'
import type { Clock } from '../../../src/core/ports.ts'
import { dayMs, type Instant, instantOf, later, parseShanghai } from '../../../src/core/time.ts'
import {
  type AlipayConfig,
  type AlipayTexts,
  readAlipayConfig,
} from '../../../src/gateways/alipay/config.ts'

type Pair = Readonly<{ privatePem: string; publicPem: string; privateKey: KeyObject }>

const file = JSON.parse(readFileSync(join(import.meta.dirname, '../vectors.json'), 'utf8')) as {
  keys: Record<string, { private_pkcs8_pem: string; public_spki_pem: string }>
}

export const appPair = pairOf('d-ali_app')
export const alipayPair = pairOf('d-ali_platform')
/** 1024 bits */
export const smallPair = pairOf('d-ali_app_rsa1')
/** Somebody else's. */
export const otherPair = pairOf('d-wx_platform')

export const appId = '9021000100000001'
export const sellerId = '2088000000000009'
export const aesKeyText = 'Q2hlY2tvdXREZXZLZXkxNg=='

export const now = shanghai('2025-03-03 12:00:00')
export const clock: Clock = { now: () => now }

export const texts: AlipayTexts = {
  appId,
  privateKey: appPair.privatePem,
  alipayPublicKey: alipayPair.publicPem,
  gateway: 'http://127.0.0.1:9/gateway.do',
}

/** A payment of 99.00 with every address. */
export const order = {
  outTradeNo: 'DEV1',
  amountFen: fen(9900),
  subject: '会员/一年 A&B=C',
  expiresAt: later(now, dayMs),
  notifyUrl: 'https://shop.example/notify?a=1&b=2',
  returnUrl: 'https://shop.example/result',
  quitUrl: 'https://shop.example/cashier',
}

export function fen(value: number): Fen {
  const amount = fenOf(value)
  if (amount === undefined) throw new Error('no amount')
  return amount
}

/** The parameters in an address, or in a form alone. */
export function paramsOf(address: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(address.slice(address.indexOf('?') + 1)))
}

/** The parsed `biz_content`. */
export function contentOf(params: Readonly<Record<string, string>>): unknown {
  return JSON.parse(params.biz_content ?? '')
}

export function aConfig(changes: Partial<AlipayTexts> = {}): AlipayConfig {
  return readAlipayConfig({ ...texts, ...changes }, now)
}

export function shanghai(text: string): Instant {
  return parseShanghai(text) ?? instantOf(0)
}

function pairOf(name: string): Pair {
  const pair = file.keys[name]
  if (!pair) throw new Error(`no key ${name}`)
  const { private_pkcs8_pem: privatePem, public_spki_pem: publicPem } = pair
  return { privatePem, publicPem, privateKey: createPrivateKey(privatePem) }
}
