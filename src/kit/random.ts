// Randomness from the operating system's cryptographically strong source.

import { randomBytes } from 'node:crypto'

export const systemRandom = { bytes: (length: number): Uint8Array => randomBytes(length) }
