// The installation's secrets: what SECRET_KEY opens, and the key that signs licences.

import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { Database } from '../db/connect.ts'
import {
  findSecretCheck,
  insertFirstSigningKey,
  insertSecretCheck,
  listSigningKeys,
} from '../db/settings.ts'
import type { CardKeys, LicenseKeys } from '../fulfilment/fulfilment.ts'
import { repeatableRandom } from '../kit/random.ts'
import { createSealer, deriveKey, hmac, type Sealer } from '../kit/seal.ts'
import { rawPublicKey } from '../kit/signed-file.ts'
import type { SigningKeys } from './app.ts'

const checkText = 'keytill'

export type Secrets = Readonly<{
  sealer: Sealer
  orderTokenKey: Buffer
  licenseKeys: LicenseKeys
  cardKeys: CardKeys
}>

/** Everything derived from the master secret (32 bytes). */
export function deriveSecrets(master: Buffer): Secrets {
  const sealer = createSealer(master, 'k1')
  const hashKey = deriveKey(master, 'license key hash')
  const drawKey = deriveKey(master, 'license draws')
  const cardHashKey = deriveKey(master, 'card hash')
  return {
    sealer,
    orderTokenKey: deriveKey(master, 'order token'),
    licenseKeys: {
      drawsOf: (unit) => repeatableRandom(drawKey, unit),
      // Keyed, because keys must not be found by trying them against a stolen table.
      hash: (key) => hmac(hashKey, key),
      seal: (key, licenseId) => sealer.seal(key, `license|${licenseId}`),
      unseal: (sealed, licenseId) => sealer.unseal(sealed, `license|${licenseId}`).toString('utf8'),
    },
    cardKeys: {
      hash: (text) => hmac(cardHashKey, text),
      seal: (text, hash) => sealer.seal(text, `card|${hash}`),
      unseal: (sealed, hash) => sealer.unseal(sealed, `card|${hash}`).toString('utf8'),
    },
  }
}

/** Throws when the database was written under another SECRET_KEY: nothing of it could be opened. */
export async function checkSecret(db: Database, sealer: Sealer): Promise<void> {
  await insertSecretCheck(db, sealer.seal(checkText, 'secret check'))
  const kept = await findSecretCheck(db)
  if (kept !== undefined && opensCheck(sealer, kept)) return
  throw new Error(
    'SECRET_KEY is not the one this database was written with. Put the old one back (DATA_DIR/secret.key, SECRET_KEY or SECRET_KEY_FILE).',
  )
}

/** Whether this secret is the one the check was sealed under. */
export function opensCheck(sealer: Sealer, sealed: string): boolean {
  try {
    return sealer.unseal(sealed, 'secret check').toString('utf8') === checkText
  } catch {
    // What cannot be unsealed was sealed by another key.
    return false
  }
}

/** The signing keys, the first one made at the first start. */
export async function loadSigningKeys(db: Database, sealer: Sealer): Promise<SigningKeys> {
  const found = await listSigningKeys(db)
  if (found.length === 0) await db.tx((tx) => insertFirstSigningKey(tx, newSigningKey(sealer)))
  const all = await listSigningKeys(db)
  const [newest] = all
  if (!newest) throw new Error('no signing key')
  const der = Buffer.from(sealer.unseal(newest.privateSealed, signingKeyContext(newest.kid)))
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return { current: { kid: newest.kid, privateKey }, all }
}

function newSigningKey(sealer: Sealer) {
  const { privateKey } = generateKeyPairSync('ed25519')
  const publicKey = rawPublicKey(createPublicKey(privateKey))
  const kid = publicKey.toString('hex').slice(0, 16)
  const der = privateKey.export({ format: 'der', type: 'pkcs8' })
  return { kid, publicKey, privateSealed: sealer.seal(der, signingKeyContext(kid)) }
}

/** What a signing key's private half is sealed for. */
export function signingKeyContext(kid: string): string {
  return `signing key|${kid}`
}
