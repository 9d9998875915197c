// What counts as the same device: its fingerprint, and where a plan allows it so many of its named parts.

import { isFingerprint } from './license.ts'
import type { Terms } from './license-terms.ts'

/** A machine's parts by name, as a program tells them or as their keyed hashes. */
export type Components = Readonly<Record<string, string>>

const componentsMax = 8
/** The same in every machine of a model, so that it never tells one from another by itself. */
const weakPart = 'cpu'

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
  const equal = names.filter((name) => known[name] === told[name])
  return equal.some((name) => name !== weakPart) && equal.length >= sharedMin(match, names.length)
}

/** So many of its parts a machine must share; one part alone is enough only where the plan says so. */
function sharedMin(match: Terms['match'], parts: number): number {
  switch (match) {
    case 'exact':
      return Number.POSITIVE_INFINITY
    case 'any':
      return 1
    case 'two':
      return 2
    case 'most':
      return Math.max(2, Math.floor(parts / 2) + 1)
    case 'all':
      return Math.max(2, parts)
  }
}

/**
 * What a machine is known again by: each choice of its parts that the plan takes for the whole, in one order. Of one
 * that tells none, or too few, nothing.
 */
export function marksOf(told: Components, match: Terms['match']): string[] {
  const parts = Object.entries(told).sort(([one], [other]) => (one < other ? -1 : 1))
  const choices = choose(parts, sharedMin(match, parts.length))
  return choices
    .filter((choice) => choice.some(([name]) => name !== weakPart))
    .map((choice) => JSON.stringify(choice))
}

/** All ways to take so many of them; 70 at most, for there are 8 parts at most. */
function choose<T>(all: readonly T[], count: number): (readonly T[])[] {
  if (count === 0) return [[]]
  return all.flatMap((one, at) =>
    choose(all.slice(at + 1), count - 1).map((others) => [one, ...others]),
  )
}
