// The apps registered at the simulated gateway, with their keys read once.

import type { KeyObject } from 'node:crypto'
import type { Keyring } from './keyring.ts'
import { readPublicKey, type SignType } from './sign.ts'
import { certificateSn } from './x509.ts'

/** What a merchant would enter in the open platform's console. */
export interface AppSettings {
  readonly appId: string
  /** 2088…, 16 digits. */
  readonly sellerId: string
  /** The app's own public key: PEM or bare base64. */
  readonly appPublicKey: string
  readonly signType: SignType
  /** Certificate mode. Without a certificate of its own the app gets one from the simulator's authority. */
  readonly certificateMode?: { readonly appCertPem?: string }
  /** Content encryption: 16 bytes in base64. */
  readonly aesKey?: string
}

/** The three files a merchant downloads in certificate mode. */
export interface AppCertificates {
  readonly appCertPem: string
  readonly alipayCertPem: string
  readonly alipayRootCertPem: string
}

export interface App {
  readonly appId: string
  readonly sellerId: string
  readonly publicKey: KeyObject
  readonly signType: SignType
  readonly certificates: (AppCertificates & { readonly appCertSn: string }) | null
  readonly aesKey: Buffer | null
}

export type Apps = ReadonlyMap<string, App>

/** Throws when a key or certificate cannot be read. */
export function registerApps(settings: readonly AppSettings[], keyring: Keyring): Apps {
  return new Map(settings.map((each) => [each.appId, registerApp(each, keyring)]))
}

function registerApp(settings: AppSettings, keyring: Keyring): App {
  const { appId, sellerId, signType, certificateMode, aesKey } = settings
  const publicKey = readPublicKey(settings.appPublicKey)
  const appCertPem = certificateMode?.appCertPem ?? keyring.issueAppCert(appId, publicKey)
  const certificates = {
    appCertPem,
    alipayCertPem: keyring.alipayCertPem,
    alipayRootCertPem: keyring.rootCertPem,
    appCertSn: certificateSn(appCertPem),
  }
  return {
    appId,
    sellerId,
    publicKey,
    signType,
    certificates: certificateMode ? certificates : null,
    aesKey: aesKey === undefined ? null : Buffer.from(aesKey, 'base64'),
  }
}
