// The merchants registered at the simulated WeChat Pay, with their keys read once.

import { type KeyObject, X509Certificate } from 'node:crypto'
import { assert } from '../../kit/assert.ts'
import { readPublicKey } from '../keyring.ts'
import type { KeyMode, MerchantSettings } from './model.ts'

export interface Merchant {
  readonly mchId: string
  readonly appId: string
  readonly appSecret: string | null
  /** Verifies the merchant's requests. */
  readonly publicKey: KeyObject
  /** Of the API certificate: upper-case hex. */
  readonly serialNo: string
  /** 32 bytes; null: not set on the merchant platform. */
  readonly apiV3Key: Buffer | null
  readonly mchKey: string | null
  readonly mode: KeyMode
}

export type Merchants = ReadonlyMap<string, Merchant>

/** Throws when a key cannot be read or has the wrong length. */
export function registerMerchants(settings: readonly MerchantSettings[]): Merchants {
  return new Map(settings.map((each) => [each.mchId, registerMerchant(each)]))
}

function registerMerchant(settings: MerchantSettings): Merchant {
  const { mchId, appId, appSecret, merchantPublicKey, serialNo, apiV3Key, mchKey, mode } = settings
  for (const key of [apiV3Key, mchKey]) {
    assert(key === undefined || key.length === 32, `the keys of ${mchId} have 32 characters`)
  }
  return {
    mchId,
    appId,
    appSecret: appSecret ?? null,
    publicKey: merchantPublicKey.includes('BEGIN CERTIFICATE')
      ? new X509Certificate(merchantPublicKey).publicKey
      : readPublicKey(merchantPublicKey),
    serialNo: serialNo.toUpperCase(),
    apiV3Key: apiV3Key === undefined ? null : Buffer.from(apiV3Key, 'utf8'),
    mchKey: mchKey ?? null,
    mode,
  }
}
