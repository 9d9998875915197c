// Reads the text of a `.env` file as merchants write it: keys over several lines without quotes, keys with
// `#` for line breaks, comments behind values. Never throws: what cannot be read is a warning with its line.

/** Something odd in the file. Never quotes the file's text: any line may be a piece of a key. */
export type DotenvWarning = Readonly<{ line: number; zh: string; en: string }>

export type Dotenv = Readonly<{
  values: ReadonlyMap<string, string>
  warnings: readonly DotenvWarning[]
}>

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/s
const nothing = /^\s*(?:#.*)?$/s
const commentBehind = /\s#.*$/s
const pemEnd = /-----END [^-]*-----/
/** The last line of a key may look like a variable: `mwIDAQAB=` has no value, and no underscore. */
const base64Line = /^\s*[A-Za-z0-9+/]+={1,2}\s*$/

/** What is being read, and how far it has got. */
type Reading = {
  lines: readonly string[]
  /** index of the next line to read */
  next: number
  values: Map<string, string>
  warnings: DotenvWarning[]
}

/**
 * Reads `.env` text: LF or CRLF, with or without a BOM, `export` allowed, `'literal'` and `"with \n escapes"`
 * over one or more lines, no interpolation. A value beginning with `-----BEGIN` reaches to its `-----END …-----`.
 * An unquoted value ends at white space followed by `#`. The later of two equal names wins.
 */
export function parseDotenv(text: string): Dotenv {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const reading: Reading = { lines, next: 0, values: new Map(), warnings: [] }
  while (reading.next < lines.length) readLine(reading)
  return { values: reading.values, warnings: reading.warnings }
}

/** One line of `.env` that parseDotenv reads back as exactly this value. */
export function formatDotenv(name: string, value: string): string {
  if (/^[A-Za-z0-9_./:@+-]*$/.test(value) && !value.startsWith('-----BEGIN'))
    return `${name}=${value}`
  const quoted = value.replace(/[\\"\n\r\t]/g, (char) => escapeOf[char] ?? char)
  return `${name}="${quoted}"`
}

const escapeOf: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
const meaningOf: Readonly<Record<string, string>> = {
  '\\': '\\',
  '"': '"',
  n: '\n',
  r: '\r',
  t: '\t',
}

function readLine(reading: Reading): void {
  const line = reading.lines[reading.next] ?? ''
  reading.next += 1
  if (nothing.test(line)) return
  const lineNo = reading.next
  const [, name, rest = ''] = assignment.exec(line) ?? []
  if (name === undefined) {
    warn(reading, lineNo, '看不懂这一行，应为 NAME=值', 'cannot be read, expected NAME=value')
    return
  }
  const value = readValue(reading, rest)
  if (reading.values.has(name))
    warn(reading, lineNo, `${name} 重复，以这一行为准`, `${name} is set again; this line wins`)
  reading.values.set(name, value)
}

function readValue(reading: Reading, rest: string): string {
  const start = rest.trimStart()
  if (start.startsWith('-----BEGIN')) return readPem(reading, start)
  const quote = start[0]
  if (quote === '"' || quote === "'") return readQuoted(reading, start, quote)
  return rest.replace(commentBehind, '').trim()
}

/** `#` may be the line separator of a key on one line, so nothing before the end mark is a comment there. */
function readPem(reading: Reading, start: string): string {
  const lineNo = reading.next
  const whole = pemEnd.exec(start)
  if (whole) return endAfter(reading, start, whole)

  const body = [start.replace(commentBehind, '').trim()]
  while (reading.next < reading.lines.length) {
    const line = reading.lines[reading.next] ?? ''
    if (assignment.test(line) && !base64Line.test(line)) break
    reading.next += 1
    const end = pemEnd.exec(line)
    if (end) return [...body, endAfter(reading, line, end).trim()].join('\n')
    if (!nothing.test(line)) body.push(line.replace(commentBehind, '').trim())
  }
  warn(reading, lineNo, '密钥缺少 -----END 一行', 'the key has no -----END line')
  return body.join('\n')
}

/** The line up to the end mark. A separator or a comment may follow it, and nothing else. */
function endAfter(reading: Reading, line: string, end: RegExpExecArray): string {
  const stop = end.index + end[0].length
  expectNothing(reading, line.slice(stop).replace(/^(?:\\n)+/, ''))
  return line.slice(0, stop)
}

function readQuoted(reading: Reading, start: string, quote: '"' | "'"): string {
  const form = quote === '"' ? /^"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/ : /^'([^']*)'/
  const opening = reading.next
  let text = start
  let found = form.exec(text)
  while (!found && reading.next < reading.lines.length) {
    const line = reading.lines[reading.next] ?? ''
    reading.next += 1
    text = `${text}\n${line}`
    // Only a line with a quote can end the value; trying the others would take quadratic time.
    if (line.includes(quote)) found = form.exec(text)
  }
  if (!found) {
    reading.next = opening
    warn(reading, opening, '引号没有结束', 'the quote is never closed')
    return start.replace(commentBehind, '').trim()
  }
  expectNothing(reading, text.slice(found[0].length))
  const [, inside = ''] = found
  return quote === '"' ? inside.replace(/\\([\s\S])/g, unescapeOne) : inside
}

/** An unknown escape stays as it is written: `\d` is a backslash and a d. */
function unescapeOne(written: string, char: string): string {
  return meaningOf[char] ?? written
}

function expectNothing(reading: Reading, rest: string): void {
  if (nothing.test(rest)) return
  warn(reading, reading.next, '值后面的内容已忽略', 'the text behind the value is ignored')
}

function warn(reading: Reading, line: number, zh: string, en: string): void {
  reading.warnings.push({ line, zh, en })
}
