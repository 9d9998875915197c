// How loudly the end of a certificate is announced: a month, a week and a day before.

import { expect, test } from 'vitest'
import { dayMs, instantOf, later } from '../../src/core/time.ts'
import { examineEnd } from '../../src/gateways/examination.ts'

const now = instantOf(Date.UTC(2026, 10, 21))
const whose = { zh: '证书', en: 'The certificate' }

test.each([
  [31, 'ok', '31 days left'],
  [29, 'warn', '29 days left; replace soon'],
  [7, 'warn', '7 days left; replace soon'],
  [6, 'bad', '6 days left; replace soon'],
  [0, 'bad', '0 days left; replace today'],
  [-1, 'bad', 'expired'],
])('a certificate with %i days left is %s', (days, level, words) => {
  const end = { until: later(now, days * dayMs + 1), now }
  const finding = examineEnd('alipay', 'certificates', whose, end)
  expect(finding.level).toBe(level)
  expect(finding.en).toContain(words)
})
