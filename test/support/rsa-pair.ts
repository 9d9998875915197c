// Pairs of RSA keys for tests, as objects and as PEM.

import { generateKeyPairSync, type KeyObject } from 'node:crypto'

export type Pair = Readonly<{
  privateKey: KeyObject
  publicKey: KeyObject
  privatePem: string
  publicPem: string
}>

/** Making one takes longer than most tests. No test has so many parties that two of them would meet on one pair. */
const kept = 16
const pairs: Pair[] = []
let handedOut = 0

/** Another pair than the last fifteen; files that a worker runs one after the other share them. */
export function rsaPair(): Pair {
  const at = handedOut % kept
  handedOut += 1
  const pair = pairs[at] ?? makePair()
  pairs[at] = pair
  return pair
}

let stranger: Pair | undefined

/** Keys nobody has heard of, made once for all forgeries. */
export function strangerPair(): Pair {
  stranger ??= makePair()
  return stranger
}

function makePair(): Pair {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    ...pair,
    privatePem: String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' })),
    publicPem: String(pair.publicKey.export({ format: 'pem', type: 'spki' })),
  }
}
