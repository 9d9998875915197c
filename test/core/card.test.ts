// A merchant's list of cards is read whole: what is no card is named by its line, and nothing is passed over in silence.

import { describe, expect, it } from 'vitest'
import { readCards } from '../../src/core/card.ts'

const read = (text: string, form: 'lines' | 'csv' = 'csv') => {
  const { cards = [], unreadable = [] } = readCards(text, form) ?? {}
  return [cards.map((card) => card.text), unreadable]
}

describe('a CSV of cards', () => {
  it.each([
    ['an empty first cell', 'note,card\r\nx,ONE\r\n,TWO\r\n,THREE', ['ONE', 'TWO', 'THREE'], []],
    ['an empty cell between', 'a,b,card\n1,,ONE\n,,TWO', ['ONE', 'TWO'], []],
    ['an empty last cell', 'card,note\nONE,\nTWO,x\n', ['ONE', 'TWO'], []],
    ['a row that is blank but for its commas', 'note,card\n,\n , \nx,ONE', ['ONE'], []],
    ['a row without its card', 'note,card\nx,\ny,ONE\nz', ['ONE'], [2, 4]],
    [
      'quotes that do not pair',
      'card,n\n"AAA"x,1\n"CC\nDD",3\nEE"E,4\nONE,5',
      ['ONE'],
      [2, 3, 4, 5],
    ],
    ['quoted commas and quotes', 'card,pin\n"C,1","p""1"\n', ['C,1 p"1'], []],
    ['semicolons, as Excel writes them', '卡号;密码\nC-1;p,1\n', ['C-1 p,1'], []],
    ['tabs', 'code\tpin\nC-1\tp1\n', ['C-1 p1'], []],
  ])('with %s', (_what, text, cards, unreadable) => {
    expect(read(text)).toEqual([cards, unreadable])
  })
})

it('takes no card for another because of what nobody sees', () => {
  expect(read('SAME\nSAME\u200b\nSA\u00adME\n\u2060SAME', 'lines')).toEqual([['SAME'], [2, 3, 4]])
})
