// Where the quick search can lead: the pages of the console by their names in every language, and a search in the orders.

import { pages } from '../pages.ts'
import type { PageTitle } from '../text/shell.ts'

export type Goal = Readonly<
  { kind: 'page'; name: string; path: string; title: PageTitle } | { kind: 'orders'; text: string }
>

/**
 * Pages of which a name begins with what was typed come before those that only hold it; what looks like a number
 * is looked for in the orders first, any other text last.
 */
export function findGoals(
  typed: string,
  names: readonly Readonly<Record<PageTitle, string>>[],
  can: (right: string | undefined) => boolean,
): readonly Goal[] {
  const text = typed.trim()
  const asked = text.toLowerCase()
  const rankOf = (title: PageTitle) => {
    const places = names.map((words) => words[title].toLowerCase().indexOf(asked))
    if (places.includes(0)) return 0
    return places.some((at) => at > 0) ? 1 : 2
  }
  const found = pages
    .filter(({ path, right }) => !path.includes(':') && can(right))
    .map(
      ({ name, path, title }) =>
        ({ kind: 'page', name, path, title, rank: rankOf(title) }) as const,
    )
    .filter(({ rank }) => rank < 2)
    .sort((a, b) => a.rank - b.rank)
  if (text === '' || !can('orders.read')) return found
  const orders = { kind: 'orders', text } as const
  return /\d/.test(text) ? [orders, ...found] : [...found, orders]
}
