// The installation's secrets: what SECRET_KEY opens, and the keys that sign licences.

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { maskLicenseKey } from '../core/ids.ts'
import type { Clock } from '../core/ports.ts'
import type { Instant } from '../core/time.ts'
import type { Database } from '../db/connect.ts'
import {
  findSecretCheck,
  insertFirstSigningKey,
  insertSecretCheck,
  listSigningKeys,
  type SigningKeyRow,
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
  const cardHashKey = deriveKey(master, 'card hash')
  return {
    sealer,
    orderTokenKey: deriveKey(master, 'order token'),
    licenseKeys: {
      drawsOf: repeatableRandom(deriveKey(master, 'license draws')),
      // Keyed, because keys must not be found by trying them against a stolen table.
      hash: (key) => hmac(hashKey, key),
      keep: (key, licenseId) => ({
        hash: hmac(hashKey, key),
        sealed: sealer.seal(key, `license|${licenseId}`),
        masked: maskLicenseKey(key),
      }),
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

/** Read again no sooner than this, however often it is asked for: the address of the public keys is open to all. */
const freshMs = 10_000

/** The signing keys, the first one made at the first start. */
export async function loadSigningKeys(
  db: Database,
  sealer: Sealer,
  clock: Clock,
): Promise<SigningKeys> {
  const first = await listSigningKeys(db)
  if (first.length === 0) await db.tx((tx) => insertFirstSigningKey(tx, makeSigningKey(sealer)))
  let all = await openSigningKeys(db, sealer)
  let readAt = clock.now()
  return {
    get current() {
      return currentOf(all, clock.now())
    },
    get all() {
      return all
    },
    async reload(isTold = false) {
      // A clock put back makes them old as well.
      if (!isTold && Math.abs(clock.now() - readAt) < freshMs) return
      readAt = clock.now()
      all = await openSigningKeys(db, sealer)
    },
  }
}

type OpenKey = SigningKeyRow & Readonly<{ privateKey: KeyObject }>

/** The newest key whose time has come; where a clock was put back before all of them, the first. */
export function currentOf<T extends Readonly<{ validFrom: Instant }>>(
  keys: readonly T[],
  now: Instant,
): T {
  const current = keys.find(({ validFrom }) => validFrom <= now) ?? keys.at(-1)
  if (!current) throw new Error('no signing key')
  return current
}

async function openSigningKeys(db: Database, sealer: Sealer): Promise<readonly OpenKey[]> {
  const rows = await listSigningKeys(db)
  return rows.map((row) => ({ ...row, privateKey: openPrivateKey(sealer, row) }))
}

/** The private half of a kept key. */
export function openPrivateKey(
  sealer: Sealer,
  { kid, privateSealed }: Pick<SigningKeyRow, 'kid' | 'privateSealed'>,
): KeyObject {
  const key = Buffer.from(sealer.unseal(privateSealed, signingKeyContext(kid)))
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

/** A new pair: its id is the beginning of its public half. */
export function makeSigningKey(
  sealer: Sealer,
): Pick<SigningKeyRow, 'kid' | 'publicKey' | 'privateSealed'> {
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
