// How an invariant is written down.

import type { Invariant } from './audit.ts'
import { statement } from './connect.ts'

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

/** `rows` is a select of `ref` and `detail` (texts) with $1 as the merchant. */
export function invariant(
  id: string,
  zh: string,
  en: string,
  rows: string,
  action: keyof typeof actions = 'look',
): Invariant {
  return {
    id,
    says: { zh, en },
    safeAction: actions[action],
    statement: statement(`audit_${id.toLowerCase().replace(/\W/g, '_')}`, rows),
    afterHealing: false,
  }
}

/** One that holds once everything that waits has been worked off. */
export function healedInvariant(...parts: Parameters<typeof invariant>): Invariant {
  return { ...invariant(...parts), afterHealing: true }
}
