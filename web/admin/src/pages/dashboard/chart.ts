// Where the marks of a chart stand: round steps of its scale, and which days have room for their name.

export type Scale = Readonly<{ from: number; to: number; ticks: readonly number[] }>

/** About so many steps of 1, 2 or 5 times a power of ten, whole numbers, from nought at the least to the most there is. */
export function scaleOf(values: readonly number[], steps = 4): Scale {
  const least = Math.min(0, ...values)
  const most = Math.max(0, ...values)
  const rough = Math.max(1, (most - least) / steps)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((one) => one * power >= rough) ?? 10)
  const first = Math.floor(least / step)
  const last = Math.max(Math.ceil(most / step), first + 1)
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step)
  return { from: first * step, to: last * step, ticks }
}

/** Every how manieth of so many names is shown, that none runs into the next. */
export function everyNth(count: number, width: number, nameWidth: number): number {
  return Math.max(1, Math.ceil((count * nameWidth) / Math.max(1, width)))
}
