// A seller's bills, made from the books when somebody asks, and the address each archive can be fetched from for
// half a minute (fact sheet Alipay, sections 12.12 and 15).

import { crc32, deflateRawSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import type { Clock, Random } from '../../core/ports.ts'
import { hourMs, type Instant, later, secondMs } from '../../core/time.ts'
import { billDayOf } from '../bill-day.ts'
import { encodeText } from '../charset.ts'
import type { Faults } from '../faults.ts'
import { letters } from '../names.ts'
import { type Account, type BillText, type BillType, billTexts } from './bill-tables.ts'
import type { Books } from './books.ts'
import { readText } from './order-request.ts'
import { Refusal } from './refusal.ts'
import type { Call } from './request-check.ts'

interface Surroundings {
  readonly books: Books
  readonly clock: Clock
  readonly random: Random
  readonly faults: Faults
  /** Absolute address of the simulator, without a slash at its end. */
  readonly baseUrl: () => string
}

export interface Bills {
  /** Answers where the bill is. Throws a Refusal. */
  offer(call: Call): Readonly<Record<string, unknown>>
  /** Adds the address archives are fetched from. */
  addTo(server: FastifyInstance): void
}

const path = '/alipay/bill'
const readyAfterMs = 9 * hourMs
/** Made once, in the night, so that a bill fetched twice is the same file. */
const madeAfterMs = 6 * hourMs
const addressLifeMs = 30 * secondMs

/** Archives wait in memory, each behind its token; forgotten with the process. */
export function createBills({ books, clock, random, faults, baseUrl }: Surroundings): Bills {
  const waiting = new Map<string, { readonly bytes: Buffer; readonly goodUntil: Instant }>()

  const makeArchive = ({ app, content }: Call): Buffer => {
    const type = typeOf(readText(content, 'bill_type', 20))
    const date = readText(content, 'bill_date', 15)
    const day = billDayOf(date)
    const now = clock.now()
    if (!day || day.until > now) throw new Refusal(40004, 'invalid_arguments', '入参不合法')
    const isReady = now >= day.until + readyAfterMs && !faults.take('bill_not_ready', app.sellerId)
    if (!isReady) throw new Refusal(40004, 'isp.bill_not_exist', '账单不存在')
    const around = { sellerId: app.sellerId, date, madeAt: later(day.until, madeAfterMs), faults }
    return zip(
      billTexts(accountOf(books, app.sellerId), day, type, around).map(({ name, text }) => ({
        name: `${app.sellerId}0156_${date.replaceAll('-', '')}_${name}.csv`,
        text,
      })),
    )
  }

  return {
    offer: (call) => {
      const bytes = makeArchive(call)
      const now = clock.now()
      for (const [token, { goodUntil }] of waiting) if (goodUntil <= now) waiting.delete(token)
      const token = letters(random, 32)
      waiting.set(token, { bytes, goodUntil: later(now, addressLifeMs) })
      return { bill_download_url: `${baseUrl()}${path}?token=${token}` }
    },
    addTo: (server) => {
      server.get<{ Querystring: { token?: string } }>(path, (request, reply) => {
        const found = waiting.get(request.query.token ?? '')
        if (!found || found.goodUntil <= clock.now()) return reply.code(403).send('expired')
        return reply.type('application/zip').send(found.bytes)
      })
    },
  }
}

/** What moved a seller's account, and will. */
export function accountOf(books: Books, sellerId: string): Account {
  return {
    trades: books.list().filter(({ order }) => order.sellerId === sellerId),
    payouts: books.payouts().filter(({ account }) => account === sellerId),
  }
}

function typeOf(text: string): BillType {
  if (text === 'trade' || text === 'signcustomer') return text
  throw new Refusal(40004, 'TYPE_NOT_SUPPORTED', '账单类型不支持')
}

/** A ZIP archive whose names and contents are GBK, and which does not say so. */
function zip(files: readonly BillText[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const name = encodeText(file.name, 'gbk')
    const raw = encodeText(file.text, 'gbk')
    const packed = deflateRawSync(raw)
    const facts = factsOf(raw, packed, name)
    const local = Buffer.concat([Buffer.from('504b03041400', 'hex'), facts, name, packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('504b010214001400', 'hex'), facts, place, name]))
    bodies.push(local)
    offset += local.length
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, ...directory, end])
}

/** The fields that an entry and its record in the directory share, from the flags to the extra field's length. */
function factsOf(raw: Buffer, packed: Buffer, name: Buffer): Buffer {
  const facts = Buffer.alloc(24)
  facts.writeUInt16LE(8, 2)
  facts.writeUInt32LE(crc32(raw), 8)
  facts.writeUInt32LE(packed.length, 12)
  facts.writeUInt32LE(raw.length, 16)
  facts.writeUInt16LE(name.length, 20)
  return facts
}
