// Charges by the code a buyer shows, as a gateway takes them: a request that was sent arrives even when whoever sent
// it is dead by then, and what a refused charge left behind may still be paid.

import { secondMs } from '../../src/core/time.ts'
import type {
  Charged,
  CodePayable,
  CodePayments,
  Undone,
  Unknown,
} from '../../src/gateways/gateway.ts'
import type { GatewayModel, Trade } from './gateway-model.ts'
import type { Kernel, Process } from './kernel.ts'

/** What becomes of a charge: paid at once, asked of the buyer, no money and still there, or not a good code. */
export const codeFates = ['pays', 'asks', 'poor', 'bad'] as const
export type CodeFate = (typeof codeFates)[number]

/** A code a buyer showed, and what came of it at the gateway. */
export type ShownCode = Readonly<{ text: string; fate: CodeFate; orderNumber: string }> & {
  trade: Trade | undefined
}

/** The codes that were shown at one gateway. */
export class Codes {
  readonly #shown = new Map<string, ShownCode>()
  readonly #kind: string

  constructor(kind: string) {
    this.#kind = kind
  }

  show(fate: CodeFate, orderNumber: string): ShownCode {
    const text = `${this.#kind} code ${this.#shown.size + 1}`
    const shown = { text, fate, orderNumber, trade: undefined }
    this.#shown.set(shown.text, shown)
    return shown
  }

  find(text: string): ShownCode | undefined {
    return this.#shown.get(text)
  }

  /** Those that were charged. */
  list(): readonly ShownCode[] {
    return [...this.#shown.values()].filter(({ trade }) => trade !== undefined)
  }
}

type Call = <T>(label: string, deadlineMs: number, act: () => T) => Promise<T | Unknown>

/** An instance's way to such charges. */
export function simCodes(
  model: GatewayModel,
  kernel: Kernel,
  process: Process,
  call: Call,
): CodePayments {
  /** What is on its way belongs to nobody who can be killed. */
  const wire: Process = { name: `${model.kind} wire`, dropped: false, heldUntil: 0 }
  return {
    takes: (code) => code.startsWith(`${model.kind} code `),
    undoableAfterMs: model.kind === 'wechat' ? 15 * secondMs : 0,
    async charge(payable, deadlineMs) {
      const lateMs = kernel.pick([0, 0, 9 * secondMs, 2 * secondMs])
      let answer: Charged | undefined
      void kernel.effect(wire, `charge ${payable.outTradeNo} arrives`, 50 + lateMs, () => {
        answer = charge(model, kernel, payable)
      })
      const asked = `charge ${payable.outTradeNo}`
      const sent = await call(asked, deadlineMs, (): Charged => ({ outcome: 'waiting' }))
      if (sent.outcome === 'unknown') return sent
      if (lateMs > 0) await kernel.sleep(process, lateMs)
      return answer ?? { outcome: 'unknown', reason: 'timeout' }
    },
    async undo(outTradeNo, deadlineMs) {
      const undone = await call<Undone>(`undo ${outTradeNo}`, deadlineMs, () =>
        undo(model, kernel, outTradeNo),
      )
      const returned = model.trades.get(outTradeNo)?.undone
      if (returned && undone.outcome === 'returned') returned.isTold = true
      return undone
    },
  }
}

function charge(model: GatewayModel, kernel: Kernel, payable: CodePayable): Charged {
  const shown = model.codes.find(payable.code)
  kernel.mark('code_charged')
  // A code is good for one try.
  if (!shown || shown.fate === 'bad' || shown.trade || model.open(payable) === 'spent')
    return refused('code')
  shown.trade = model.trades.get(payable.outTradeNo)
  if (!shown.trade) return refused('code')
  model.scan(payable.outTradeNo)
  if (shown.fate === 'poor') return refused('balance')
  if (shown.fate === 'pays') model.pay(payable.outTradeNo, 0, 0)
  return shown.trade.state === 'paid'
    ? { outcome: 'paid', fact: model.factOf(shown.trade) }
    : { outcome: 'waiting' }
}

function refused(why: 'code' | 'balance'): Charged {
  return { outcome: 'refused', why, code: why, message: why }
}

/** WeChat Pay does not say whether money went back (fact sheet, section 17). */
function undo(model: GatewayModel, kernel: Kernel, outTradeNo: string): Undone {
  if (kernel.chance(250)) return { outcome: 'again' }
  // The buyer's word is there a moment before.
  if (kernel.chance(300)) model.pay(outTradeNo, 0, 0)
  const undone = model.undo(outTradeNo)
  kernel.mark(`code_${undone}`)
  if (undone !== 'returned') return { outcome: undone }
  const trade = model.trades.get(outTradeNo)
  if (model.kind === 'wechat' || !trade) return { outcome: 'undone' }
  return { outcome: 'returned', gatewayTradeNo: trade.gatewayTradeNo, returnedAt: undefined }
}
