// Planted bugs about what follows: orders that end, jobs, money that goes back, goods, seats.

import type { PlantedBug } from './bugs.ts'

const closeOrder = 'src/app/order/close-order.ts'
const orders = 'src/db/orders.ts'
const attempts = 'src/db/attempts.ts'
const jobs = 'src/db/jobs.ts'
const kinds = 'src/jobs/kinds.ts'
const sendRefund = 'src/app/refund/send-refund.ts'
const planRefund = 'src/app/refund/plan-refund.ts'
const refunds = 'src/db/refunds.ts'
const ends = 'src/db/refund-ends.ts'
const payments = 'src/db/payments.ts'
const paymentParts = 'src/db/payment-parts.ts'
const licenses = 'src/db/licenses.ts'
const notices = 'src/db/notices.ts'

export const laterBugs: readonly PlantedBug[] = [
  {
    name: 'an order ends here although a gateway was silent',
    source: '03 section 7, 1',
    file: closeOrder,
    find: "if (ended === 'paid' || ended === 'unresolved') return ended",
    replace:
      "if (ended === 'paid') return ended\n      if (ended === 'unresolved') unheardOf.push(attempt)",
  },
  {
    // Leaving the others open here would only take longer: an order with an open number is never over.
    name: 'only the first of its numbers is closed at its gateway',
    source: '03 section 4.5, 20',
    file: closeOrder,
    find: "    for (const attempt of attempts.filter((one) => one.state === 'open')) {\n",
    replace:
      "    const [first] = attempts.filter((one) => one.state === 'open')\n    for (const other of attempts)\n      if (other !== first) unheardOf.push(other)\n    for (const attempt of first ? [first] : []) {\n",
  },
  {
    name: 'a closed order is not watched',
    source: '07 F12',
    file: orders,
    find: '     where exists (select from attempt a where a.merchant_id = $1 and a.order_number = $2)\n     on conflict do nothing)',
    replace: '     where false\n     on conflict do nothing)',
  },
  {
    name: 'an order has no end',
    source: '07 INV-22',
    file: 'src/db/place-orders.ts',
    find: "select $1, 'expire-order', order_number, expires_at, (select app_now()) from placed)",
    replace:
      "select $1, 'expire-order', order_number, expires_at, (select app_now()) from placed where false)",
  },
  {
    name: 'a number nobody tells about is not asked for',
    source: '07 F15',
    file: attempts,
    find: 'from made m join asked a on',
    replace: 'from made m join asked a on false and',
  },
  {
    name: 'late money is looked for once',
    source: '03 section 4.5, 22',
    file: kinds,
    find: 'return { againMs: silent ? waitOf(closeWaits, tries) : next - sinceClosed }',
    replace: "return 'done'",
  },
  {
    name: 'closing takes a paid order for an open one',
    source: '07 T31',
    file: orders,
    find: "state in ('waiting', 'closing')\n     and ($3",
    replace: 'state is not null\n     and ($3',
  },
  {
    name: 'a lease never ends',
    source: '07 F11',
    file: jobs,
    find: '(lease_until is null or lease_until < real_now())\n         and parked_at is null',
    replace: 'lease_until is null\n         and parked_at is null',
  },
  {
    name: 'a job is struck off before it is done',
    source: '03 section 7, 10',
    file: 'src/jobs/worker.ts',
    find: '    const result = await kind.run(app, job.ref, job.tries)',
    replace:
      '    await deleteJob(app.db, job)\n    const result = await kind.run(app, job.ref, job.tries)',
  },
  {
    name: 'a job that failed is struck off',
    source: '07 F35',
    file: kinds,
    find: "const news = await queryPayment(app, attempt, patientMs)\n  return news === 'paid' ? 'done'",
    replace:
      "const news = await queryPayment(app, attempt, patientMs)\n  return news === 'paid' || news === 'unknown' ? 'done'",
  },
  {
    name: 'closing that met silence is not tried again',
    source: '07 F18',
    file: kinds,
    find: "return closing === 'unresolved' ? { againMs: waitOf(closeWaits, tries) } : 'done'",
    replace: "return 'done'",
  },
  {
    name: 'a refund that is not settled is not tried again',
    source: '03 section 7, 14',
    file: kinds,
    find: "if (await sendRefund(app, ref, patientMs)) return 'done'",
    replace: "if ((await sendRefund(app, ref, patientMs)) || tries > 0) return 'done'",
  },
  {
    name: 'a kept notice is not tried again',
    source: '07 F09',
    file: notices,
    find: "values ($1, 'retry-notice', $2 || ':' || $3, app_now() + $10 * interval '1 millisecond', app_now())",
    replace:
      "select $1, 'retry-notice', $2 || ':' || $3, app_now() + $10 * interval '1 millisecond', app_now() where false",
  },
  {
    name: 'a refund has a new number each time',
    source: '07 T39',
    file: sendRefund,
    find: 'return gateway.refund({ ...refund, reason: payerReads[reason], notifyUrl }, deadlineMs)',
    replace: `return gateway.refund({ ...refund, refundNo: \`\${refundNo}\${refund.now}\`, reason: payerReads[reason], notifyUrl }, deadlineMs)`,
  },
  {
    name: 'a refund that timed out has failed',
    source: '03 section 7, 13',
    file: sendRefund,
    find: "      await markRefundWaiting(db, merchantId, refundNo, 'unknown', answer.reason)\n",
    replace:
      "      await markRefundFailed(db, merchantId, refundNo, answer.reason)\n      if (refundNo !== '') return true\n",
  },
  {
    name: 'a refund that is on its way is done',
    source: '07 F32',
    file: sendRefund,
    find: "      await markRefundWaiting(db, merchantId, refundNo, 'processing', null)\n      await tellIfLong(app, refund, refundSlowMs)\n      return false",
    replace: '      await finish(app, refund)\n      return true',
  },
  {
    name: 'a refund the gateway refuses has failed and is forgotten',
    source: '07 F31',
    file: sendRefund,
    find: "      app.log.warn('refund_refused', { refund_no: refundNo, answer })\n",
    replace: '      await finish(app, refund)\n',
  },
  {
    name: 'a refund can be undone while it is sent',
    source: '07 T39',
    file: sendRefund,
    find: 'if (!(await markRefundSent(db, merchantId, refund))) return false',
    replace: '',
  },
  {
    name: 'a refund promises nothing',
    source: '07 T38',
    file: refunds,
    find: 'update orders set reserved_fen = reserved_fen + $8, version = version + 1',
    replace: 'update orders set reserved_fen = reserved_fen + 0 * $8, version = version + 1',
  },
  {
    name: 'a refund asked twice is planned twice',
    source: '07 T58',
    file: planRefund,
    find: 'const { orderNumber, requestKey = null, effect',
    replace: 'const requestKey = null as string | null\n  const { orderNumber, effect',
  },
  {
    name: 'a refund that failed keeps its promise',
    source: '03 section 4.5, 26',
    file: ends,
    find: 'update orders o set reserved_fen = o.reserved_fen - e.amount_fen, version = o.version + 1\n     from ended e',
    replace:
      'update orders o set reserved_fen = o.reserved_fen, version = o.version + 1\n     from ended e',
  },
  {
    name: 'a refund that is done is not entered',
    source: '03 section 4.5, 10',
    file: ends,
    find: "returned_at at time zone 'Asia/Shanghai')::date, app_now()\n     from settled),",
    replace:
      "returned_at at time zone 'Asia/Shanghai')::date, app_now()\n     from settled where reason = 'duplicate'),",
  },
  {
    name: 'goods stay with whoever got the money back',
    source: '07 T36',
    file: ends,
    find: "update license c set state = case e.effect when 'revoke' then 'revoked' else 'suspended' end",
    replace: 'update license c set state = c.state',
  },
  {
    name: 'money that came twice is never sent back',
    source: '07 F14',
    file: paymentParts,
    find: "select $1, 'refund', $20, won.at + $21 * interval '1 millisecond', won.at from won where $21 is not null)",
    replace:
      "select $1, 'refund', $20, won.at + $21 * interval '1 millisecond', won.at from won where false)",
  },
  {
    name: 'late money that goes back is not promised',
    source: '07 INV-05',
    file: payments,
    find: "reserved: '$7', payType: '$22'",
    replace: "reserved: '0', payType: '$22'",
  },
  {
    name: 'one seat more than bought',
    source: '07 T34',
    file: licenses,
    find: 'may_exceed or used < max_devices as is_free',
    replace: 'may_exceed or used <= max_devices as is_free',
  },
  {
    name: 'a seat is taken and not counted',
    source: '01 section 6, 20',
    file: licenses,
    find: 'devices_used = room.used + room.is_free::integer',
    replace: 'devices_used = room.used',
  },
  {
    name: 'a request sent again is another order',
    source: '07 F02',
    file: 'src/app/order/insert-order.ts',
    find: '  if (keyed.length === 0) return []\n',
    replace: '  if (keyed.length >= 0) return []\n',
  },
]
