// What a bench found out, for people as a table and for programs as one line of JSON a figure.

import { median, type Rounds } from './rounds.ts'

export type Figure = Readonly<{
  name: string
  unit: '/s' | 'ms' | 'µs' | 's' | 'MB' | 'MB/h' | 'B' | '%' | '‰'
  rounds: Rounds
  /** what it is compared with, measured in turns with it; undefined: it stands alone */
  against?: Readonly<{ what: string; rounds: Rounds }>
}>

/** `ratio` is value divided by floor, each the median of its rounds. */
export function lineOf({ name, unit, rounds, against }: Figure): string {
  const value = median(rounds)
  const floor = against ? median(against.rounds) : null
  return JSON.stringify({
    name,
    value: readable(value),
    unit,
    floor: floor === null ? null : readable(floor),
    ratio: floor === null ? null : Math.round((value / floor) * 1_000) / 1_000,
  })
}

/** A table with the spread: lowest to highest round, and lowest to highest ratio of two neighbouring rounds. */
export function tableOf(figures: readonly Figure[]): string {
  const head = ['figure', 'value (lowest to highest)', 'against', 'ratio (lowest to highest)', 'of']
  const rows = [head, ...figures.map(rowOf)]
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function rowOf({ name, unit, rounds, against }: Figure): string[] {
  const value = `${spread(rounds, number)} ${unit}`
  if (!against) return [name, value, '', '', '']
  const pairs = rounds.map((ours, round) => ours / (against.rounds[round] ?? Number.NaN))
  const ratio = median(rounds) / median(against.rounds)
  return [
    name,
    value,
    `${spread(against.rounds, number)} ${unit}`,
    `${hundredths(ratio)} (${range(pairs, hundredths)})`,
    against.what,
  ]
}

/** Small ones to three digits; more of a large one than its whole part nobody has measured. */
function readable(value: number): number {
  return Math.abs(value) < 100 ? Number(value.toPrecision(3)) : Math.round(value)
}

function spread(rounds: Rounds, print: (value: number) => string): string {
  if (rounds.length === 1) return print(median(rounds))
  return `${print(median(rounds))} (${range(rounds, print)})`
}

function range(rounds: Rounds, print: (value: number) => string): string {
  return `${print(Math.min(...rounds))} to ${print(Math.max(...rounds))}`
}

function number(value: number): string {
  return readable(value).toLocaleString('en')
}

function hundredths(value: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}
