// What a row of the audit log says beside its action.

import { expect, it } from 'vitest'
import { linesOf } from '../../web/admin/src/pages/audit/details.ts'

const words = {
  fields: { role: '角色', price: '价格', amount_fen: '金额' },
  values: { support: '客服', finance: '财务', true: '是' },
  money: (yuan: number) => `¥${yuan}`,
}
const said = (details: Record<string, unknown>) =>
  linesOf(details, words).map(({ name, was, is }) => `${name}: ${was ? `${was} → ` : ''}${is}`)

it('says of two standings only what differs', () => {
  const from = { name: '小周', role: 'support' }
  expect(said({ from, to: { ...from, role: 'finance' } })).toEqual(['角色: 客服 → 财务'])
})

it('says what a field was and is, and an amount in yuan', () => {
  expect(said({ package: 'year', price: { from: '99.00', to: '0.01' } })).toEqual([
    'package: year',
    '价格: 99.00 → 0.01',
  ])
  expect(said({ amount_fen: 9900 })).toEqual(['金额: ¥99'])
})

it('says what no dictionary knows under its own name', () => {
  expect(
    said({ names: ['ALIPAY_APP_ID', 'ALIPAY_ENABLED'], new_idea: { zh: '一', en: 'one' } }),
  ).toEqual(['names: ALIPAY_APP_ID, ALIPAY_ENABLED', 'new_idea: 一 / one'])
})
