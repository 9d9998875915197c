// The texts that name things to the outside: order numbers and licence keys. Both are drawn from a
// cryptographically strong source, so that neither can be guessed or counted.

import { assert } from '../kit/assert.ts'
import type { Random } from './ports.ts'

/** Crockford's base 32: no I, L, O, U, so nothing is misread or spells a word. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const orderNumberLength = 20
const keyLength = 25
const keyGroup = 5
/** The check is the value modulo the largest prime below 32², so every single slip and every swap is noticed. */
const checkPrime = 1021
const checkLength = 2

/** 20 characters, 100 random bits. It is also the first attempt's number at each gateway. */
export function newOrderNumber(random: Random): string {
  return randomText(random, orderNumberLength)
}

/** Whether a text can be an order number at all (16 to 32 of 0-9 A-Z a-z). */
export function isOrderNumber(text: string): boolean {
  return /^[0-9A-Za-z]{16,32}$/.test(text)
}

/** An order number as people type it: small letters, spaces and dashes do not matter. */
export function foldOrderNumber(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase()
}

/** `XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-CC`: 125 random bits and two check characters. */
export function newLicenseKey(random: Random): string {
  const body = randomText(random, keyLength)
  return group(body + checkOf(body))
}

/**
 * Reads a key as people type it: any case, with or without dashes and spaces, O for 0, I and L for 1.
 * Undefined when it cannot be a key, the check included.
 */
export function parseLicenseKey(text: string): string | undefined {
  if (text.length > 100) return undefined
  const typed = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-_–—]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  if (typed.length !== keyLength + checkLength || !/^[0-9A-HJKMNP-TV-Z]+$/.test(typed))
    return undefined
  return typed.slice(keyLength) === checkOf(typed.slice(0, keyLength)) ? group(typed) : undefined
}

/** What anybody may see of a key: its first group and its last characters. */
export function maskLicenseKey(key: string): string {
  return `${key.slice(0, keyGroup)}-*****-*****-*****-*****-${key.slice(-checkLength)}`
}

/** A licence's own name, shown in files and addresses; it opens nothing. */
export function newLicenseId(random: Random): string {
  return `lic_${randomText(random, 16).toLowerCase()}`
}

/** So many characters of Crockford's base 32, five random bits each. */
export function randomText(random: Random, length: number): string {
  let text = ''
  // 256 is a multiple of 32, so taking five bits of each byte favours no character.
  for (const byte of random.bytes(length)) text += alphabet[byte & 31]
  assert(text.length === length, 'a random source returns as many bytes as asked')
  return text
}

function checkOf(body: string): string {
  let remainder = 0
  for (const character of body)
    remainder = (remainder * 32 + alphabet.indexOf(character)) % checkPrime
  return `${alphabet[remainder >> 5]}${alphabet[remainder & 31]}`
}

function group(text: string): string {
  const groups: string[] = []
  for (let at = 0; at < text.length; at += keyGroup) groups.push(text.slice(at, at + keyGroup))
  return groups.join('-')
}
