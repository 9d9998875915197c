// Reads a ZIP archive that is in memory: its directory first, then one entry as a stream of bytes that never
// grows beyond what it was allowed. No ZIP64, no encryption: what is not plain is refused.

import { crc32, createInflateRaw } from 'node:zlib'

export type ZipEntry = Readonly<{
  /** as written; UTF-8 only if the archive says so */
  name: Buffer
  isUtf8: boolean
  method: 'stored' | 'deflated'
  crc: number
  packed: Buffer
}>

/** The archive is not one, or not one we read; `message` says why. */
export class ZipError extends Error {
  override name = 'ZipError'
}

const directoryEnd = 0x06054b50
const directoryEntry = 0x02014b50
const localEntry = 0x04034b50
const entriesMax = 64
/** The end record is 22 bytes long and may be followed by a comment. */
const endLength = 22
const commentMax = 0xffff
const chunkSize = 65_536

/** What is in the archive. Throws a ZipError. */
export function listEntries(archive: Buffer): readonly ZipEntry[] {
  try {
    return readDirectory(archive)
  } catch (error) {
    // Reading beyond the end of the bytes: an offset or a length lies.
    throw error instanceof RangeError ? new ZipError('broken directory') : error
  }
}

/** The entry's bytes, piece by piece. Throws a ZipError when they are damaged or more than `sizeMax`. */
export async function* readEntry(entry: ZipEntry, sizeMax: number): AsyncGenerator<Buffer> {
  let size = 0
  let crc = 0
  for await (const chunk of piecesOf(entry)) {
    size += chunk.length
    if (size > sizeMax) throw new ZipError('too long')
    crc = crc32(chunk, crc)
    yield chunk
  }
  if (crc !== entry.crc) throw new ZipError('damaged')
}

function readDirectory(archive: Buffer): readonly ZipEntry[] {
  const end = endOf(archive)
  const count = archive.readUInt16LE(end + 10)
  if (count > entriesMax) throw new ZipError('too many entries')
  const entries: ZipEntry[] = []
  let at = archive.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== directoryEntry) throw new ZipError('broken directory')
    entries.push(readRecord(archive, at))
    const variable = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset))
    at += 46 + variable.reduce((sum, length) => sum + length, 0)
  }
  return entries
}

function endOf(archive: Buffer): number {
  const first = Math.max(0, archive.length - endLength - commentMax)
  for (let at = archive.length - endLength; at >= first; at -= 1)
    if (archive.readUInt32LE(at) === directoryEnd) return at
  throw new ZipError('not a ZIP archive')
}

function readRecord(archive: Buffer, at: number): ZipEntry {
  const flags = archive.readUInt16LE(at + 8)
  const method = methods.get(archive.readUInt16LE(at + 10))
  if (flags & 1) throw new ZipError('encrypted')
  if (method === undefined) throw new ZipError('packed in an unknown way')

  const local = archive.readUInt32LE(at + 42)
  if (archive.readUInt32LE(local) !== localEntry) throw new ZipError('broken entry')
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const length = archive.readUInt32LE(at + 20)
  if (start + length > archive.length) throw new ZipError('cut off')
  return {
    name: archive.subarray(at + 46, at + 46 + archive.readUInt16LE(at + 28)),
    isUtf8: (flags & 0x800) !== 0,
    method,
    crc: archive.readUInt32LE(at + 16),
    packed: archive.subarray(start, start + length),
  }
}

const methods: ReadonlyMap<number, ZipEntry['method']> = new Map([
  [0, 'stored'],
  [8, 'deflated'],
])

async function* piecesOf({ method, packed }: ZipEntry): AsyncGenerator<Buffer> {
  if (method === 'stored') return yield packed
  const inflate = createInflateRaw({ chunkSize })
  inflate.end(packed)
  try {
    for await (const chunk of inflate) yield chunk as Buffer
  } catch {
    throw new ZipError('damaged')
  }
}
