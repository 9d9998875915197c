// RSA keys on the platforms' side: made at first use, kept under the data folder readable by its owner
// only, and the same ever after.

import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Keyring {
  /** Signs replies, notices and returns. */
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** A key that is not the platform's, for forgeries. */
  foreignKey(): Promise<KeyObject>
}

export interface RsaPair {
  /** PKCS#8 PEM. */
  readonly privateKeyPem: string
  /** SPKI PEM. */
  readonly publicKeyPem: string
}

const generateAsync = promisify(generateKeyPair)

/** A fresh 2048-bit RSA pair, made off the event loop. */
export async function generateRsaPair(): Promise<RsaPair> {
  const pair = await generateAsync('rsa', { modulusLength: 2048 })
  return {
    privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** Reads a public key from PEM or bare base64 (SPKI or PKCS#1). Throws when it is neither. */
export function readPublicKey(text: string): KeyObject {
  const der = Buffer.from(text.replace(/-----[^-]*-----/g, ''), 'base64')
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' })
  } catch {
    return createPublicKey({ key: der, format: 'der', type: 'pkcs1' })
  }
}

/** The platform's key in the file `name` of `folder`, made when missing; undefined keeps it in memory only. */
export async function openKeyring(folder: string | undefined, name: string): Promise<Keyring> {
  const privateKey = await keptKey(folder, name)
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
  const make = async () => (await generateRsaPair()).privateKeyPem
  return createPrivateKey(await keptText(folder, name, make))
}

/** The text in the file `name` of `folder`; a fresh one, kept there, when there is none. */
export async function keptText(
  folder: string | undefined,
  name: string,
  make: () => Promise<string>,
): Promise<string> {
  const kept = folder === undefined ? undefined : readIfThere(join(folder, name))
  if (kept !== undefined) return kept
  const text = await make()
  keepText(folder, name, text)
  return text
}

/** Written aside and renamed, so that a kill half-way leaves no half a file behind. */
export function keepText(folder: string | undefined, name: string, text: string): void {
  if (folder === undefined) return
  const path = join(folder, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
