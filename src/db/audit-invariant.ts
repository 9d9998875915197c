// How an invariant is written down.

import { narrow, type Scope } from './audit-scope.ts'
import { type Statement, statement } from './connect.ts'

type Words = Readonly<{ zh: string; en: string }>

export type Invariant = Readonly<{
  /** stable; the part before the dot groups those of one rule */
  id: string
  /** what holds */
  says: Words
  /** what may be done about a row that breaks it, without making it worse */
  safeAction: Words
  /** $1 is the merchant; answers `ref` and `detail` of rows that break it, a thousand at most */
  statement: Statement
  /** the same of what moved: $2 are orders' numbers, or for entries the moment since which they were written */
  narrowed: Statement
  scope: Scope
  /** true once all that waits has been worked off; until then it may not hold for moments */
  afterHealing: boolean
}>

/** Whether a refund's money is still promised. */
export const isOpenRefund = `r.state in ('awaiting', 'planned', 'processing', 'unknown')`

/** Whether a column holds a sealed text, by its form (kit/seal.ts); whether it opens, only the key can tell. */
export const isSealed = (column: string) =>
  `(${column} like 'v1.%.________________.%.______________________' and ${column} !~ '[^0-9A-Za-z_.-]'
       and split_part(${column}, '.', 5) <> '' and split_part(${column}, '.', 6) = '')`

/** More rows that break one rule teach nobody more. */
const findingsMax = 1_000

const actions = {
  /** the row is evidence: nothing may be made to fit by hand */
  look: {
    zh: '不要手工改数据；对照通知、账单和订单，找出是谁改动的',
    en: 'Do not edit the books to fit; compare notices, bill and order, and find out who changed the row',
  },
  reconcile: {
    zh: '运行 keytill reconcile --since，让网关的账单补上缺的部分',
    en: "Run keytill reconcile --since, and let the gateway's bill supply what is missing",
  },
  restart: {
    zh: '重启程序会重新安排丢失的任务；再次出现请报告',
    en: 'Starting again plans what is missing; report it if it comes back',
  },
} as const

/** `rows` is a select of `ref` and `detail` (texts), from tables by their plain names. $1 is the merchant. */
export function invariant(
  id: string,
  zh: string,
  en: string,
  rows: string,
  action: keyof typeof actions = 'look',
  scope: Scope = 'orders',
): Invariant {
  const name = `audit_${id.toLowerCase().replace(/\W/g, '_')}`
  const whole = statement(name, boundedOf('', rows))
  return {
    id,
    says: { zh, en },
    safeAction: actions[action],
    statement: whole,
    narrowed:
      scope === 'whole' ? whole : statement(`${name}_since`, boundedOf(narrow(scope), rows)),
    scope,
    afterHealing: false,
  }
}

// Materialised, so that the bound does not tempt the planner to look for rows one by one: nearly always none is
// found, and then every one would have been looked for.
function boundedOf(tables: string, rows: string): string {
  return `with ${tables} broken as materialized (${rows})
   select ref, detail from broken limit ${findingsMax}`
}

/** One that holds once everything that waits has been worked off. */
export function healedInvariant(...parts: Parameters<typeof invariant>): Invariant {
  return { ...invariant(...parts), afterHealing: true }
}
