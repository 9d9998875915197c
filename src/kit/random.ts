// Randomness from the operating system's cryptographically strong source, and what looks like it to whoever lacks a
// key and is the same again to whoever has it.

import { createHmac, randomBytes } from 'node:crypto'
import { assert } from './assert.ts'

export const systemRandom = { bytes: (length: number): Uint8Array => randomBytes(length) }

const drawBytesMax = 32

/**
 * Draws for each name: the same ones, in the same order, from each source made with this key and name. They are those
 * of HKDF-SHA256, whose first step is the same for all names and done once.
 */
export function repeatableRandom(key: Buffer) {
  const extracted = createHmac('sha256', '').update(key).digest()
  return (name: string) => {
    let draws = 0
    return {
      bytes(length: number): Uint8Array {
        assert(length <= drawBytesMax, 'a draw is one block of the hash')
        draws += 1
        const block = createHmac('sha256', extracted).update(`${name}|${draws}\u0001`).digest()
        return block.subarray(0, length)
      },
    }
  }
}
