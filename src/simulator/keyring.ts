// The keys and certificates on Alipay's side of the protocol: made at first use, kept under the data
// folder readable by its owner only, and the same ever after.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateRsaPair } from './sign.ts'
import { certificateSn, type DistinguishedName, issueCertificate } from './x509.ts'

export interface Keyring {
  /** Signs replies, notices and returns. */
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly alipayCertPem: string
  readonly alipayCertSn: string
  readonly rootCertPem: string
  readonly rootCertSn: string
  /** What uploading an app's key to the console gives back: its certificate. */
  issueAppCert(appId: string, publicKey: KeyObject): string
  /** A key that is not Alipay's, for forgeries. */
  foreignKey(): Promise<KeyObject>
}

const rootName: DistinguishedName = {
  C: 'CN',
  O: 'Keytill Simulator',
  OU: 'Certification Authority',
  CN: 'Keytill Simulator Root R1',
}

/** Loads the keys under `folder`, making what is missing; undefined keeps them in memory only. */
export async function openKeyring(folder: string | undefined): Promise<Keyring> {
  const [privateKey, rootKey] = await Promise.all([
    privateKeyIn(folder, 'alipay-private-key.pem'),
    privateKeyIn(folder, 'alipay-root-private-key.pem'),
  ])
  const publicKey = createPublicKey(privateKey)
  const issue = (subject: DistinguishedName, key: KeyObject, isAuthority: boolean) =>
    issueCertificate({ subject, publicKey: key, issuer: rootName, issuerKey: rootKey, isAuthority })
  const named = (OU: string, CN: string) => ({ C: 'CN', O: 'Keytill Simulator', OU, CN })
  const rootCertPem = issue(rootName, createPublicKey(rootKey), true)
  const alipayCertPem = issue(named('Alipay', '支付宝（模拟）'), publicKey, false)
  let foreign: Promise<KeyObject> | undefined

  return {
    privateKey,
    publicKey,
    alipayCertPem,
    alipayCertSn: certificateSn(alipayCertPem),
    rootCertPem,
    rootCertSn: certificateSn(rootCertPem),
    issueAppCert: (appId, key) => issue(named('App', appId), key, false),
    foreignKey: () => {
      foreign ??= generateRsaPair().then((pair) => createPrivateKey(pair.privateKeyPem))
      return foreign
    },
  }
}

async function privateKeyIn(folder: string | undefined, name: string): Promise<KeyObject> {
  if (folder === undefined) return createPrivateKey((await generateRsaPair()).privateKeyPem)
  const path = join(folder, name)
  const kept = readIfThere(path)
  if (kept !== undefined) return createPrivateKey(kept)
  const { privateKeyPem } = await generateRsaPair()
  mkdirSync(folder, { recursive: true })
  // Written aside and renamed, so that a kill half-way leaves no half a key behind.
  writeFileSync(`${path}.new`, privateKeyPem, { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return createPrivateKey(privateKeyPem)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
