// offline: what a program needs to verify its licence file, beside the verification of the signature in it alone.

import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { verifyLicenseFile } from '../../src/client/node.ts'
import { rawPublicKey, signFile } from '../../src/kit/signed-file.ts'
import type { Figure } from './report.ts'
import { takeTurns } from './rounds.ts'

const rounds = 9
const perRound = 2_000
const microseconds = 1_000

export async function benchOffline(signal: AbortSignal): Promise<Figure[]> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const kid = 'bench'
  const file = signFile(payload, kid, createPrivateKey(privateKey.export(pkcs8)))
  const text = JSON.stringify(file)
  const keys = { [kid]: rawPublicKey(publicKey).toString('base64') }
  const check = { keys, productId: 'demo-app', fingerprint: 'machine', now: Date.now() }
  const purpose = Buffer.from('keytill license file v2\0')
  const bytes = Buffer.concat([purpose, Buffer.from(file.payload, 'base64')])
  const signature = Buffer.from(file.signature, 'base64')
  const key = createPublicKey(privateKey)

  const { ours, floor } = await takeTurns(
    {
      ours: () => each(async () => (await verifyLicenseFile(text, check)).result === 'valid'),
      floor: () => each(() => verify(null, bytes, key, signature)),
    },
    { rounds, signal },
  )
  const against = { what: 'crypto.verify alone', rounds: floor }
  return [{ name: 'offline', unit: 'µs', rounds: ours, against }]
}

const pkcs8 = { format: 'pem', type: 'pkcs8' } as const
const payload = {
  license_id: '018f7d2e-0000-7000-8000-000000000001',
  license_key_masked: 'ABCDE-*****-*****-*****-*****-EF',
  product_id: 'demo-app',
  package_id: 'year',
  max_devices: 3,
  features: ['pro'],
  version_max: null,
  valid_from: '2026-11-22 00:00:00',
  valid_until: null,
  issued_at: '2026-11-22 00:00:00',
  file_until: null,
  fingerprint: 'machine',
}

/** Microseconds a time. */
async function each(accepts: () => boolean | Promise<boolean>): Promise<number> {
  const begun = performance.now()
  for (let at = 0; at < perRound; at += 1)
    if (!(await accepts())) throw new Error('a right file was refused')
  return ((performance.now() - begun) * microseconds) / perRound
}
