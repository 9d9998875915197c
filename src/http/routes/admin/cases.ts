// Cases: money that is not simply an order's, what may be decided about each, and the decision.

import { Type } from 'typebox'
import { audited } from '../../../app/audited.ts'
import { type Decision, decideCase } from '../../../app/case/decide-case.ts'
import { possibleDecisions } from '../../../app/case/possible-decisions.ts'
import { formatShanghai } from '../../../core/time.ts'
import {
  type CaseView,
  countCaseRows,
  findCaseView,
  listCaseRows,
} from '../../../db/console-cases.ts'
import { type Done, listDoneAbout } from '../../../db/console-money.ts'
import { type Lang, Refusal } from '../../../errors.ts'
import {
  consoleRoute,
  found,
  limitOf,
  listQuery,
  listReply,
  pageOf,
  textOrNull,
} from '../../console-route.ts'
import { timeOrNull } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'
import {
  Amount,
  amountOrNull,
  dayQuery,
  fenIn,
  oneOf,
  Reason,
  spanIn,
  yuanOrNull,
} from './money-fields.ts'

const path = '/api/v1/admin/cases'
const Kind = oneOf([
  'late',
  'duplicate',
  'over',
  'mismatch',
  'unmatched_bill',
  'missing_in_bill',
  'refund_unknown',
  'refund_failed',
])
const states = ['open', 'acting', 'resolved', 'waived'] as const
const State = oneOf(states)
const Decided = oneOf(['deliver', 'refund', 'returned', 'same', 'waive'])
const Effect = oneOf(['none', 'suspend', 'revoke'])
const Ref = Type.String({ minLength: 1, maxLength: 300 })
const done = { zh: '已按决定处理', en: 'Decided' }
const asked = {
  zh: '金额超过限额，另一位成员作同样的决定后才生效',
  en: 'Above the limit: it takes effect once another member decides the same',
}

const row = {
  kind: Kind,
  ref: Type.String(),
  state: State,
  reason: Type.String(),
  order_number: textOrNull,
  channel: Type.String(),
  amount: amountOrNull,
  opened_at: Type.String(),
  resolved_at: textOrNull,
  waive_asked_by: Type.Union([Type.String(), Type.Null()], {
    description: 'who decided so, while another member must decide the same',
  }),
  waive_asked_for: Type.Union(
    [Type.Literal('waive'), Type.Literal('same'), Type.Literal('returned'), Type.Null()],
    {
      description: 'what they decided',
    },
  ),
}
const View = Type.Object({
  ...row,
  out_trade_no: Type.String(),
  gateway_trade_no: textOrNull,
  note: Type.String(),
  decided_by: textOrNull,
  order: Type.Union([
    Type.Object({ state: Type.String(), paid: Type.Number(), refunded: Type.Number() }),
    Type.Null(),
  ]),
  refund: Type.Union([
    Type.Object({ refund_no: Type.String(), state: Type.String() }),
    Type.Null(),
  ]),
  difference: Type.Union([Type.Object({ day: Type.String(), says: Type.String() }), Type.Null()]),
  decisions: Type.Array(Decided, { description: 'what may be decided now' }),
  history: Type.Array(
    Type.Object({
      at: Type.String(),
      decision: Type.String(),
      by: Type.String(),
      reason: Type.String(),
    }),
  ),
})

export const caseRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Cases, those a person must decide first',
    right: 'money.read',
    query: Type.Object(
      {
        ...listQuery,
        ...dayQuery,
        after: Type.Optional(Type.String({ maxLength: 400, pattern: '^[012]\\.[a-z_]+\\..+$' })),
        search: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
        state: Type.Optional(oneOf([...states, 'pending'])),
        kind: Type.Optional(Kind),
      },
      { additionalProperties: false },
    ),
    reply: listReply(Type.Object(row)),
    errors: ['invalid_request'],
    async run({ app, query }) {
      const { search, state, kind, after } = query
      const filter = { ...spanIn(query), search: search?.trim(), state, kind }
      const limit = limitOf(query)
      const cases = await listCaseRows(
        app.db,
        app.merchantId,
        filter,
        after === undefined ? undefined : cursorOf(after),
        limit + 1,
      )
      const total = await countCaseRows(app.db, app.merchantId, filter)
      const behind = (last: (typeof cases)[number]) => `${last.rank}.${last.kind}.${last.ref}`
      return ok(found, { ...pageOf(cases, limit, rowOf, behind), total })
    },
  }),
  consoleRoute({
    method: 'GET',
    path: `${path}/:kind`,
    summary: 'One case with what may be decided about it',
    right: 'money.read',
    params: Type.Object({ kind: Kind }),
    query: Type.Object({ ref: Ref }, { additionalProperties: false }),
    reply: View,
    errors: ['case_not_found'],
    async run({ app, params, query, lang }) {
      const seen = await findCaseView(app.db, app.merchantId, params.kind, query.ref)
      if (!seen) throw new Refusal('case_not_found')
      const done = await listDoneAbout(app.db, app.merchantId, 'case', subjectOf(seen))
      return ok(found, viewOf(seen, done, lang))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/:kind/decide`,
    summary:
      'Decide a case: deliver, send the money back, record that it was returned by hand, or leave it. The outcome "asked" waits until another member decides the same',
    right: 'money.write',
    stepUp: true,
    params: Type.Object({ kind: Kind }),
    body: Type.Object(
      {
        ref: Ref,
        decision: Decided,
        reason: Reason,
        amount: Type.Optional(Amount),
        effect: Type.Optional(Effect),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      outcome: oneOf(['decided', 'asked']),
    }),
    errors: [
      'invalid_request',
      'case_not_found',
      'conflict',
      'other_person_needed',
      'out_of_stock',
      'order_not_refundable',
      'refund_too_much',
    ],
    async run({ app, by, params, body }) {
      const { ref, decision, reason: note, amount, effect } = body
      const amountFen = amount === undefined ? undefined : fenIn('amount', amount)
      const decided: Decision = {
        kind: params.kind,
        ref,
        decision,
        note,
        by: by.operator,
        amountFen,
        effect,
      }
      const outcome = await audited(
        app,
        by,
        (inside) => decideCase(inside, decided),
        () => ({ action: `case.${decision}`, subject: subjectOf(decided), reason: note }),
      )
      return ok(outcome === 'asked' ? asked : done, { outcome })
    },
  }),
]

/** As the audit log names a case. */
function subjectOf({ kind, ref }: Readonly<{ kind: string; ref: string }>): string {
  return `${kind}:${ref}`
}

function cursorOf(after: string) {
  const [rank, kind = '', ...ref] = after.split('.')
  return { rank: Number(rank), kind, ref: ref.join('.') }
}

function rowOf(one: CaseView) {
  return {
    kind: one.kind,
    ref: one.ref,
    state: one.state,
    reason: one.reason,
    order_number: one.orderNumber,
    channel: one.channelId,
    amount: yuanOrNull(one.amountFen),
    opened_at: formatShanghai(one.openedAt),
    resolved_at: timeOrNull(one.resolvedAt),
    waive_asked_by: one.waiveAskedBy,
    waive_asked_for: one.waiveAskedBy === null ? null : one.waiveAskedFor,
  }
}

function viewOf(one: CaseView, done: readonly Done[], lang: Lang) {
  const { orderState, refundNo, refundState, day, says } = one
  return {
    ...rowOf(one),
    out_trade_no: one.outTradeNo,
    gateway_trade_no: one.gatewayTradeNo,
    note: one.note,
    decided_by: one.decidedBy,
    order: orderState && {
      state: orderState,
      paid: yuanOrNull(one.paidFen) ?? 0,
      refunded: yuanOrNull(one.refundedFen) ?? 0,
    },
    refund: refundNo && refundState && { refund_no: refundNo, state: refundState },
    difference: day && says && { day, says: says[lang] },
    decisions: possibleDecisions(one),
    history: done.map(({ action, operator, at, reason }) => ({
      at: formatShanghai(at),
      decision: action.slice('case.'.length),
      by: operator,
      reason,
    })),
  }
}
