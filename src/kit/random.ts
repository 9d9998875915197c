// Randomness from the operating system's cryptographically strong source, and what looks like it to whoever lacks a
// key and is the same again to whoever has it.

import { hkdfSync, randomBytes } from 'node:crypto'

export const systemRandom = { bytes: (length: number): Uint8Array => randomBytes(length) }

/** Draws for one name: the same ones, in the same order, from each source made with this key and name. */
export function repeatableRandom(key: Buffer, name: string) {
  let draws = 0
  return {
    bytes(length: number): Uint8Array {
      draws += 1
      return new Uint8Array(hkdfSync('sha256', key, '', `${name}|${draws}`, length))
    },
  }
}
