// The apps registered at the simulated gateway, with their keys read once, and the certificate authority
// behind those in certificate mode.

import { createPublicKey, type KeyObject } from 'node:crypto'
import { type Keyring, keptKey, readPublicKey } from '../keyring.ts'
import { certificateSn, type DistinguishedName, issueCertificate } from '../x509.ts'
import type { SignType } from './sign.ts'

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

/** How requests and replies name those files. */
export interface CertificateSns {
  readonly app: string
  readonly alipay: string
  readonly root: string
}

export interface App {
  readonly appId: string
  readonly sellerId: string
  readonly publicKey: KeyObject
  readonly signType: SignType
  /** Null in key mode. */
  readonly certificates: { readonly files: AppCertificates; readonly sns: CertificateSns } | null
  readonly aesKey: Buffer | null
}

export type Apps = ReadonlyMap<string, App>

const rootName = nameOf('Certification Authority', 'Keytill Simulator Root R1')

/** Throws when a key or certificate cannot be read. The authority's key is kept in `folder`, where one is needed. */
export async function registerApps(
  settings: readonly AppSettings[],
  keyring: Keyring,
  folder: string | undefined,
): Promise<Apps> {
  const isNeeded = settings.some(({ certificateMode }) => certificateMode)
  const rootKey = isNeeded ? await keptKey(folder, 'alipay-root-private-key.pem') : undefined
  return new Map(
    settings.map((each) => [each.appId, registerApp(each, keyring.publicKey, rootKey)]),
  )
}

function registerApp(
  settings: AppSettings,
  platformKey: KeyObject,
  rootKey: KeyObject | undefined,
): App {
  const { appId, sellerId, signType, certificateMode, aesKey } = settings
  const publicKey = readPublicKey(settings.appPublicKey)
  const own = { appId, publicKey, pem: certificateMode?.appCertPem }
  return {
    appId,
    sellerId,
    publicKey,
    signType,
    certificates: certificateMode && rootKey ? certify(own, platformKey, rootKey) : null,
    aesKey: aesKey === undefined ? null : Buffer.from(aesKey, 'base64'),
  }
}

function certify(
  own: {
    readonly appId: string
    readonly publicKey: KeyObject
    readonly pem: string | undefined
  },
  platformKey: KeyObject,
  rootKey: KeyObject,
): NonNullable<App['certificates']> {
  const issue = (subject: DistinguishedName, publicKey: KeyObject, isAuthority: boolean) =>
    issueCertificate({ subject, publicKey, issuer: rootName, issuerKey: rootKey, isAuthority })
  const files = {
    appCertPem: own.pem ?? issue(nameOf('App', own.appId), own.publicKey, false),
    alipayCertPem: issue(nameOf('Alipay', '支付宝（模拟）'), platformKey, false),
    alipayRootCertPem: issue(rootName, createPublicKey(rootKey), true),
  }
  const sns = {
    app: certificateSn(files.appCertPem),
    alipay: certificateSn(files.alipayCertPem),
    root: certificateSn(files.alipayRootCertPem),
  }
  return { files, sns }
}

function nameOf(OU: string, CN: string): DistinguishedName {
  return { C: 'CN', O: 'Keytill Simulator', OU, CN }
}
