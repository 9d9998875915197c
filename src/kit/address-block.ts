// Whose address is it? Whoever has one IPv6 address has 2^64 of them, so they count as one caller together.

import { isIPv6 } from 'node:net'

const groups = 8
const groupsOfOwner = 4

/** The /64 of an IPv6 address; every other text as it is, also an IPv4 address written as IPv6. */
export function addressBlock(text: string): string {
  if (!isIPv6(text)) return text
  const mapped = /^::ffff:([\d.]+)$/i.exec(text)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = (text.split('%')[0] ?? '').toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : Math.max(0, groups - before.length - after.length)
  const all = [...before, ...Array<string>(missing).fill('0'), ...after]
  const owner = all.slice(0, groupsOfOwner).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${owner.join(':')}::/64`
}
