// What a log may show of a value: secrets, key bodies, tokens, licence keys, phones and addresses of mail are masked by
// type, by name and by form, wherever they stand. The copy is bounded in depth, length and breadth, and never throws.

import { Secret } from './secret.ts'

const mask = '[secret]'
const depthMax = 6
const membersMax = 100
const textMax = 4_000

/** Compared with the name in lower case without `_` and `-`. */
const secretName =
  /token|secret|passw(?:or)?d|authorization|cookie|licensekey|privatekey|apikey|v3key|mchkey|aeskey|databaseurl|authcode/

/** A text without `sign` is not searched: for most texts that is the quickest way to know. */
type Form = Readonly<{ form: RegExp; shown: string; sign?: RegExp }>

const secretForms: readonly Form[] = [
  { form: /-----BEGIN [^-]*-----[\s\S]*?(?:-----END [^-]*-----|$)/g, shown: '[pem]' },
  // A line of a key, or a key without its first and last line. A hex digest of this length is no secret.
  {
    form: /(?<![A-Za-z0-9+/])(?![0-9a-f]+(?![A-Za-z0-9+/]))[A-Za-z0-9+/]{64,}={0,2}/g,
    shown: '[base64]',
  },
  {
    form: /(?<![0-9A-Z])[0-9A-HJKMNP-TV-Z]{5}(?:-[0-9A-HJKMNP-TV-Z]{2,5}){3,6}(?![0-9A-Z])/gi,
    shown: '[license key]',
    // Not only two hyphens, as a day has.
    sign: /-[0-9A-Z]{2,5}-[0-9A-Z]{2,5}-/i,
  },
  // A buyer's mobile phone; a longer number is none.
  { form: /(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])/g, shown: '[phone]' },
  { form: /\b(Bearer|Basic)\s+[^\s"',]+/gi, shown: `$1 ${mask}` },
  { form: /([?&;]\w*(?:token|secret|password)=)[^&#\s"']+/gi, shown: `$1${mask}` },
  // The password in postgres://user:password@host
  { form: /(\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g, shown: `$1${mask}` },
  // An address of mail, also as it stands in a URL; of no more than 64 characters before the @, or it were slow to look for.
  {
    form: /[^\s@<>"'`,;:()[\]{}/=&?|]{1,64}(?:@|%40)[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}/giu,
    shown: '[email]',
    sign: /@|%40/,
  },
]

/** A copy of an event's fields that may be printed as JSON. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    return copyOfMembers(Object.entries(fields), 0)
  } catch {
    // A getter or a toString of somebody else's object threw. A log line never fails for that.
    return { unprintable: Object.keys(fields) }
  }
}

/** A bare word shorter than any of these forms, and no phone: most of what is logged is a number or a constant. */
const harmless = /^(?:[0-9A-Za-z]{1,10}|[0-9A-Za-z]{12,63})$/

/** A text of any length with everything masked that looks like a secret. */
export function maskSecrets(text: string): string {
  if (harmless.test(text)) return text
  let shown = text
  for (const { form, shown: instead, sign } of secretForms)
    if (!sign || sign.test(shown)) shown = shown.replace(form, instead)
  return shown
}

/** The same cut at 4,000 characters. */
function redactText(text: string): string {
  const shown = maskSecrets(text)
  return shown.length > textMax ? `${shown.slice(0, textMax)}…` : shown
}

function copyOf(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  return copyOfObject(value, depth)
}

function copyOfObject(value: object, depth: number): unknown {
  if (value instanceof Secret) return mask
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof URL) return redactText(value.href)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (depth >= depthMax) return '[deep]'
  if (Array.isArray(value))
    return value.slice(0, membersMax).map((member) => copyOf(member, depth + 1))
  if (value instanceof Map || value instanceof Set) return copyOf([...value], depth)
  if (value instanceof Error) return copyOfError(value, depth)
  return copyOfMembers(Object.entries(value), depth)
}

/** Name, message and stack are no enumerable members of an error, its code and the rest are. */
function copyOfError(error: Error, depth: number): unknown {
  const { name, message, stack, cause } = error
  const known = Object.entries({ name, message, stack, ...(cause ? { cause } : {}) })
  return copyOfMembers([...known, ...Object.entries(error)], depth)
}

function copyOfMembers(
  members: readonly (readonly [string, unknown])[],
  depth: number,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [name, member] of members.slice(0, membersMax)) {
    copy[name] = isSecret(name, member) ? mask : copyOf(member, depth + 1)
  }
  return copy
}

function isSecret(name: string, member: unknown): boolean {
  if (typeof member === 'boolean' || member === null || member === undefined) return false
  return secretName.test(name.toLowerCase().replace(/[_-]/g, ''))
}
