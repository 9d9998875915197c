// keytill case: the money that is not simply an order's, and what a person decides about it.

import type { App } from '../app/app.ts'
import { audited } from '../app/audited.ts'
import { type Decision, decideCase, isAskedFor } from '../app/case/decide-case.ts'
import { formatYuan, parseYuan } from '../core/money.ts'
import type { RefundEffect } from '../core/refund.ts'
import { formatShanghai } from '../core/time.ts'
import { findCase, listOpenCases, type MoneyCase } from '../db/cases.ts'
import { findRefund } from '../db/refunds.ts'
import { authorAtShell, withApp } from './open-app.ts'
import { refusalsTold } from './refusal.ts'
import { agreesInConsole, requireOperator } from './second-person.ts'
import { CliError, loadConfig, type Outcome, optionText, type Verb, type VerbCall } from './verb.ts'

const effects: readonly RefundEffect[] = ['none', 'suspend', 'revoke']
const decisions = ['deliver', 'refund', 'returned', 'same', 'waive'] as const

export const caseVerb: Verb = {
  name: 'case',
  usage: 'case [KIND REF [--decide deliver|refund|returned|same|waive --by NAME --note TEXT]]',
  summary: 'List the cases that wait, show one, or decide it',
  takesWords: true,
  options: {
    decide: {
      type: 'string',
      help: 'deliver after all; refund, also once more; returned (by hand); same (it is what was confirmed by hand); or waive (leave it)',
    },
    amount: { type: 'string', help: 'with returned: how much was given back, in yuan' },
    effect: {
      type: 'string',
      help: 'with returned, where the gateway did it without this shop: licences none, suspend or revoke',
    },
    by: { type: 'string', help: 'who decides; above the limit the e-mail address of an operator' },
    note: { type: 'string', help: 'why; with returned: the evidence, e.g. a transfer number' },
  },
  run: (call) => refusalsTold(() => runCase(call)),
}

async function runCase(call: VerbCall): Promise<Outcome> {
  const [kind, ref, ...more] = call.words
  if (more.length > 0) throw new CliError('usage', 'name one case by its kind and its reference')
  if (kind === undefined) return list()
  if (ref === undefined) throw new CliError('usage', 'the reference of the case is missing')
  const decision = decisionIn(call)
  const found = await withApp(loadConfig(), async (app) => {
    if (decision)
      await audited(
        app,
        authorAtShell(decision.by),
        (inside) => decideAlone(inside, { kind, ref, ...decision }),
        () => ({
          action: `case.${decision.decision}`,
          subject: `${kind}:${ref}`,
          reason: decision.note,
        }),
      )
    return findCase(app.db, app.merchantId, kind, ref)
  })
  if (!found) throw new CliError('failed', `there is no case ${kind} ${ref} [case_not_found]`)
  return { found: 'nothing', text: textOf(found), report: { ok: true, case: reportOf(found) } }
}

/** What needs a second person is begun here at most, by somebody the console knows. */
async function decideAlone(app: App, decided: Decision): Promise<void> {
  const { kind, ref, by } = decided
  const before = await findCase(app.db, app.merchantId, kind, ref)
  if (before && isAskedFor(before, decided.decision)) agreesInConsole('cases')
  if ((await decideCase(app, decided)) === 'asked') return requireOperator(app, by)
  const after = await findCase(app.db, app.merchantId, kind, ref)
  const refund = after?.refundNo
    ? await findRefund(app.db, app.merchantId, after.refundNo)
    : undefined
  if (refund?.state === 'awaiting' && refund.askedBy === by) await requireOperator(app, by)
}

function decisionIn(call: VerbCall) {
  const asked = optionText(call, 'decide')
  if (asked === undefined) return undefined
  const decision = decisions.find((one) => one === asked)
  const by = optionText(call, 'by')
  if (!decision) throw new CliError('usage', `--decide is one of ${decisions.join(', ')}`)
  if (by === undefined) throw new CliError('usage', '--by is missing: who decides?')
  const amount = optionText(call, 'amount')
  const amountFen = amount === undefined ? undefined : parseYuan(amount)
  if (amount !== undefined && amountFen === undefined)
    throw new CliError('usage', `${amount} is no amount of yuan`)
  if ((amount !== undefined) !== (decision === 'returned'))
    throw new CliError('usage', 'returned needs --amount, and nothing else takes it')
  const effect = effects.find((one) => one === optionText(call, 'effect'))
  if (effect === undefined && optionText(call, 'effect') !== undefined)
    throw new CliError('usage', `--effect is one of ${effects.join(', ')}`)
  return { decision, by, amountFen, effect, note: optionText(call, 'note') ?? '' }
}

async function list(): Promise<Outcome> {
  const cases = await withApp(loadConfig(), (app) => listOpenCases(app.db, app.merchantId))
  const text = cases.length === 0 ? 'no case waits' : cases.map(textOf).join('\n')
  return { found: 'nothing', text, report: { ok: true, cases: cases.map(reportOf) } }
}

function textOf(one: MoneyCase): string {
  const amount = one.amountFen === null ? '' : `  ${formatYuan(one.amountFen)}`
  const order = one.orderNumber === null ? '' : ` of ${one.orderNumber}`
  const asked =
    one.state === 'open' && one.waiveAskedBy !== null
      ? `, ${one.waiveAskedBy} decided ${one.waiveAskedFor}, another must decide the same`
      : ''
  return `${one.kind} ${one.ref}  ${one.state} (${one.reason})${amount}${order}, since ${formatShanghai(one.openedAt)}${asked}`
}

function reportOf(one: MoneyCase) {
  return {
    kind: one.kind,
    ref: one.ref,
    state: one.state,
    reason: one.reason,
    order_number: one.orderNumber,
    channel: one.channelId,
    trade_no: one.gatewayTradeNo,
    amount: one.amountFen === null ? null : formatYuan(one.amountFen),
    refund_no: one.refundNo,
    decided_by: one.decidedBy,
    waive_asked_by: one.waiveAskedBy,
    waive_asked_for: one.waiveAskedBy === null ? null : one.waiveAskedFor,
    note: one.note,
    opened_at: formatShanghai(one.openedAt),
    resolved_at: one.resolvedAt === null ? null : formatShanghai(one.resolvedAt),
  }
}
