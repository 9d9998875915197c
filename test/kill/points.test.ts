// The table of kill points held against the program: no point may name what is not there, and nothing that
// writes may be left out without a reason.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bookScenarios } from './book-scenarios.ts'
import { closingScenarios } from './closing-scenarios.ts'
import { deskScenarios } from './desk-scenarios.ts'
import { payingScenarios, startPoints } from './paying-scenarios.ts'
import { nameOf } from './points.ts'
import { refundScenarios } from './refund-scenarios.ts'

const pointsWanted = 100
const folder = join(import.meta.dirname, '../../src/db')
/** name and text of every named statement */
const statements = readdirSync(folder)
  .flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(
      /statement\(\s*'([a-z_]+)',\s*(?:\/\/[^\n]*\n\s*)*('[^']*'|`[^`]*`)/g,
    ),
  ])
  .map(([, name = '', text = '']) => ({ name, text }))
const scenarios = [
  ...payingScenarios,
  ...closingScenarios,
  ...refundScenarios,
  ...deskScenarios,
  ...bookScenarios,
]
const aimed = [...startPoints, ...scenarios.flatMap(({ points }) => points)]

/** Statements that write and that no kill is aimed at. */
const unaimed: Readonly<Record<string, string>> = {
  advance_clock: 'demo mode and tests only',
  give_limit_back: 'a call counted twice only makes a buyer wait',
  prune_idempotency_keys: 'deletes what protects nobody any more',
  prune_limits: 'deletes what limits nobody any more',
  mark_attempt_chosen: 'needs two gateways; which attempt is wanted moves no money',
  mark_returned: 'when a browser came back, a note only',
  insert_refund_notice: 'brings a job forward that runs anyhow',
  insert_audit_run: 'a note that the audit ran',
  delete_bill_lines: 'in the transaction of insert_bill_lines',
  close_gone_differences: 'the next comparison does it again',
  close_decided_differences: 'the next comparison does it again',
  renew_leases: 'a lease that is not renewed is taken over: lease.test.ts',
  fail_job: 'a failure that is not counted costs one more try',
  unpark_job: 'a person does it, and sees whether it was done',
  ask_open_refunds: 'brings jobs forward that run anyhow',
  open_refund_stuck: 'a case for a person; the next try opens it',
  mark_refund_refused: 'as mark_refund_waiting: the next try asks the gateway first',
  plan_duplicate_refund: 'as insert_refund, after a refund was given up',
  put_unbilled_day: 'a note that there is no bill yet; the next try writes it',
}

it('is a table of many points, each of something that exists', () => {
  const known = new Set(statements.map(({ name }) => name))
  const places = [...new Set(aimed.map(({ at }) => at))]
  expect(places.filter((at) => !known.has(at) && !/^(alipay|wechat)\./.test(at))).toEqual([])
  const names = new Set(aimed.map(({ at, moment }) => nameOf(at, moment)))
  expect(names.size).toBeGreaterThanOrEqual(pointsWanted)
})

it('leaves out no statement that writes, but those with a reason', () => {
  const writing = statements.filter(({ text }) =>
    /\b(insert into|update \w+( \w+)? set|delete from)\b/.test(text),
  )
  const places = new Set(aimed.map(({ at }) => at))
  const left = writing.map(({ name }) => name).filter((name) => !places.has(name))
  expect(left.filter((name) => !(name in unaimed))).toEqual([])
  expect(Object.keys(unaimed).filter((name) => !left.includes(name))).toEqual([])
})
