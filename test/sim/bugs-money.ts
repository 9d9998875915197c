// Planted bugs about money that comes in: each is a defect some shop has shipped, put into our source as one
// replaced piece of text. The simulation must find every one.

import type { PlantedBug } from './bugs.ts'

const settle = 'src/core/settle.ts'
const applyTogether = 'src/app/payment/apply-together.ts'
const applyFact = 'src/app/payment/apply-fact.ts'
const payments = 'src/db/payments.ts'
const paymentParts = 'src/db/payment-parts.ts'
const notices = 'src/app/payment/receive-notice.ts'
const query = 'src/app/payment/query-payment.ts'
const close = 'src/app/payment/close-attempt.ts'
const open = 'src/app/payment/open-payment.ts'

export const moneyBugs: readonly PlantedBug[] = [
  {
    name: 'an amount too small is taken',
    source: '07 T04',
    file: settle,
    find: "if (fact.amountFen < amountFen) return { verdict: 'mismatch', reason: 'amount' }",
    replace: '',
  },
  {
    name: 'an amount too large is taken',
    source: '07 T04',
    file: settle,
    find: "if (fact.amountFen > amountFen) return { verdict: 'mismatch', reason: 'overpaid' }",
    replace: '',
  },
  {
    name: 'a second payment settles the order again',
    source: '07 F14',
    file: settle,
    find: 'if (isPaid(books.order.state)) return paidBefore(books, fact)',
    replace: '',
  },
  {
    name: 'a second payment is taken for a repeat',
    source: '03 section 7, 6',
    file: settle,
    find: 'if (isPaid(books.order.state)) return paidBefore(books, fact)',
    replace: "if (isPaid(books.order.state)) return { verdict: 'repeat' }",
  },
  {
    name: 'late money is ignored',
    source: '07 F12',
    file: settle,
    find: '  const late = strictest(books.lines)',
    replace:
      "  if (books.order.state !== 'paid') return { verdict: 'repeat' }\n  const late = strictest(books.lines)",
  },
  {
    name: 'late money delivers nothing and goes nowhere',
    source: '01 section 6, 10',
    file: settle,
    find: "deliver: late === 'deliver' ? books.lines : [] }",
    replace: 'deliver: [] }',
  },
  {
    name: 'late money that is to go back delivers',
    source: '03 section 4.5, 11',
    file: settle,
    find: "  return { verdict: 'paid', late, deliver: late === 'deliver' ? books.lines : [] }",
    replace: "  return { verdict: 'paid', late: 'deliver', deliver: books.lines }",
  },
  {
    name: 'of many that are told of together all are entered with what the first paid',
    on: 'crowd',
    source: '07 INV-13',
    file: paymentParts,
    find: `amount: 'won."amountFen"',`,
    replace: `amount: '(select min("amountFen") from won)',`,
  },
  {
    name: 'what cannot be settled together is forgotten',
    on: 'crowd',
    source: '07 F22',
    file: applyTogether,
    find: "resolve(paid.has(report) ? 'applied' : applyFact(app, report))",
    replace: "resolve('applied')",
  },
  {
    name: 'the version is not compared',
    source: '03 section 7, 7',
    file: payments,
    find: `trade_no = \${values.tradeNo}, version = version + 1\n     where merchant_id = $1 and order_number = $2 and version = $3`,
    replace: `trade_no = \${values.tradeNo}, version = version + 1\n     where merchant_id = $1 and order_number = $2 and $3::int is not null`,
  },
  {
    name: 'a known payment is not recognised',
    source: '07 T17',
    file: settle,
    find: "return same ? { verdict: 'repeat' } : { verdict: 'mismatch', reason: 'trade_reused' }",
    replace: "if (!same) return { verdict: 'mismatch', reason: 'trade_reused' }",
  },
  {
    name: 'a notice is acknowledged although nothing was kept',
    source: '07 T18',
    file: notices,
    find: "    return channel.gateway.answerNotice('failed')",
    replace: "    return channel.gateway.answerNotice('taken')",
  },
  {
    name: 'a notice that failed is acknowledged',
    source: '07 F07',
    file: notices,
    find: "    return 'failed'\n",
    replace: "    return 'taken'\n",
  },
  {
    name: 'a notice is answered before it is applied',
    source: '03 section 7, 5',
    file: notices,
    find: "return (await applyTold(app, report)) === 'refused' ? 'refused' : 'taken'",
    replace: "void applyTold(app, report).catch(() => {})\n    return 'taken'",
  },
  {
    name: 'money meant for another merchant is taken',
    source: '07 T06',
    file: notices,
    find: 'if (reading.stranger !== undefined || reading.garbled !== undefined) {',
    replace: 'if (reading.garbled !== undefined) {',
  },
  {
    name: 'what is not verified is taken',
    source: '07 T01',
    file: notices,
    find: "    return 'refused'\n  }\n  const notice: NoticeRow = {",
    replace: "    return 'taken'\n  }\n  const notice: NoticeRow = {",
  },
  {
    name: 'a contradiction is acknowledged and forgotten',
    source: '03 section 4.5, 5',
    file: applyFact,
    find: '  await openMismatch(db, { ...wrong, orderNumber, reason, notice, told: { paidAt, witness } })\n',
    replace: '',
  },
  {
    name: 'the ledger has no entry for a payment',
    source: '03 section 4.5, 8',
    file: paymentParts,
    find: ' > 0)`',
    replace: ' > 100000000)`',
  },
  {
    name: 'a payment is entered on the wrong side',
    source: '03 section 4.8',
    file: payments,
    find: "verdict === 'accepted' ? ['payment', 'payable'] : ['duplicate', 'suspense']",
    replace: "verdict === 'accepted' ? ['payment', 'payable'] : ['duplicate', 'payable']",
  },
  {
    name: 'money that came twice opens no case',
    source: '07 INV-10',
    file: payments,
    find: "const opened = ['duplicate', 'paid_twice', 'acting', refundNo, waitMs]",
    replace: "const opened = ['duplicate', 'paid_twice', 'resolved', null, waitMs]",
  },
  {
    name: 'the attempt does not learn that it was paid',
    source: '03 section 4.5, 3',
    file: paymentParts,
    find: "update attempt set state = 'paid', seen = 'paid',",
    replace: "update attempt set state = state, seen = 'paid',",
  },
  {
    name: 'a query that finds money does nothing with it',
    source: '07 F15',
    file: query,
    find: "switch (answer.outcome) {\n    case 'paid': {",
    replace:
      "if (answer.outcome === 'paid') return 'waiting'\n  switch (answer.outcome) {\n    case 'paid': {",
  },
  {
    name: 'a query that finds money believes it without writing',
    source: '03 section 7, 2',
    file: query,
    find: `      const applied = await applyFact(app, {
        channelId: channel.id,
        fact: answer.fact,
        witness: 'query',
      })`,
    replace: "      const applied = 'applied' as string",
  },
  {
    name: 'an error of a query means closed',
    source: '03 section 7, 3',
    file: query,
    find: "      return 'unknown'\n  }",
    replace: "      return 'closed'\n  }",
  },
  {
    name: 'a gateway that does not answer the closing has closed',
    source: '03 section 4.5, 19',
    file: close,
    find: "if (stopped === 'paid' || stopped === 'unresolved') return stopped",
    replace:
      "if (stopped === 'paid') return stopped\n    if (stopped === 'unresolved') {\n      await markAttemptClosed(app.db, app.merchantId, attempt)\n      return 'closed'\n    }",
  },
  {
    name: 'nothing is closed at the gateway',
    source: '03 section 7, 1',
    file: close,
    find: '  const { outcome } = await gateway.close(attempt.outTradeNo, deadlineMs)\n',
    replace: "  const outcome = 'closed' as string\n",
  },
  {
    name: 'a number the gateway would not close was never there',
    source: '07 F17',
    file: close,
    find: "return stopped === 'not-closable' ? 'unresolved' : 'absent'",
    replace: "return 'absent'",
  },
  {
    name: 'a number still waiting counts as closed',
    source: '07 F13',
    file: close,
    find: "if (after === 'unknown' || after === 'waiting') return 'unresolved'",
    replace: "if (after === 'unknown') return 'unresolved'",
  },
  {
    name: 'an order placed with its payment asks for more than it costs',
    source: '07 T04',
    file: open,
    find: 'attempt, order.dueFen)',
    replace: 'attempt, order.dueFen + 1)',
  },
]
