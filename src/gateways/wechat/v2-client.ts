// The client of API v2, for accounts that have no API v3 key: payments by QR code, queries, refunds, bills and
// notices as values. "Unknown" means: find out before acting.

import type { Clock } from '../../core/ports.ts'
import type {
  Closed,
  CodePayments,
  IncomingNotice,
  NoticeReading,
  Opened,
  Opening,
  Queried,
  Refundable,
  Refunded,
  RefundQueried,
  Traced,
} from '../gateway.ts'
import type { BillDownloaded } from './bill-download.ts'
import { isPayCode, undoableAfterMs } from './codepay.ts'
import type { V2Config } from './config.ts'
import { type FundAccount, fundFlowCall, readV2Bill, tradeBillCall } from './v2-bills.ts'
import { callV2, sendV2, type V2Call, type V2Judged } from './v2-call.ts'
import { micropayCall, readMicropaid, readReversed, reverseCall } from './v2-micropay.ts'
import { readV2Notice } from './v2-notice.ts'
import { readRefunded, readRefundQueried, refundCall, refundQueryCall } from './v2-refunds.ts'
import { signerSource } from './v2-sandbox.ts'
import type { V2Signer } from './v2-sign.ts'
import {
  closeCall,
  nativeCall,
  queryCall,
  readClosed,
  readNative,
  readQueried,
  readTraced,
  traceCall,
} from './v2-trades.ts'

export { answerV2Notice } from './v2-notice.ts'

/** Deadlines are milliseconds for the whole call and default to 8 seconds. */
export interface WechatV2 {
  /** The text of a QR code; it lives two hours. */
  native(opening: Pick<Opening, 'payable' | 'payer'>, deadlineMs?: number): Promise<Opened>
  /** Taking money by the code a buyer shows. */
  readonly codes: CodePayments
  query(outTradeNo: string, deadlineMs?: number): Promise<Queried>
  /** Which order a transaction belongs to. */
  trace(transactionId: string, deadlineMs?: number): Promise<Traced>
  /** WeChat refuses it within five minutes of ordering; then the order is as open as before. */
  close(outTradeNo: string, deadlineMs?: number): Promise<Closed>
  /** Returns money. Repeat an unknown result unchanged. */
  refund(refundable: Refundable, deadlineMs?: number): Promise<Refunded>
  queryRefund(
    asked: Pick<Refundable, 'outTradeNo' | 'refundNo'>,
    deadlineMs?: number,
  ): Promise<RefundQueried>
  /** The trades of a day, `yyyy-MM-dd`. */
  tradeBill(date: string, deadlineMs?: number): Promise<BillDownloaded>
  /** What moved on one of the merchant's accounts that day. */
  fundFlowBill(date: string, account: FundAccount, deadlineMs?: number): Promise<BillDownloaded>
  /** Only the body counts: API v2 signs no header. */
  readNotice(incoming: Pick<IncomingNotice, 'body'>): Promise<NoticeReading>
}

const patienceMs = 8_000
const billPatienceMs = 120_000
/** WeChat waits 5 seconds for the answer to a notice (section 10). */
const noticePatienceMs = 3_000

/**
 * A client of one v2 account. Whatever WeChat or the network does is a value; what throws is a number or an
 * amount WeChat could not take.
 */
export function createWechatV2(config: V2Config, { clock }: Readonly<{ clock: Clock }>): WechatV2 {
  const signerOf = signerSource(config)

  /** Does something with the account's signer in what the deadline leaves. */
  async function signed<T>(
    deadlineMs: number,
    use: (signer: V2Signer, leftMs: number) => Promise<T>,
  ) {
    const begun = performance.now()
    const signer = await signerOf(deadlineMs)
    if ('outcome' in signer) return signer
    return use(signer, deadlineMs - (performance.now() - begun))
  }
  const call = (v2Call: V2Call, deadlineMs: number): Promise<V2Judged> =>
    signed(deadlineMs, (signer, leftMs) => callV2(config, signer, v2Call, leftMs))

  async function bill(v2Call: V2Call, deadlineMs: number, changes: Partial<V2Signer> = {}) {
    const answer = await signed(deadlineMs, (signer, leftMs) =>
      sendV2(config, { ...signer, ...changes }, v2Call, leftMs),
    )
    return answer.outcome === 'answered' ? readV2Bill(answer) : answer
  }

  return {
    native: async (opening, deadlineMs = patienceMs) =>
      readNative(await call(nativeCall(opening), deadlineMs)),
    codes: {
      takes: isPayCode,
      undoableAfterMs,
      charge: async (payable, deadlineMs) =>
        readMicropaid(
          await call(micropayCall(payable), deadlineMs),
          payable.outTradeNo,
          clock.now(),
        ),
      undo: async (outTradeNo, deadlineMs) =>
        readReversed(await call(reverseCall(outTradeNo), deadlineMs)),
    },
    trace: async (id, deadlineMs = patienceMs) =>
      readTraced(await call(traceCall(id), deadlineMs), id),
    query: async (outTradeNo, deadlineMs = patienceMs) =>
      readQueried(await call(queryCall(outTradeNo), deadlineMs), outTradeNo, clock.now()),
    close: async (outTradeNo, deadlineMs = patienceMs) =>
      readClosed(await call(closeCall(outTradeNo), deadlineMs)),
    refund: async (refundable, deadlineMs = patienceMs) =>
      readRefunded(await call(refundCall(refundable), deadlineMs), refundable),
    queryRefund: async (asked, deadlineMs = patienceMs) =>
      readRefundQueried(await call(refundQueryCall(asked), deadlineMs), asked),
    tradeBill: (date, deadlineMs = billPatienceMs) => bill(tradeBillCall(date), deadlineMs),
    fundFlowBill: (date, account, deadlineMs = billPatienceMs) =>
      bill(fundFlowCall(date, account), deadlineMs, { signType: 'HMAC-SHA256' }),
    async readNotice({ body }) {
      const signer = await signerOf(noticePatienceMs)
      return 'outcome' in signer
        ? { outcome: 'unreadable', reason: signer.reason }
        : readV2Notice(config, signer, body)
    },
  }
}
