// The few messages of PostgreSQL's protocol (version 3) the simulation needs, written and read without waiting:
// a statement is prepared once under its name and then only bound and executed.

/** One answered statement: rows of texts, in the order of `fields`. */
export type Answer = Readonly<{
  fields: readonly Readonly<{ name: string; oid: number }>[]
  rows: readonly (readonly (string | null)[])[]
  error: WireError | undefined
}>

/** What the database said instead of an answer; `code` is its SQLSTATE, as the real driver has it. */
export class WireError extends Error {
  override name = 'error'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export function parseMessage(name: string, text: string): Buffer {
  return Buffer.concat([
    framed('P', Buffer.concat([cstring(name), cstring(text), int16(0)])),
    framed('D', Buffer.concat([Buffer.from('S'), cstring(name)])),
    sync,
  ])
}

export function bindMessage(name: string, values: readonly unknown[]): Buffer {
  const parameters = values.map(parameterOf)
  const start = bindStart(name)
  const size = parameters.reduce((sum, one) => sum + 6 + (one?.bytes.length ?? 0), start.length + 6)
  const message = Buffer.allocUnsafe(size + executeAndSync.length)
  let at = start.copy(message)
  message.writeInt32BE(size - 1, 1)
  at = message.writeInt16BE(parameters.length, at)
  for (const one of parameters) at = message.writeInt16BE(one?.binary === true ? 1 : 0, at)
  at = message.writeInt16BE(parameters.length, at)
  for (const one of parameters) {
    at = message.writeInt32BE(one?.bytes.length ?? -1, at)
    at += one?.bytes.copy(message, at) ?? 0
  }
  at = message.writeInt16BE(0, at)
  executeAndSync.copy(message, at)
  return message
}

const starts = new Map<string, Buffer>()

/** The first bytes of such a message, but for its length: the same whatever is bound. */
function bindStart(name: string): Buffer {
  const known = starts.get(name)
  if (known) return known
  const start = framed('B', Buffer.concat([cstring(''), cstring(name)]))
  starts.set(name, start)
  return start
}

export function closeMessage(name: string): Buffer {
  return Buffer.concat([framed('C', Buffer.concat([Buffer.from('S'), cstring(name)])), sync])
}

export function queryMessage(text: string): Buffer {
  return framed('Q', cstring(text))
}

/** Reads everything the database answered to one call. */
export function readAnswer(bytes: Uint8Array): Answer {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let fields: Answer['fields'] = []
  let error: WireError | undefined
  const rows: (string | null)[][] = []
  for (let at = 0; at < buffer.length; ) {
    const kind = String.fromCharCode(buffer[at] ?? 0)
    const end = at + 1 + buffer.readInt32BE(at + 1)
    if (kind === 'T') fields = readFields(buffer, at + 5)
    if (kind === 'D') rows.push(readRow(buffer, at + 5))
    if (kind === 'E') error ??= readError(buffer.subarray(at + 5, end))
    at = end
  }
  return { fields, rows, error }
}

function readFields(buffer: Buffer, from: number): Answer['fields'] {
  const fields: { name: string; oid: number }[] = []
  let at = from + 2
  for (let left = buffer.readInt16BE(from); left > 0; left -= 1) {
    const end = buffer.indexOf(0, at)
    fields.push({ name: buffer.toString('utf8', at, end), oid: buffer.readInt32BE(end + 7) })
    at = end + 19
  }
  return fields
}

function readRow(buffer: Buffer, from: number): (string | null)[] {
  const row: (string | null)[] = []
  let at = from + 2
  for (let left = buffer.readInt16BE(from); left > 0; left -= 1) {
    const length = buffer.readInt32BE(at)
    at += 4
    row.push(length < 0 ? null : buffer.toString('utf8', at, at + length))
    if (length > 0) at += length
  }
  return row
}

function readError(body: Buffer): WireError {
  const parts = new Map(
    body
      .toString('utf8')
      .split('\0')
      .filter((part) => part !== '')
      .map((part) => [part[0], part.slice(1)]),
  )
  return new WireError(parts.get('C') ?? '', parts.get('M') ?? 'database error')
}

/** As the real driver sends values: text for all but bytes. */
function parameterOf(value: unknown): Readonly<{ bytes: Buffer; binary: boolean }> | undefined {
  if (value === null || value === undefined) return undefined
  if (Buffer.isBuffer(value)) return { bytes: value, binary: true }
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value), binary: true }
  return { bytes: Buffer.from(textOf(value), 'utf8'), binary: false }
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(elementOf).join(',')}}`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function elementOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (Array.isArray(value)) return textOf(value)
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`
  return `"${textOf(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function framed(kind: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(kind), int32(body.length + 4), body])
}

function cstring(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf8')
}

function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}

const sync = framed('S', Buffer.alloc(0))
const execute = framed('E', Buffer.concat([cstring(''), int32(0)]))
const executeAndSync = Buffer.concat([execute, sync])
