// The scale of a chart of the overview: what is written beside it, and which days are named below it.

import { expect, it } from 'vitest'
import { everyNth, scaleOf } from '../../web/admin/src/pages/dashboard/chart.ts'

it('begins at nought and has a few round, whole steps, however little or much there was', () => {
  expect(scaleOf([]).ticks).toEqual([0, 1])
  expect(scaleOf([0, 0.4]).ticks).toEqual([0, 1])
  expect(scaleOf([3, 7]).ticks).toEqual([0, 2, 4, 6, 8])
  expect(scaleOf([54]).ticks).toEqual([0, 20, 40, 60])
  expect(scaleOf([1_234_567]).ticks).toEqual([0, 500_000, 1_000_000, 1_500_000])
})

it('goes below nought where more went back than came in', () => {
  expect(scaleOf([4_400, -1_287])).toEqual({
    from: -2_000,
    to: 6_000,
    ticks: [-2_000, 0, 2_000, 4_000, 6_000],
  })
  expect(scaleOf([-5]).ticks).toEqual([-6, -4, -2, 0])
})

it('names every day where there is room, else every few, that no name runs into the next', () => {
  expect(everyNth(7, 500, 48)).toBe(1)
  for (const [count, width] of [
    [30, 480],
    [30, 270],
    [365, 480],
  ] as const)
    expect((everyNth(count, width, 48) * width) / count).toBeGreaterThanOrEqual(48)
})
