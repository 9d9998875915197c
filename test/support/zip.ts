// ZIP archives for tests: right ones, and ones that lie.

import { crc32, deflateRawSync } from 'node:zlib'
import { encodeText } from '../../src/simulator/charset.ts'

/** An entry whose bytes are packed already. */
export type Packed = Readonly<{ name: Buffer; packed: Buffer; crc: number; size: number }>

/** An archive whose entries are deflated; `flags` as the format has them. */
export function archiveOf(entries: readonly Packed[], flags = 0, method = 8): Buffer {
  const bodies: Buffer[] = []
  const records: Buffer[] = []
  let offset = 0
  for (const { name, packed, crc, size } of entries) {
    const facts = Buffer.alloc(24)
    facts.writeUInt16LE(flags, 0)
    facts.writeUInt16LE(method, 2)
    facts.writeUInt32LE(crc, 8)
    facts.writeUInt32LE(packed.length, 12)
    facts.writeUInt32LE(size, 16)
    facts.writeUInt16LE(name.length, 20)
    const body = Buffer.concat([Buffer.from('504b03041400', 'hex'), facts, name, packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    records.push(Buffer.concat([Buffer.from('504b010214001400', 'hex'), facts, place, name]))
    bodies.push(body)
    offset += body.length
  }
  const directory = Buffer.concat(records)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, directory, end])
}

/** A file of an archive, its name and text in GBK. */
export function packText(name: string, text: string): Packed {
  return packBytes(name, encodeText(text, 'gbk'))
}

export function packBytes(name: string, bytes: Buffer): Packed {
  return {
    name: encodeText(name, 'gbk'),
    packed: deflateRawSync(bytes),
    crc: crc32(bytes),
    size: bytes.length,
  }
}
