// The keys on Alipay's side of the protocol: made at first use, kept under the data folder readable by its
// owner only, and the same ever after.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateRsaPair } from './sign.ts'

export interface Keyring {
  /** Signs replies, notices and returns. */
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** A key that is not Alipay's, for forgeries. */
  foreignKey(): Promise<KeyObject>
}

/** Loads the platform's key from `folder`, making it when missing; undefined keeps it in memory only. */
export async function openKeyring(folder: string | undefined): Promise<Keyring> {
  const privateKey = await keptKey(folder, 'alipay-private-key.pem')
  let foreign: Promise<KeyObject> | undefined
  return {
    privateKey,
    publicKey: createPublicKey(privateKey),
    foreignKey: () => {
      foreign ??= keptKey(undefined, '')
      return foreign
    },
  }
}

/** The private key in the file `name` of `folder`; a fresh one, kept there, when there is none. */
export async function keptKey(folder: string | undefined, name: string): Promise<KeyObject> {
  const path = folder === undefined ? undefined : join(folder, name)
  const kept = path === undefined ? undefined : readIfThere(path)
  if (kept !== undefined) return createPrivateKey(kept)
  const { privateKeyPem } = await generateRsaPair()
  if (folder !== undefined && path !== undefined) {
    mkdirSync(folder, { recursive: true })
    // Written aside and renamed, so that a kill half-way leaves no half a key behind.
    writeFileSync(`${path}.new`, privateKeyPem, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
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
