// A pair of RSA keys for a test, as objects and as PEM.

import { generateKeyPairSync, type KeyObject } from 'node:crypto'

export type Pair = Readonly<{
  privateKey: KeyObject
  publicKey: KeyObject
  privatePem: string
  publicPem: string
}>

export function rsaPair(bits = 2048): Pair {
  const pair = generateKeyPairSync('rsa', { modulusLength: bits })
  return {
    ...pair,
    privatePem: String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' })),
    publicPem: String(pair.publicKey.export({ format: 'pem', type: 'spki' })),
  }
}

let stranger: Pair | undefined

/** Keys nobody has heard of, made once for all forgeries. */
export function strangerPair(): Pair {
  stranger ??= rsaPair()
  return stranger
}
