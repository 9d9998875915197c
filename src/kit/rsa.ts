// RSA signatures off the event loop: by Node's pool of threads, one after another.

import { type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'

/** Base64 signature over the bytes; `hash` is a name of OpenSSL's. Throws where the key cannot sign so. */
export type SignRsa = (hash: string, bytes: Uint8Array, key: KeyObject) => Promise<string>

const signAsync = promisify<string, Uint8Array, KeyObject, Buffer>(sign)

export const signByPool: SignRsa = async (hash, bytes, key) =>
  (await signAsync(hash, bytes, key)).toString('base64')
