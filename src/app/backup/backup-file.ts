// What a backup file is: gzip over lines of JSON. First a header, then every row of every table in the header's
// order, each a JSON string, and last the SHA-256 of all that stands before it.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import type { AppliedMigration, BackupSequence, BackupTable } from '../../db/backup.ts'

export const backupFormat = 1

export type BackupHeader = Readonly<{
  keytill_backup: typeof backupFormat
  /** ISO 8601, UTC, by the clock of the business */
  at: string
  migrations: readonly AppliedMigration[]
  /** what only the SECRET_KEY of this database opens; null in one that no shop has used */
  secret_check: string | null
  sequences: readonly BackupSequence[]
  tables: readonly BackupTable[]
}>

/** The file is no backup, is damaged, or does not fit; the message says which, for a person. */
export class BackupError extends Error {
  override name = 'BackupError'
}

export function headerLine(header: BackupHeader): string {
  return `${JSON.stringify(header)}\n`
}

export function rowLines(rows: readonly string[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** The lines as given, and after them the one that proves them. */
export async function* withProof(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const hash = createHash('sha256')
  for await (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
  yield proofLine(hash.digest('hex'))
}

function proofLine(sha256: string): string {
  return `${JSON.stringify({ sha256 })}\n`
}

/** Reads a file to its end and answers its header. Throws a BackupError unless every byte is as it was written. */
export async function verifyBackup(path: string): Promise<BackupHeader> {
  let header: BackupHeader | undefined
  let rows = 0
  for await (const line of backupLines(path)) {
    if (header === undefined) header = readHeader(line)
    else rows += 1
  }
  if (header === undefined) throw new BackupError('the file is empty')
  const expected = header.tables.reduce((sum, table) => sum + table.rows, 0)
  if (rows !== expected)
    throw new BackupError(`the file is damaged: it has ${rows} rows and should have ${expected}`)
  return header
}

/**
 * The header of a file as it says of itself, without reading on to the proof; undefined when the file is no backup
 * that this program could restore.
 */
export async function peekBackup(path: string): Promise<BackupHeader | undefined> {
  try {
    for await (const line of splitLines(unpacked(path))) return readHeader(line.toString('utf8'))
  } catch (error) {
    if (!(error instanceof BackupError)) throw error
  }
  return undefined
}

function readHeader(line: string): BackupHeader {
  const header = parse(line)
  if (typeof header !== 'object' || header === null || !('keytill_backup' in header))
    throw new BackupError('this is no backup of Keytill')
  if (header.keytill_backup !== backupFormat)
    throw new BackupError('this backup was written by a newer Keytill: restore it with that one')
  // Its bytes are proven to be those that `headerLine` wrote.
  return header as BackupHeader
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/**
 * The header and the rows as they stand in the file, without their line breaks. Throws a BackupError at the end,
 * or where the file breaks off, when it is not what was written.
 */
export async function* backupLines(path: string): AsyncGenerator<string> {
  const hash = createHash('sha256')
  let last: Buffer | undefined
  for await (const line of splitLines(unpacked(path))) {
    if (last !== undefined) {
      hash.update(last).update('\n')
      yield last.toString('utf8')
    }
    last = line
  }
  if (`${last?.toString('utf8')}\n` !== proofLine(hash.digest('hex')))
    throw new BackupError('the file is damaged: its checksum does not fit. Take another backup')
}

async function* unpacked(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path)
  const unpacking = createGunzip()
  file.on('error', (error) => unpacking.destroy(error))
  try {
    yield* file.pipe(unpacking)
  } catch (error) {
    throw new BackupError(troubleOf(path, error))
  } finally {
    file.destroy()
  }
}

function troubleOf(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return `there is no file ${path}`
  if (code.startsWith('Z_'))
    return `the file is damaged or no backup (${code}). Take another backup`
  return `${path} cannot be read: ${String(error)}`
}

const lineFeed = 10

/** On bytes, because a character may be cut between two pieces. */
async function* splitLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = []
  for await (const piece of pieces) {
    let from = 0
    for (;;) {
      const end = piece.indexOf(lineFeed, from)
      if (end < 0) break
      const rest = piece.subarray(from, end)
      yield begun.length === 0 ? rest : Buffer.concat([...begun, rest])
      begun = []
      from = end + 1
    }
    if (from < piece.length) begun.push(piece.subarray(from))
  }
  if (begun.length > 0) yield Buffer.concat(begun)
}
