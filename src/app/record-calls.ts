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
const waitingMax = 256

export type CallRecorder = (call: GatewayCall) => void

export type CallBook = Readonly<{
  /** Never throws. */
  record: CallRecorder
  /** Waits until all that was told so far is written down, or has failed. */
  settled(): Promise<void>
}>

/** Writes calls down for as long as the database keeps up. */
export function openCallBook(db: Database, merchantId: number, log: Log): CallBook {
  const writing = new Set<Promise<void>>()
  return {
    record(call) {
      if (writing.size >= waitingMax) {
        log.warn('gateway_call_not_recorded', { out_trade_no: call.outTradeNo, reason: 'busy' })
        return
      }
      const written: Promise<void> = insertGatewayCall(db, merchantId, call)
        .then(
          () => undefined,
          (error: unknown) =>
            log.warn('gateway_call_not_recorded', { out_trade_no: call.outTradeNo, error }),
        )
        .finally(() => writing.delete(written))
      writing.add(written)
    },
    async settled() {
      await Promise.all(writing)
    },
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
    open: (opening, deadlineMs) => {
      const isLink = gateway.linkScenes.includes(opening.scene)
      const taping = isLink ? tapeLink : tape
      return taping(record, about('open', opening.payable.outTradeNo), () =>
        gateway.open(opening, deadlineMs),
      )
    },
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
  if (told.outcome === 'redirect' && told.url) requests.push(told.url)
  const ms = Math.round(performance.now() - startedAt)
  record({ ...about, ms, ...textsOf(told, requests, answers), requestId })
  return told
}

/** Of a way in that is an address the browser takes there: nothing is sent, so that nobody need listen. */
async function tapeLink<T extends Told>(
  record: CallRecorder,
  about: CallAbout,
  call: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now()
  const told = await call()
  const ms = Math.round(performance.now() - startedAt)
  const { channelId, verb, outTradeNo, refundNo } = about
  record({
    channelId,
    verb,
    outTradeNo,
    refundNo,
    ms,
    outcome: outcomeText(told),
    request: bounded(told.url ?? ''),
    answer: '',
    requestId: null,
  })
  return told
}

function textsOf(told: Told, requests: readonly string[], answers: readonly string[]) {
  return { outcome: outcomeText(told), request: boundedAll(requests), answer: boundedAll(answers) }
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

function boundedAll(texts: readonly string[]): string {
  return bounded(texts.join('\n\n'))
}

/** Secrets masked before it is cut, so that no half of one is left. A text of the database holds no NUL. */
function bounded(whole: string): string {
  const text = maskSecrets(whole).replaceAll('\0', '')
  return text.length > textMax ? `${cut(text, textMax)}…` : text
}

/** Never within a character: the database takes no half of one. */
function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
