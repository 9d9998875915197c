// Random numbers and codes in the shapes Alipay uses.

import type { Random } from '../core/ports.ts'

/** That many decimal digits, 30 at most. */
export function digits(random: Random, count: number): string {
  const value = BigInt(`0x${Buffer.from(random.bytes(16)).toString('hex')}`)
  return String(value % 10n ** BigInt(count)).padStart(count, '0')
}

/** That many lower-case letters and digits, as in a QR code's address. */
export function letters(random: Random, count: number): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz123456789'
  return Array.from(random.bytes(count), (byte) => alphabet[byte % alphabet.length]).join('')
}
