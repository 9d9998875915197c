// Fetching a day's bill in two steps: a signed reply tells where the file is and what its hash must be, and the
// file itself comes unsigned (fact sheet WeChat Pay, section 13). `bill.ts` reads what is in it.

import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { assert } from '../../kit/assert.ts'
import type { Refused, Unknown } from '../gateway.ts'
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
  const call = { method: 'GET', path: pathOf(order) } as const
  const judged = await callWechat(account, call, deadlineMs)
  if (isRefusedWith(judged, 'NO_STATEMENT_EXIST')) return { outcome: 'absent' }
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

async function readBill(answer: Answered, sha1: string): Promise<BillDownloaded> {
  if (answer.status !== 200) return unknown(hintOf(answer))
  const file = await unpack(answer.body)
  if (!file) return unknown('the bill cannot be unpacked')
  const isWhole = createHash('sha1').update(file).digest('hex') === sha1
  return isWhole
    ? { outcome: 'bill', text: file.toString('utf8') }
    : unknown('the bill has another hash')
}

/** What came, unpacked where it is gzip data: whether it is shows in its first bytes. */
async function unpack(body: Buffer): Promise<Buffer | undefined> {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body
  try {
    return await gunzipAsync(body, { maxOutputLength: billMax })
  } catch {
    return undefined
  }
}
