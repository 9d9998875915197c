// The flight recorder: a gateway whose calls about an order are written down with every word that went over the
// wire. Writing happens beside the call: it is not waited for, and its failure is logged and forgotten.

import type { Database } from '../db/connect.ts'
import { type CallVerb, type GatewayCall, insertGatewayCall } from '../db/gateway-calls.ts'
import type { CodePayments, Gateway } from '../gateways/gateway.ts'
import { type Answered, overhear, type Request } from '../gateways/transport.ts'
import type { Log } from '../kit/log.ts'
import { maskSecrets } from '../kit/redact.ts'
import type { Channel } from './app.ts'

/** A text longer than this is cut, in characters. */
const textMax = 16_000
/** When the database is slower than the gateways, what comes beyond is not written down. */
const waitingMax = 50

export type CallRecorder = (call: GatewayCall) => void

/** Writes calls down for as long as the database keeps up. Never throws. */
export function createCallRecorder(db: Database, merchantId: number, log: Log): CallRecorder {
  let waiting = 0
  return (call) => {
    if (waiting >= waitingMax) {
      log.warn('gateway_call_not_recorded', { out_trade_no: call.outTradeNo, reason: 'busy' })
      return
    }
    waiting += 1
    insertGatewayCall(db, merchantId, call)
      .catch((error: unknown) => {
        log.warn('gateway_call_not_recorded', { out_trade_no: call.outTradeNo, error })
      })
      .finally(() => {
        waiting -= 1
      })
  }
}

/** The same channel, with every call about an order or a refund told to the recorder. */
export function recordCalls(channel: Channel, record: CallRecorder): Channel {
  const { gateway } = channel
  const about = (verb: CallVerb, outTradeNo: string, refundNo: string | null = null) => ({
    channelId: channel.id,
    verb,
    outTradeNo,
    refundNo,
  })
  const recorded: Gateway = {
    ...gateway,
    open: (opening, deadlineMs) =>
      tape(record, about('open', opening.payable.outTradeNo), () =>
        gateway.open(opening, deadlineMs),
      ),
    query: (number, deadlineMs) =>
      tape(record, about('query', number), () => gateway.query(number, deadlineMs)),
    close: (number, deadlineMs) =>
      tape(record, about('close', number), () => gateway.close(number, deadlineMs)),
    ...(gateway.codes ? { codes: recordCodes(gateway.codes, record, about) } : {}),
    refund: (refundable, deadlineMs) =>
      tape(record, about('refund', refundable.outTradeNo, refundable.refundNo), () =>
        gateway.refund(refundable, deadlineMs),
      ),
    queryRefund: (asked, deadlineMs) =>
      tape(record, about('query-refund', asked.outTradeNo, asked.refundNo), () =>
        gateway.queryRefund(asked, deadlineMs),
      ),
  }
  return { ...channel, gateway: recorded }
}

type About = (verb: CallVerb, outTradeNo: string) => CallAbout

/** What is written down of a charge has everything but the code: whoever has that can take money. */
function recordCodes(codes: CodePayments, record: CallRecorder, about: About): CodePayments {
  return {
    ...codes,
    charge: (payable, deadlineMs) => {
      const { code, outTradeNo } = payable
      const hide = (text: string) => text.replaceAll(code, '[pay code]')
      const coded: CallRecorder = (call) =>
        record({ ...call, request: hide(call.request), answer: hide(call.answer) })
      return tape(coded, about('charge', outTradeNo), () => codes.charge(payable, deadlineMs))
    },
    undo: (number, deadlineMs) =>
      tape(record, about('undo', number), () => codes.undo(number, deadlineMs)),
  }
}

type CallAbout = Pick<GatewayCall, 'channelId' | 'verb' | 'outTradeNo' | 'refundNo'>
type Told = Readonly<{ outcome: string; code?: string; reason?: string; url?: string }>

async function tape<T extends Told>(
  record: CallRecorder,
  about: CallAbout,
  call: () => Promise<T>,
): Promise<T> {
  const requests: string[] = []
  const answers: string[] = []
  let requestId: string | null = null
  const startedAt = performance.now()
  const told = await overhear((request, answer) => {
    requests.push(requestText(request))
    answers.push(answer.outcome === 'answered' ? answerText(answer) : answer.reason)
    if (answer.outcome === 'answered') requestId = answer.headers.get('request-id') ?? requestId
  }, call)
  // Some ways in are an address the browser takes there; nothing was sent.
  if (told.outcome === 'redirect' && told.url) requests.push(told.url)
  record({
    ...about,
    ms: Math.round(performance.now() - startedAt),
    outcome: outcomeText(told),
    request: bounded(requests),
    answer: bounded(answers),
    requestId,
  })
  return told
}

/** What a code stands for differs: a refusal's is a word, a QR code's is a way to pay. */
function outcomeText({ outcome, code, reason }: Told): string {
  const why = outcome === 'qr' ? reason : (code ?? reason)
  return why === undefined ? outcome : cut(`${outcome}: ${why}`, 300)
}

function requestText({ method, url, headers, body }: Request): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${url}`, ...lines, '', body ?? ''].join('\n').trimEnd()
}

function answerText({ status, headers, body }: Answered): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`)
  return [`HTTP ${status}`, ...lines, '', body.toString('utf8')].join('\n').trimEnd()
}

/** Secrets masked before it is cut, so that no half of one is left. A text of the database holds no NUL. */
function bounded(texts: readonly string[]): string {
  const text = maskSecrets(texts.join('\n\n')).replaceAll('\0', '')
  return text.length > textMax ? `${cut(text, textMax)}…` : text
}

/** Never within a character: the database takes no half of one. */
function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
