// A file of cards as a merchant's own programs write it.

import { expect, it } from 'vitest'
import { batchOf, textOf } from '../../web/admin/src/pages/catalogue/card-list.ts'

it.each([
  ['UTF-8', 'e58da1e5af862c3132330a'],
  ['UTF-8 with its mark', 'efbbbfe58da1e5af862c3132330a'],
  ['GBK, as Excel and Notepad on a Chinese Windows save it', 'bfa8c3dc2c3132330a'],
])('cards in %s are read letter by letter', (_, hex) => {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  expect(textOf(bytes.buffer)).toBe('卡密,123\n')
})

it('an import is named by the moment it began, as a clock in Shanghai shows it', () => {
  expect(batchOf(new Date('2026-01-01T17:30:05Z'))).toBe('20260102-013005')
})
