// A merchant's bills, made from the books when somebody asks, and the calls of API v3 that hand them out: first
// where the file is and what its hash must be, then the file (fact sheet WeChat Pay, section 13).

import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { type Instant, later, minuteMs } from '../../core/time.ts'
import { billDayOf } from '../bill-day.ts'
import { letters } from '../names.ts'
import { availabilityOf, writeBill } from './bill-file.ts'
import { type Account, fundFlowOf } from './bill-funds.ts'
import { type TradeBillType, tradeBillOf, tradeBillTypes } from './bill-trades.ts'
import type { Books } from './books.ts'
import type { Surroundings } from './surroundings.ts'
import { resourceUnknown, V3Error, wrongParameter } from './v3-errors.ts'
import { addV3Route, file, json, type V3Call, type V3Reply } from './v3-routes.ts'

export type BillOrder =
  | { readonly kind: 'trade'; readonly type: TradeBillType }
  /** Money only ever moves on the first of these accounts. */
  | { readonly kind: 'funds'; readonly account: FundAccount }

export const fundAccounts = ['BASIC', 'OPERATION', 'FEES'] as const
export type FundAccount = (typeof fundAccounts)[number]

export type BillMade =
  | { readonly kind: 'file'; readonly bytes: Buffer }
  /** The date is none, not over yet, or more than three months ago. */
  | { readonly kind: 'wrong_date' }
  | { readonly kind: 'creating' }
  | { readonly kind: 'nothing' }

/** The bill of a day, `yyyy-MM-dd`, as the books stand now. */
export function makeBill(
  { books, clock, faults }: Pick<Surroundings, 'books' | 'clock' | 'faults'>,
  mchId: string,
  date: string,
  order: BillOrder,
): BillMade {
  const day = billDayOf(date)
  const availability = day && availabilityOf(day, clock.now())
  if (!day || availability === 'never') return { kind: 'wrong_date' }
  if (availability === 'later' || faults.take('bill_not_ready', mchId)) return { kind: 'creating' }
  const account = accountOf(books, mchId)
  const isMoved = order.kind === 'funds' && order.account === 'BASIC'
  const table =
    order.kind === 'trade'
      ? tradeBillOf(account.trades, day, order.type, { faults, mchId })
      : isMoved
        ? fundFlowOf(account, day)
        : undefined
  return table ? { kind: 'file', bytes: writeBill(table) } : { kind: 'nothing' }
}

/** What moved a merchant's account, and will. */
export function accountOf(books: Books, mchId: string): Account {
  return {
    mchId,
    trades: books.list().filter(({ order }) => order.mchId === mchId),
    payouts: books.payouts().filter(({ account }) => account === mchId),
  }
}

/** Adds both bills and their download to API v3. */
export function addWechatBills(server: FastifyInstance, around: Surroundings): void {
  const downloads = createDownloads(around)
  addV3Route(server, around, {
    method: 'GET',
    path: '/v3/bill/tradebill',
    answer: (call) => {
      const type = oneOf(call, 'bill_type', tradeBillTypes, 'ALL')
      return downloads.offer(call, { kind: 'trade', type })
    },
  })
  addV3Route(server, around, {
    method: 'GET',
    path: '/v3/bill/fundflowbill',
    answer: (call) => {
      const account = oneOf(call, 'account_type', fundAccounts, 'BASIC')
      return downloads.offer(call, { kind: 'funds', account })
    },
  })
  addV3Route(server, around, {
    method: 'GET',
    path: '/v3/billdownload/file',
    answer: (call) => downloads.take(call),
  })
}

interface Download {
  readonly mchId: string
  readonly bytes: Buffer
  readonly goodUntil: Instant
}

const downloadLifeMs = 5 * minuteMs

/** The files that wait to be fetched, each behind its token; forgotten with the process. */
function createDownloads(around: Surroundings) {
  const { clock, random, wechatUrl } = around
  const waiting = new Map<string, Download>()

  const keep = (mchId: string, bytes: Buffer): string => {
    const now = clock.now()
    for (const [token, { goodUntil }] of waiting) if (goodUntil <= now) waiting.delete(token)
    const token = letters(random, 43)
    waiting.set(token, { mchId, bytes, goodUntil: later(now, downloadLifeMs) })
    return token
  }

  return {
    offer: (call: V3Call, order: BillOrder): V3Reply => {
      const { mchId } = call.merchant
      const isPacked = call.query.has('tar_type') && oneOf(call, 'tar_type', ['GZIP'], 'GZIP')
      const bytes = fileOf(call, order, around)
      const token = keep(mchId, isPacked ? gzipSync(bytes) : bytes)
      return json({
        hash_type: 'SHA1',
        hash_value: createHash('sha1').update(bytes).digest('hex'),
        download_url: `${wechatUrl()}/v3/billdownload/file?token=${token}`,
      })
    },
    take: ({ merchant, query }: V3Call): V3Reply => {
      const token = query.get('token')
      if (token === null) throw wrongParameter('token', undefined, '缺少必填参数', 'query')
      const download = waiting.get(token)
      const isGood = download?.mchId === merchant.mchId && download.goodUntil > clock.now()
      if (!isGood) throw resourceUnknown('账单下载地址已失效，请重新申请账单')
      return file(download.bytes, 'application/octet-stream')
    },
  }
}

function fileOf(call: V3Call, order: BillOrder, around: Surroundings): Buffer {
  const date = call.query.get('bill_date')
  if (date === null) throw wrongParameter('bill_date', undefined, '缺少必填参数', 'query')
  const made = makeBill(around, call.merchant.mchId, date, order)
  switch (made.kind) {
    case 'file':
      return made.bytes
    case 'wrong_date':
      throw wrongParameter('bill_date', date, '应为三个月内、今天以前的日期 yyyy-MM-dd', 'query')
    case 'creating':
      throw new V3Error(400, 'STATEMENT_CREATING', unnumbered, '账单正在生成中，请稍后重试')
    case 'nothing':
      throw new V3Error(400, 'NO_STATEMENT_EXIST', unnumbered, '账单文件不存在')
  }
}

/** The fact sheet knows no number for these. */
const unnumbered = 268_435_456

function oneOf<T extends string>(
  { query }: V3Call,
  name: string,
  values: readonly T[],
  otherwise: T,
): T {
  const given = query.get(name) ?? otherwise
  const found = values.find((each) => each === given)
  if (found === undefined) {
    throw wrongParameter(name, given, `应为 ${values.join('、')} 之一`, 'query')
  }
  return found
}
