// A cell is what it says, in a spreadsheet too.

import { expect, it } from 'vitest'
import { csvLine } from '../../src/kit/csv.ts'

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])(
  'a key that begins %j is no formula',
  (key) => {
    const [cell = ''] = csvLine([key, 'x']).split(',x')
    expect(cell.replace(/^"/, '')).toBe(`'${key}${cell.startsWith('"') ? '"' : ''}`)
  },
)
