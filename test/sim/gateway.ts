// An instance's way to a simulated gateway: the product's Gateway interface over the model, with everything that
// can go wrong between the two. What the model did and what the instance hears are two different moments.

import { instantOf } from '../../src/core/time.ts'
import type {
  BillFetched,
  Closed,
  Gateway,
  NoticeReading,
  NoticeVerdict,
  Opened,
  Queried,
  Refundable,
  Refunded,
  RefundQueried,
  Unknown,
} from '../../src/gateways/gateway.ts'
import { readBill } from './books.ts'
import { simCodes } from './gateway-codes.ts'
import type { GatewayModel, TruthRefund } from './gateway-model.ts'
import type { Kernel, Process } from './kernel.ts'

/** How often, in 1000 calls; 0 everywhere after healing. */
export type CallFaults = {
  perMille: number
  downUntil: number
  refusePerMille: number
  failRefunds: boolean
  /** the half of WeChat Pay's refunds come to nothing at the payer's bank, and lie there */
  strandRefunds: boolean
  /** so many answers about refunds that were taken get lost yet */
  loseRefundAnswers: number
  /** for so long a query does not know of a refund that was taken (fact sheet Alipay, section 9: ask after 10 s) */
  refundUnseenMs: number
}

type Mishap = 'lost-before' | 'lost-after' | 'busy' | 'slow'
const mishaps = ['lost-after', 'lost-before', 'busy', 'slow'] as const

export function simGateway(
  model: GatewayModel,
  kernel: Kernel,
  process: Process,
  faults: CallFaults,
): Gateway {
  const { kind } = model

  async function call<T>(label: string, deadlineMs: number, act: () => T): Promise<T | Unknown> {
    const mishap = drawMishap(kernel, faults)
    const named = `${kind}.${label}${mishap === undefined ? '' : ` (${mishap})`}`
    if (mishap !== undefined) kernel.mark(`gateway_${mishap}`)
    const answer = await kernel.effect(process, named, 50, () => {
      if (mishap === 'busy') return unknown('SYSTEM_ERROR')
      if (mishap === 'lost-before' || kernel.now < faults.downUntil) return unknown('timeout')
      return act()
    })
    if (mishap === 'lost-after' || mishap === 'slow') {
      await kernel.sleep(process, mishap === 'slow' ? deadlineMs / 2 : deadlineMs)
      return mishap === 'slow' ? answer : unknown('timeout')
    }
    // Something else may happen before the answer is here.
    if (kernel.chance(250)) await kernel.sleep(process, 30)
    return answer
  }

  return {
    kind,
    isSandbox: false,
    isProduction: true,
    signsReturns: kind === 'alipay',
    scenes: ['pc', 'wap', 'qr', 'jsapi'],
    linkScenes: kind === 'alipay' ? ['pc', 'wap'] : [],
    payerOrigins: [],
    login: undefined,
    billParser: 1,
    codes: simCodes(model, kernel, process, call),
    open: ({ scene, payable }, deadlineMs) =>
      call<Opened>(`open ${payable.outTradeNo}`, deadlineMs, () => {
        if (model.open(payable) === 'spent') return { outcome: 'number-spent', code: 'spent' }
        const link = `sim:${payable.outTradeNo}`
        return scene === 'qr' ? { outcome: 'qr', code: link } : { outcome: 'redirect', url: link }
      }),
    query: (outTradeNo, deadlineMs) =>
      call(`query ${outTradeNo}`, deadlineMs, () => queried(model, kernel, outTradeNo)),
    trace: async () => unknown('nobody asks here'),
    close: (outTradeNo, deadlineMs) =>
      call<Closed>(`close ${outTradeNo}`, deadlineMs, () => ({ outcome: model.close(outTradeNo) })),
    refund: (refundable, deadlineMs) =>
      call(`refund ${refundable.refundNo}`, deadlineMs, () =>
        refund(model, kernel, faults, refundable),
      ),
    queryRefund: ({ outTradeNo, refundNo }, deadlineMs) =>
      call<RefundQueried>(`query-refund ${refundNo}`, deadlineMs, () => {
        const known = model.trades.get(outTradeNo)?.refunds.get(refundNo)
        const isSeen = known && kernel.now >= known.takenAt + faults.refundUnseenMs
        return isSeen ? told(model, known) : { outcome: 'absent' }
      }),
    readNotice: ({ body }) => Promise.resolve(readNotice(model, body)),
    readReturn: () => ({ outcome: 'forged', reason: 'none made here' }),
    answerNotice: (verdict) => ({ status: 200, contentType: 'text/plain', body: verdict }),
    examine: () => Promise.resolve([]),
    fetchBill: (day, billKind, deadlineMs) =>
      call<BillFetched>(`bill ${day} ${billKind}`, deadlineMs, () =>
        billKind === 'trade' ? model.bills.fetch(day) : { outcome: 'empty' },
      ),
    readBill,
    identifyBill: async () => undefined,
  }
}

/** Whether the gateway takes the answer for an acknowledgement. */
export function isAcknowledged(body: string): boolean {
  const acknowledged: NoticeVerdict = 'taken'
  return body === acknowledged
}

function drawMishap(kernel: Kernel, faults: CallFaults): Mishap | undefined {
  return kernel.chance(faults.perMille) ? kernel.pick(mishaps) : undefined
}

function queried(model: GatewayModel, kernel: Kernel, outTradeNo: string): Queried {
  const trade = model.trades.get(outTradeNo)
  const state = model.seen(outTradeNo)
  if (trade?.state === 'paid' && state !== 'paid') kernel.mark('query_stale')
  if (state === 'paid' && trade) return { outcome: 'paid', fact: model.factOf(trade) }
  if (state === 'closed') return { outcome: 'closed' }
  if (state === 'waiting') return { outcome: 'waiting' }
  return { outcome: 'absent' }
}

function refund(
  model: GatewayModel,
  kernel: Kernel,
  faults: CallFaults,
  asked: Refundable,
): Refunded | Unknown {
  const known = model.trades.get(asked.outTradeNo)?.refunds.has(asked.refundNo) === true
  if (!known && kernel.chance(faults.refusePerMille)) {
    kernel.mark('refund_refused')
    return { outcome: 'refused', code: 'NOT_ENOUGH', message: 'balance is short' }
  }
  const fails = !known && faults.failRefunds && kernel.chance(500)
  const strands = !known && faults.strandRefunds && model.kind === 'wechat' && kernel.chance(500)
  if (known) kernel.mark('refund_asked_again')
  const made = model.refund(
    asked.outTradeNo,
    asked.refundNo,
    asked.amountFen,
    strands ? 'stranded' : fails ? 'failed' : 'done',
  )
  if (typeof made === 'string') return { outcome: 'refused', code: made, message: made }
  if (faults.loseRefundAnswers === 0 || known) return told(model, made)
  faults.loseRefundAnswers -= 1
  kernel.mark('refund_answer_lost')
  return unknown('timeout')
}

function told(model: GatewayModel, refund: TruthRefund): Refunded {
  const state = model.refundState(refund)
  if (state === 'failed') return { outcome: 'failed', code: 'CLOSED' }
  if (state === 'stranded') return { outcome: 'stranded', code: 'ABNORMAL' }
  if (state === 'processing') return { outcome: 'processing' }
  return {
    outcome: 'refunded',
    amountFen: refund.amountFen as Refundable['amountFen'],
    returnedAt: instantOf(refund.settlesAt),
  }
}

function readNotice(model: GatewayModel, body: Buffer): NoticeReading {
  const read = model.read(body)
  if (!read) return { outcome: 'forged', reason: 'not signed by the gateway' }
  const { news, newsId } = read
  const { outTradeNo, gatewayTradeNo } = news
  return {
    outcome: 'verified',
    newsId,
    outTradeNo,
    stranger: news.stranger,
    garbled: undefined,
    paid:
      news.says === 'paid'
        ? {
            outTradeNo,
            gatewayTradeNo,
            amountFen: news.amountFen as Refundable['amountFen'],
            paidAt: instantOf(news.paidAt),
          }
        : undefined,
  }
}

function unknown(reason: string): Unknown {
  return { outcome: 'unknown', reason }
}
