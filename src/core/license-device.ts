// What counts as the same device: its fingerprint, and where a plan allows it so many of its named parts.

import { isFingerprint } from './license.ts'
import type { Terms } from './license-terms.ts'

/** A machine's parts by name, as a program tells them or as their keyed hashes. */
export type Components = Readonly<Record<string, string>>

const componentsMax = 8

/** 1 to 8 parts, each name 1 to 32 of a-z 0-9 _, each value as a fingerprint. */
export function isComponents(value: unknown): value is Components {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false
  const parts = Object.entries(value)
  return (
    parts.length >= 1 &&
    parts.length <= componentsMax &&
    parts.every(([name, part]) => /^[a-z0-9_]{1,32}$/.test(name) && isFingerprint(part))
  )
}

/**
 * The one device that is the machine with these parts, or undefined: also when two might be, for a seat is never given
 * to a guess.
 */
export function findSameDevice<Known extends Readonly<{ components: Components | null }>>(
  devices: readonly Known[],
  told: Components,
  match: Terms['match'],
): Known | undefined {
  const same = devices.filter(({ components }) => components && isSame(components, told, match))
  return same.length === 1 ? same[0] : undefined
}

function isSame(known: Components, told: Components, match: Terms['match']): boolean {
  const names = Object.keys(known)
  const equal = names.filter((name) => known[name] === told[name]).length
  switch (match) {
    case 'exact':
      return false
    case 'any':
      return equal >= 1
    case 'two':
      return equal >= 2
    case 'most':
      return equal > names.length / 2
    case 'all':
      return equal === names.length
  }
}
