// Pairs of RSA keys for tests, as objects and as PEM.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { testKeys } from './rsa-keys.ts'

export type Pair = Readonly<{
  privateKey: KeyObject
  publicKey: KeyObject
  privatePem: string
  publicPem: string
}>

/** Read from the file when they are first asked for. No test has so many parties that two would meet on one pair. */
const pairs: Pair[] = []
let handedOut = 0

/** Another pair than those before it, as far as they go round; files that a worker runs one after the other share them. */
export function rsaPair(): Pair {
  const at = handedOut % (testKeys.length - 1)
  handedOut += 1
  return pairAt(at)
}

/** Keys nobody has heard of, for forgeries. */
export function strangerPair(): Pair {
  return pairAt(testKeys.length - 1)
}

function pairAt(at: number): Pair {
  const pair = pairs[at] ?? readPair(testKeys[at] ?? '')
  pairs[at] = pair
  return pair
}

function readPair(der: string): Pair {
  const key = Buffer.from(der, 'base64')
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  const privatePem = String(privateKey.export({ format: 'pem', type: 'pkcs8' }))
  const publicPem = String(publicKey.export({ format: 'pem', type: 'spki' }))
  return { privateKey, publicKey, privatePem, publicPem }
}
