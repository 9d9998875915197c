// Passwords: argon2id as OWASP recommends it (19 MiB, 2 passes, 1 lane), and the same work for an account that
// does not exist.

import { hash, verify } from '@node-rs/argon2'
import { randomText } from '../../core/ids.ts'
import type { Random } from '../../core/ports.ts'
import { Refusal } from '../../errors.ts'

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const shortest = 10
const longest = 128

let ofNobody: Promise<string> | undefined

/** The PHC text to keep. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost)
}

/** `kept` undefined stands for an account that is not there: as much work, and false. */
export async function isPassword(kept: string | undefined, password: string): Promise<boolean> {
  ofNobody ??= hashPassword('')
  const isRight = await verify(kept ?? (await ofNobody), password)
  return isRight && kept !== undefined
}

/** 75 random bits in three groups, easy to read out and to type. */
export function newOneTimePassword(random: Random): string {
  return (randomText(random, 15).match(/.{5}/g) ?? []).join('-')
}

/** Refuses what is too short, too long, one character over and over, or the old one. */
export function checkNewPassword(next: string, before: string, email: string): void {
  const isWeak =
    next.length < shortest || new Set(next).size < 5 || next.toLowerCase().includes(email)
  if (isWeak || next.length > longest || next === before)
    throw new Refusal('invalid_request', { field: 'new_password' })
}
