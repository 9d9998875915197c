// Planted bugs about letters and one-time codes: who gets what, how often, and what opens.

import type { PlantedBug } from './bugs.ts'

const codes = 'src/db/one-time-codes.ts'
const limits = 'src/app/limits.ts'
const sendLetter = 'src/app/letter/send-letter.ts'

export const lettersBugs: readonly PlantedBug[] = [
  {
    name: 'a code opens again and again',
    on: 'letters',
    source: '06 section 5',
    file: codes,
    find: 'update one_time_code set taken_at = app_now()',
    replace: 'update one_time_code set taken_at = null',
  },
  {
    name: 'a code may be guessed at without end',
    on: 'letters',
    source: '06 section 5',
    file: codes,
    find: 'set tries_left = tries_left - 1',
    replace: 'set tries_left = tries_left - 0',
  },
  {
    name: 'what was tried at the code before counts against the next',
    on: 'letters',
    source: '06 section 5',
    file: codes,
    find: 'tries_left = excluded.tries_left,',
    replace: 'tries_left = c.tries_left,',
  },
  {
    name: 'a code is good for an hour',
    on: 'letters',
    source: '06 section 5',
    file: 'src/core/one-time-code.ts',
    find: 'export const codeLifeMs = 5 * 60_000',
    replace: 'export const codeLifeMs = 60 * 60_000',
  },
  {
    name: 'the pause between two codes is half as long',
    on: 'letters',
    source: '06 section 5',
    file: limits,
    find: "'code-pause': { burst: 1, windowMs: codePauseMs, isExact: true }",
    replace: "'code-pause': { burst: 1, windowMs: codePauseMs }",
  },
  {
    name: 'ten codes a day come back little by little',
    on: 'letters',
    source: '06 section 5',
    file: limits,
    find: "'code-day': { burst: 10, windowMs: 24 * 60 * minuteMs, isExact: true }",
    replace: "'code-day': { burst: 10, windowMs: 24 * 60 * minuteMs }",
  },
  {
    name: 'limits end with the program that counted',
    on: 'letters',
    source: '07 section 5',
    file: limits,
    find: '  return taking(db, merchantId, buckets, limit)\n',
    replace:
      '  const counts = globalThis as { started?: number }\n  const program = ((db as { program?: number }).program ??= counts.started = (counts.started ?? 0) + 1)\n  return taking(db, merchantId, buckets.map((one) => one.concat(String(program))), limit)\n',
  },
  {
    name: 'a letter goes to the buyer of the newest order',
    on: 'letters',
    source: '07 section 5',
    file: 'src/db/letters.ts',
    find: 'r.order_number = $2 and r.refund_no = $3\n   where o.merchant_id = $1 and o.order_number = $2`',
    replace:
      'r.order_number = $2 and r.refund_no = $3\n   where o.merchant_id = $1 order by o.created_at desc limit 1`',
  },
  {
    name: 'a letter nobody answered for was sent',
    on: 'letters',
    source: '07 section 5',
    file: sendLetter,
    find: "return outcome === 'refused' ? 'failed' : 'pending'",
    replace: "return outcome === 'refused' ? 'failed' : 'sent'",
  },
  {
    name: 'a letter that was refused for good is sent again',
    on: 'letters',
    source: '07 section 5',
    file: sendLetter,
    find: "return outcome === 'refused' ? 'failed' : 'pending'",
    replace: "return 'pending'",
  },
  {
    name: 'the job of a letter is over before the letter is sent',
    on: 'letters',
    source: '07 section 5',
    file: 'src/jobs/kinds.ts',
    find: '  const againMs = await sendLetter(app, ref)\n',
    replace:
      "  const over = { name: 'end_letter_job', text: \"delete from job where kind = 'send-letter' and ref = $1\" }\n  await app.db.rows(over, [ref])\n  const againMs = await sendLetter(app, ref)\n",
  },
  {
    name: 'whoever proves one phone has the orders of all',
    on: 'letters',
    source: '06 section 5',
    file: 'src/db/customer-orders.ts',
    find: '(o.phone = $3 or lower(o.email) = $4)',
    replace: '(o.phone <> $3 or o.phone = $3 or lower(o.email) = $4)',
  },
  {
    name: 'a code goes to whoever asks about an order there is none of',
    on: 'letters',
    source: '06 section 5',
    file: 'src/app/order/open-by-code.ts',
    find: 'isKnown: to !== undefined,',
    replace: 'isKnown: true,',
  },
]
