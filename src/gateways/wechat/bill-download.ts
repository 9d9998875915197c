// Fetching a day's bill in two steps: a signed reply tells where the file is and what its hash must be, and the
// file itself comes unsigned (fact sheet WeChat Pay, section 13). `bill.ts` reads what is in it.

import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'
import { assert } from '../../kit/assert.ts'
import type { BillFetched, Refused, Unknown } from '../gateway.ts'
import { type JsonObject, textIn } from '../json.ts'
import type { Answered } from '../transport.ts'
import { type Account, callWechat } from './call.ts'
import { hintOf, isRefusedWith, readAbout, unknown } from './reply.ts'
import { sendSigned } from './request.ts'

/** `date` is `yyyy-MM-dd`; the bill of a day is ready at about ten the next morning and kept three months. */
export type BillOrder =
  | Readonly<{ kind: 'trade'; date: string; type?: 'ALL' | 'SUCCESS' | 'REFUND' }>
  | Readonly<{ kind: 'fund-flow'; date: string; account?: 'BASIC' | 'OPERATION' | 'FEES' }>

export type BillDownloaded =
  /** the file as WeChat made it, its hash verified; `bill.ts` reads it */
  | Readonly<{ outcome: 'bill'; text: string }>
  /** nothing was traded that day */
  | Readonly<{ outcome: 'absent' }>
  /** the bill is being made; ask again later */
  | Readonly<{ outcome: 'not-ready' }>
  | Refused
  | Unknown

/** A line is some 300 bytes; this is a day of a million payments, and a tenth of it when compressed. */
const billMax = 384 * 1_048_576
const fileMax = 64 * 1_048_576

const gunzipAsync = promisify(gunzip)

/** The deadline holds for each of the two steps. */
export async function downloadBill(
  account: Account,
  order: BillOrder,
  deadlineMs: number,
): Promise<BillDownloaded> {
  const fetched = await fetchBillFile(account, order, deadlineMs)
  if (fetched.outcome !== 'fetched')
    return fetched.outcome === 'empty' ? { outcome: 'absent' } : fetched
  const file = isPacked(fetched.bytes)
    ? await gunzipAsync(fetched.bytes, { maxOutputLength: billMax })
    : fetched.bytes
  return { outcome: 'bill', text: file.toString('utf8') }
}

/** The same without unpacking it: the bytes as they came, their hash verified. */
export async function fetchBillFile(
  account: Account,
  order: BillOrder,
  deadlineMs: number,
): Promise<BillFetched> {
  const call = { method: 'GET', path: pathOf(order) } as const
  const judged = await callWechat(account, call, deadlineMs)
  if (isRefusedWith(judged, 'NO_STATEMENT_EXIST')) return { outcome: 'empty' }
  if (isRefusedWith(judged, 'STATEMENT_CREATING')) return { outcome: 'not-ready' }
  const file = readAbout(judged, {}, readFile)
  if ('outcome' in file) return file
  const answer = await sendSigned(
    account,
    { method: 'GET', url: file.url, answerMax: fileMax },
    deadlineMs,
  )
  return answer.outcome === 'answered' ? readBill(answer, file.sha1) : answer
}

function pathOf(order: BillOrder): string {
  assert(/^\d{4}-\d{2}-\d{2}$/.test(order.date), 'the date of a bill is yyyy-MM-dd')
  const date = `bill_date=${order.date}`
  return order.kind === 'trade'
    ? `/v3/bill/tradebill?${date}&bill_type=${order.type ?? 'ALL'}&tar_type=GZIP`
    : `/v3/bill/fundflowbill?${date}&account_type=${order.account ?? 'BASIC'}&tar_type=GZIP`
}

function readFile(node: JsonObject): Readonly<{ url: string; sha1: string }> | Unknown {
  const url = textIn(node, 'download_url') ?? ''
  const sha1 = textIn(node, 'hash_value') ?? ''
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return unknown('no download_url')
  if (textIn(node, 'hash_type') !== 'SHA1' || !/^[0-9a-f]{40}$/i.test(sha1))
    return unknown('no SHA1 of the bill')
  return { url, sha1: sha1.toLowerCase() }
}

async function readBill(answer: Answered, sha1: string): Promise<BillFetched> {
  if (answer.status !== 200) return unknown(hintOf(answer))
  const found = await sha1Of(answer.body)
  if (found === undefined) return unknown('the bill cannot be unpacked')
  return found === sha1
    ? { outcome: 'fetched', bytes: answer.body }
    : unknown('the bill has another hash')
}

/** The hash is that of the unpacked file, which is never in memory as a whole. */
async function sha1Of(file: Buffer): Promise<string | undefined> {
  const sha1 = createHash('sha1')
  try {
    for await (const piece of unpackBill(file)) sha1.update(piece)
    return sha1.digest('hex')
  } catch {
    return undefined
  }
}

/** What came, unpacked piece by piece where it is gzip data. Throws when it cannot be, or is too long. */
export async function* unpackBill(file: Buffer): AsyncGenerator<Buffer> {
  if (!isPacked(file)) return yield file
  const pieces = createGunzip({ chunkSize: 65_536 })
  pieces.end(file)
  let length = 0
  for await (const piece of pieces as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > billMax) throw new RangeError('the bill is too long')
    yield piece
  }
}

/** Whether it is gzip data shows in its first bytes. */
function isPacked(file: Buffer): boolean {
  return file[0] === 0x1f && file[1] === 0x8b
}
