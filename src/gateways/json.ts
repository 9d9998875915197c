// JSON from outside: a member that comes twice would let a verifier and a reader see different ones, so an
// object that has one is no object at all.

export type JsonObject = Readonly<Record<string, unknown>>

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The JSON object these bytes are, or a reason (a text) why they are none. */
export function readObject(bytes: Uint8Array): JsonObject | string {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return 'not utf-8'
  }
  const value = parseJson(text)
  if (!isObject(value)) return 'not a JSON object'
  const members = membersOf(text)
  return typeof members === 'string' ? members : value
}

/**
 * The raw text of each member of a JSON object, by its decoded name; deeper levels are skipped over.
 * Gives a reason when the text is no JSON object or names a member twice.
 */
export function scanMembers(text: string): ReadonlyMap<string, string> | string {
  return isObject(parseJson(text)) ? membersOf(text) : 'not a JSON object'
}

/** Once the text is known to be a JSON object, following strings and brackets is enough to find a value's end. */
function membersOf(text: string): ReadonlyMap<string, string> | string {
  const members = new Map<string, string>()
  let at = skipBlank(text, text.indexOf('{') + 1)
  while (text[at] === '"') {
    const nameEnd = endOfValue(text, at)
    const name = readString(text.slice(at, nameEnd)) ?? ''
    const start = skipBlank(text, skipBlank(text, nameEnd) + 1)
    const end = endOfValue(text, start)
    if (members.has(name)) return 'duplicate top-level member'
    members.set(name, text.slice(start, end))
    at = skipBlank(text, end)
    if (text[at] === ',') at = skipBlank(text, at + 1)
  }
  return members
}

/** The text a JSON string stands for; undefined for anything else. */
export function readString(text: string | undefined): string | undefined {
  const value = text?.startsWith('"') ? parseJson(text) : undefined
  return typeof value === 'string' ? value : undefined
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member that is a text; undefined for anything else. */
export function textIn(object: JsonObject, name: string): string | undefined {
  const value = object[name]
  return typeof value === 'string' ? value : undefined
}

function endOfValue(text: string, start: number): number {
  let depth = 0
  let at = start
  while (at < text.length) {
    const letter = text[at]
    if (letter === '"') at = endOfString(text, at)
    else if (letter === '{' || letter === '[') {
      depth += 1
      at += 1
    } else if (depth > 0 && (letter === '}' || letter === ']')) {
      depth -= 1
      at += 1
    } else if (depth === 0) return endOfWord(text, at)
    else at += 1
    if (depth === 0) return at
  }
  return at
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** A number, true, false or null. */
function endOfWord(text: string, start: number): number {
  let at = start
  while (at < text.length && !/[\s,}\]]/.test(text.charAt(at))) at += 1
  return at
}

function skipBlank(text: string, start: number): number {
  let at = start
  while (/\s/.test(text.charAt(at))) at += 1
  return at
}
