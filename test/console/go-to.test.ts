// The quick search of the console: what is typed leads to pages by either name, and a number to its order.

import { expect, it } from 'vitest'
import { findGoals, type Goal } from '../../web/admin/src/shell/go-to.ts'
import { words as en } from '../../web/admin/src/text/en/pages.ts'
import { words as zh } from '../../web/admin/src/text/zh-CN/pages.ts'

const everything = () => true
const nameOf = (goal: Goal) => (goal.kind === 'page' ? goal.name : `orders?search=${goal.text}`)
const found = (typed: string, can: (right: string | undefined) => boolean = everything) =>
  findGoals(typed, [zh, en], can).map(nameOf)

it('finds a page by its name in either language, what begins so first', () => {
  expect(found('退')[0]).toBe('refunds')
  expect(found('REF')[0]).toBe('refunds')
  const names = found('co')
  expect(names.indexOf('books')).toBeGreaterThan(names.indexOf('coupons'))
  expect(found('sign')[0]).toBe('security')
})

it('looks for a number in the orders first, and for any other word last', () => {
  expect(found(' 2026 ')).toEqual(['orders?search=2026'])
  expect(found('任务')).toEqual(['jobs', 'orders?search=任务'])
})

it('shows every page that needs no number before anything is typed, and none without its right', () => {
  expect(found('')).toContain('log')
  expect(found('')).not.toContain('order')
  expect(found('2026', (right) => right !== 'orders.read')).toEqual([])
  expect(found('', (right) => right === undefined)).toEqual(['security'])
})
