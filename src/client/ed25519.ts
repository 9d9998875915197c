// Ed25519 (RFC 8032) in a browser: by WebCrypto where it knows the curve, else in whole numbers, which takes some tens
// of milliseconds. Only verifies, so nothing here is secret.

import type { Verify } from './protocol.ts'

const p = 2n ** 255n - 19n
const order = 2n ** 252n + 27742317777372353535851937790883648493n
const d = mod(-121665n * inverse(121666n))
const rootOfMinusOne = power(2n, (p - 1n) / 4n)

/** x, y, z and x·y/z of a point. */
type Point = readonly [bigint, bigint, bigint, bigint]
const neutral: Point = [0n, 1n, 1n, 0n]
const baseY = mod(4n * inverse(5n))
const base = pointOf(baseY, false)

/** Throws where a page is not served safely (https or localhost): a browser has no WebCrypto there. */
export const verifyInBrowser: Verify = async (publicKey, message, signature) => {
  const subtle = globalThis.crypto?.subtle
  if (!subtle) throw new Error('keytill/license needs a secure context: https, or localhost')
  try {
    const key = await subtle.importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify'])
    return await subtle.verify('Ed25519', key, signature.slice(), message.slice())
  } catch {
    // The curve is unknown here, or the bytes are no key: the long way tells which.
    return verifyByNumbers(publicKey, message, signature)
  }
}

/** RFC 8032, section 5.1.7, without the cofactor, as OpenSSL and browsers do it. */
export async function verifyByNumbers(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = decode(publicKey)
  const s = numberOf(signature.slice(32))
  if (!base || !key || signature.length !== 64 || s >= order) return false
  const all = new Uint8Array(64 + message.length)
  all.set(signature.slice(0, 32))
  all.set(publicKey, 32)
  all.set(message, 64)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-512', all))
  const k = numberOf(hash) % order
  const minusKey: Point = [mod(-key[0]), key[1], key[2], mod(-key[3])]
  const [x, y, z] = add(times(base, s), times(minusKey, k))
  const perZ = inverse(z)
  const told = mod(y * perZ) | ((mod(x * perZ) & 1n) << 255n)
  return told === numberOf(signature.slice(0, 32))
}

function decode(bytes: Uint8Array): Point | undefined {
  if (bytes.length !== 32) return undefined
  const whole = numberOf(bytes)
  const y = whole & (2n ** 255n - 1n)
  return y < p ? pointOf(y, whole >> 255n === 1n) : undefined
}

/** The point with this y and an odd or even x; undefined when the curve has none. */
function pointOf(y: bigint, isOdd: boolean): Point | undefined {
  const square = mod((y * y - 1n) * inverse(d * y * y + 1n))
  let x = power(square, (p + 3n) / 8n)
  if (mod(x * x) !== square) x = mod(x * rootOfMinusOne)
  if (mod(x * x) !== square || (x === 0n && isOdd)) return undefined
  if (((x & 1n) === 1n) !== isOdd) x = p - x
  return [x, y, 1n, mod(x * y)]
}

/** RFC 8032, section 5.1.4. */
function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = mod((y1 - x1) * (y2 - x2))
  const b = mod((y1 + x1) * (y2 + x2))
  const c = mod(2n * t1 * t2 * d)
  const e = mod(2n * z1 * z2)
  const [f, g, h, i] = [b - a, e - c, e + c, b + a]
  return [mod(f * g), mod(h * i), mod(g * h), mod(f * i)]
}

function times(point: Point, factor: bigint): Point {
  let sum = neutral
  let doubled = point
  for (let left = factor; left > 0n; left >>= 1n) {
    if (left & 1n) sum = add(sum, doubled)
    doubled = add(doubled, doubled)
  }
  return sum
}

function mod(value: bigint): bigint {
  const rest = value % p
  return rest < 0n ? rest + p : rest
}

function power(value: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = mod(value)
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = mod(result * square)
    square = mod(square * square)
  }
  return result
}

function inverse(value: bigint): bigint {
  return power(value, p - 2n)
}

/** The lowest byte first. */
function numberOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)
}
