// The flat XML of API v2, read and written by ourselves: one root, one level of texts below it. What the
// format has no use for is not understood, so there is no entity that could expand and no document to fetch.

export type V2Fields = ReadonlyMap<string, string>

/** A notice is two kilobytes; an answer about fifty refunds some twenty. */
const xmlMax = 65_536

const decoder = new TextDecoder('utf-8', { fatal: true })

const declaration = new RegExp(
  [
    /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.\d"|'1\.\d')/,
    /(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"utf-?8"|'utf-?8'))?/,
    /(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/,
  ]
    .map(({ source }) => source)
    .join(''),
  'iy',
)
/** Its attributes say nothing to us. */
const rootTag =
  /<([a-z]+)(?:[ \t\n]+[A-Za-z_][\w.:-]*[ \t\n]*=[ \t\n]*(?:"[^"<]*"|'[^'<]*'))*[ \t\n]*>/y
const openingTag = /<([A-Za-z_][\w.-]*)[ \t\n]*(\/?)>/y
const closingTag = /<\/([a-z]+)[ \t\n]*>/y
const blanks = /[ \t\n]*/y
const commentStart = '<!--'
const commentEnd = '-->'
const cdataStart = '<![CDATA['
const cdataEnd = ']]>'

/** What no XML document may hold, not even as a reference. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

const predefined: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

/**
 * The fields of a document as texts, none of them turned into a number: plain, CDATA, or both in a row. White
 * space around plain text is layout; comments between the fields and attributes of the root are passed over.
 * Undefined for everything else: a DOCTYPE, an instruction, a comment within a value, an attribute or an
 * element within a field, a field that comes twice, bytes that are not UTF-8, more than 64 KiB (fact sheet
 * WeChat Pay, section 19). Never throws.
 */
export function readXml(bytes: Uint8Array, root: 'xml' | 'root' = 'xml'): V2Fields | undefined {
  const text = decode(bytes)
  if (text === undefined) return undefined
  const body = text.replace(/\r\n?/g, '\n')
  const begin = matchAt(blanks, body, 0)?.end ?? 0
  const declared = matchAt(declaration, body, begin)
  const start = matchAt(rootTag, body, skipLayout(body, declared?.end ?? begin))
  if (start?.name !== root) return undefined

  const fields = new Map<string, string>()
  let at = skipLayout(body, start.end)
  for (let tag = matchAt(openingTag, body, at); tag; tag = matchAt(openingTag, body, at)) {
    const value: Value | undefined = tag.isEmpty ? { text: '', end: tag.end } : valueAt(body, tag)
    if (!value || fields.has(tag.name)) return undefined
    fields.set(tag.name, value.text)
    at = skipLayout(body, value.end)
  }
  const end = matchAt(closingTag, body, at)
  const isWhole = end?.name === root && skipLayout(body, end.end) === body.length
  return isWhole ? fields : undefined
}

/**
 * A document with every value in CDATA. Values must hold only what XML can: no control characters but tab and
 * line break, no half of a surrogate pair.
 */
export function writeXml(
  fields: Iterable<readonly [name: string, value: string]>,
  root: 'xml' | 'root' = 'xml',
): string {
  const elements = [...fields].map(([name, value]) => `<${name}>${cdata(value)}</${name}>`)
  return `<${root}>${elements.join('')}</${root}>`
}

/** Text with nothing in it that XML cannot hold: control characters become spaces. */
export function xmlText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ')
}

/** The mark that ends CDATA is cut in two; a bare carriage return would be read as a line feed. */
function cdata(value: string): string {
  const safe = value
    .replaceAll(cdataEnd, `]]${cdataEnd}${cdataStart}>`)
    .replaceAll('\r', `${cdataEnd}&#13;${cdataStart}`)
  return `${cdataStart}${safe}${cdataEnd}`
}

function decode(bytes: Uint8Array): string | undefined {
  if (bytes.length > xmlMax) return undefined
  try {
    const text = decoder.decode(bytes)
    return forbidden.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

type Tag = Readonly<{ name: string; isEmpty: boolean; end: number }>
type Value = Readonly<{ text: string; end: number }>

function matchAt(form: RegExp, body: string, start: number): Tag | undefined {
  form.lastIndex = start
  const match = form.exec(body)
  if (!match) return undefined
  const [whole, name = '', slash] = match
  return { name, isEmpty: slash === '/', end: start + whole.length }
}

/** The end of white space and comments. One that is not closed, or holds two hyphens, is none. */
function skipLayout(body: string, start: number): number {
  let at = start
  for (;;) {
    at = matchAt(blanks, body, at)?.end ?? at
    if (!body.startsWith(commentStart, at)) return at
    const stop = body.indexOf('--', at + commentStart.length)
    if (stop < 0 || !body.startsWith(commentEnd, stop)) return at
    at = stop + commentEnd.length
  }
}

/** What stands between a field's tags, and where its closing tag ends. */
function valueAt(body: string, { name, end: start }: Tag): Value | undefined {
  let text = ''
  let at = start
  for (;;) {
    const mark = body.indexOf('<', at)
    if (mark < 0) return undefined
    const plain = plainText(trim(body.slice(at, mark)))
    if (plain === undefined) return undefined
    text += plain
    if (!body.startsWith(cdataStart, mark)) {
      const end = endOfClosing(body, mark, name)
      return end === undefined ? undefined : { text, end }
    }
    const cdataStop = body.indexOf(cdataEnd, mark)
    if (cdataStop < 0) return undefined
    text += body.slice(mark + cdataStart.length, cdataStop)
    at = cdataStop + cdataEnd.length
  }
}

function endOfClosing(body: string, mark: number, name: string): number | undefined {
  if (!body.startsWith(`</${name}`, mark)) return undefined
  const stop = body.indexOf('>', mark)
  const isBare = trim(body.slice(mark + 2 + name.length, stop)) === ''
  return stop > mark && isBare ? stop + 1 : undefined
}

/** Without the white space of XML at both ends; JavaScript's own trim knows letters beyond it. */
function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && ' \t\n'.includes(text.charAt(start))) start += 1
  while (end > start && ' \t\n'.includes(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** Plain text with its references resolved, each once; undefined when one is unknown. */
function plainText(text: string): string | undefined {
  if (text.includes(cdataEnd)) return undefined
  const [first = '', ...rest] = text.split('&')
  let plain = first
  for (const part of rest) {
    const stop = part.indexOf(';')
    const letter = stop < 0 ? undefined : referenced(part.slice(0, stop))
    if (letter === undefined) return undefined
    plain += letter + part.slice(stop + 1)
  }
  return plain
}

function referenced(reference: string): string | undefined {
  const match = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(reference)
  if (!match) return predefined.get(reference)
  const [, hex, decimal = ''] = match
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  const letter = code <= 0x10ffff ? String.fromCodePoint(code) : '\0'
  return forbidden.test(letter) ? undefined : letter
}
