// keytill refund: gives money back, or undoes it while that is possible. A second person agrees in the console.

import { audited } from '../app/audited.ts'
import { planRefund, undoRefund } from '../app/refund/plan-refund.ts'
import { type Fen, formatYuan, parseYuan } from '../core/money.ts'
import type { RefundAsked, RefundEffect } from '../core/refund.ts'
import { formatShanghai } from '../core/time.ts'
import { findRefund, listOpenRefunds, type Refund } from '../db/refunds.ts'
import { authorAtShell, withApp } from './open-app.ts'
import { refusalsTold } from './refusal.ts'
import { agreesInConsole, requireOperator } from './second-person.ts'
import { CliError, loadConfig, type Outcome, optionText, type Verb, type VerbCall } from './verb.ts'

const effects: readonly RefundEffect[] = ['none', 'suspend', 'revoke']

export const refundVerb: Verb = {
  name: 'refund',
  usage: 'refund ORDER [--amount YUAN | --line NO=YUAN] | --list | --reject NO | --cancel NO',
  summary: 'Give money back to the buyer, the way it came',
  takesWords: true,
  options: {
    amount: { type: 'string', help: 'how much, in yuan; without it all that is left' },
    line: { type: 'string', help: 'of which lines, e.g. 1=5.00,2=3.50' },
    effect: {
      type: 'string',
      help: "licences: none, suspend or revoke; else the product's own, once a line is refunded in full",
    },
    note: { type: 'string', help: 'why, for your own books' },
    key: { type: 'string', help: 'your own number of this refund; saying it twice refunds once' },
    by: {
      type: 'string',
      help: 'who says so (needed); above the limit the e-mail address of an operator',
    },
    list: { type: 'boolean', help: 'refunds that are under way' },
    approve: { type: 'string', help: 'is done in the console, where the second person signs in' },
    reject: { type: 'string', help: 'refuse refund NO, which waits for a second person' },
    cancel: { type: 'string', help: 'undo refund NO before it is sent' },
  },
  run: (call) =>
    refusalsTold(async () => {
      if (call.options.list === true) return list()
      if (optionText(call, 'approve') !== undefined) agreesInConsole('refunds')
      const by = optionText(call, 'by')
      if (by === undefined) throw new CliError('usage', '--by is missing: who says so?')
      const reject = optionText(call, 'reject')
      if (reject !== undefined) return decide(reject, 'rejected', by)
      const cancel = optionText(call, 'cancel')
      if (cancel !== undefined) return decide(cancel, 'cancelled', by)
      return plan(call, by)
    }),
}

async function plan(call: VerbCall, by: string): Promise<Outcome> {
  const [orderNumber, ...more] = call.words
  if (orderNumber === undefined || more.length > 0)
    throw new CliError('usage', 'name one order number')
  const effect = effects.find((one) => one === optionText(call, 'effect'))
  if (effect === undefined && optionText(call, 'effect') !== undefined)
    throw new CliError('usage', `--effect is one of ${effects.join(', ')}`)
  const note = optionText(call, 'note')
  const requestKey = optionText(call, 'key')
  const request = { orderNumber, asked: askedIn(call), effect, note, requestKey, by }
  const refund = await withApp(loadConfig(), (app) =>
    audited(
      app,
      authorAtShell(by),
      async (inside) => {
        const planned = await planRefund(inside, request)
        if (planned.state === 'awaiting') await requireOperator(inside, by)
        return planned
      },
      ({ refundNo, amountFen }) => ({
        action: 'refund.ask',
        subject: refundNo,
        reason: note ?? '',
        details: { order_number: orderNumber, amount_fen: amountFen },
      }),
    ),
  )
  return { found: 'nothing', text: textOf(refund), report: { ok: true, refund: reportOf(refund) } }
}

function askedIn(call: VerbCall): RefundAsked {
  const amount = optionText(call, 'amount')
  const lines = optionText(call, 'line')
  if (amount !== undefined && lines !== undefined)
    throw new CliError('usage', 'say either --amount or --line')
  if (amount !== undefined) return { amountFen: yuanIn(amount) }
  if (lines === undefined) return 'rest'
  return {
    lines: lines.split(',').map((part) => {
      const [, lineNo, yuan] = /^(\d{1,2})=(.+)$/.exec(part.trim()) ?? []
      if (lineNo === undefined || yuan === undefined)
        throw new CliError('usage', `--line ${part} is not like 1=5.00`)
      return { lineNo: Number(lineNo), amountFen: yuanIn(yuan) }
    }),
  }
}

function yuanIn(text: string): Fen {
  const amount = parseYuan(text)
  if (amount === undefined) throw new CliError('usage', `${text} is no amount of yuan`)
  return amount
}

/** As the console's doings are named. */
const actions = {
  rejected: 'refund.reject',
  cancelled: 'refund.cancel',
} as const

async function decide(refundNo: string, how: keyof typeof actions, by: string): Promise<Outcome> {
  const refund = await withApp(loadConfig(), async (app) => {
    await audited(
      app,
      authorAtShell(by),
      (inside) => undoRefund(inside, refundNo, how, by),
      () => ({ action: actions[how], subject: refundNo }),
    )
    return findRefund(app.db, app.merchantId, refundNo)
  })
  const text = refund ? textOf(refund) : refundNo
  return { found: 'nothing', text, report: { ok: true, refund: refund && reportOf(refund) } }
}

async function list(): Promise<Outcome> {
  const refunds = await withApp(loadConfig(), (app) => listOpenRefunds(app.db, app.merchantId))
  const text = refunds.length === 0 ? 'no refund is under way' : refunds.map(textOf).join('\n')
  return { found: 'nothing', text, report: { ok: true, refunds: refunds.map(reportOf) } }
}

function textOf(refund: Refund): string {
  const { refundNo, orderNumber, amountFen, state, plannedAt, trouble, askedBy } = refund
  const why = trouble === null ? '' : ` (${trouble})`
  const next =
    state === 'awaiting' ? '; a second person agrees in the console, at /admin/refunds' : ''
  return `${refundNo}  ${state}${why}  ${formatYuan(amountFen)} of ${orderNumber}, asked by ${askedBy} at ${formatShanghai(plannedAt)}${next}`
}

function reportOf(refund: Refund) {
  return {
    refund_no: refund.refundNo,
    order_number: refund.orderNumber,
    state: refund.state,
    reason: refund.reason,
    amount: formatYuan(refund.amountFen),
    lines: refund.lines.map((line) => ({
      line_no: line.lineNo,
      amount: formatYuan(line.amountFen),
    })),
    trouble: refund.trouble,
    asked_by: refund.askedBy,
    decided_by: refund.decidedBy,
    planned_at: formatShanghai(refund.plannedAt),
    settled_at: refund.settledAt === null ? null : formatShanghai(refund.settledAt),
  }
}
