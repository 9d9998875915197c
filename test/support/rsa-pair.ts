// Pairs of RSA keys for tests, as objects and as PEM.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Pair = Readonly<{
  privateKey: KeyObject
  publicKey: KeyObject
  privatePem: string
  publicPem: string
}>

/** Making one takes longer than most tests. No test has so many parties that two of them would meet on one pair. */
const pems =
  readFileSync(join(import.meta.dirname, 'rsa-keys.pem'), 'utf8').match(
    /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/g,
  ) ?? []
const pairs: Pair[] = []
let handedOut = 0

/** Another pair than those before it, as far as they go round; files that a worker runs one after the other share them. */
export function rsaPair(): Pair {
  const at = handedOut % (pems.length - 1)
  handedOut += 1
  return pairAt(at)
}

/** Keys nobody has heard of, for forgeries. */
export function strangerPair(): Pair {
  return pairAt(pems.length - 1)
}

function pairAt(at: number): Pair {
  const pair = pairs[at] ?? readPair(pems[at] ?? '')
  pairs[at] = pair
  return pair
}

function readPair(privatePem: string): Pair {
  const privateKey = createPrivateKey(privatePem)
  const publicKey = createPublicKey(privateKey)
  const publicPem = String(publicKey.export({ format: 'pem', type: 'spki' }))
  return { privateKey, publicKey, privatePem, publicPem }
}
