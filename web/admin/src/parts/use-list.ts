// A list whose filters, order and page live in the address, so that they survive reload and back.

import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { ApiError } from '../api/call.ts'

export type Listed<Row> = Readonly<{
  rows: readonly Row[]
  /** where the next page begins; null on the last */
  next: string | null
  total?: number | null | undefined
}>

export const pageSize = 50

type Query<Filter extends string> = Partial<Record<Filter | 'sort' | 'after', string>> & {
  limit: string
}

export type ListSettings<Answer extends Listed<object>, Filter extends string> = Readonly<{
  /** the first word of the query key; useAction's `refresh` names it */
  key: string
  filters: readonly Filter[]
  /** `created_at` or `-created_at`, when the address names none */
  sort?: string
  load(query: Query<Filter>): Promise<Answer>
}>

export type List<Row, Filter extends string = string> = Readonly<{
  rows: Readonly<Ref<readonly Row[]>>
  total: Readonly<Ref<number | undefined>>
  /** nothing to show yet */
  isLoading: Readonly<Ref<boolean>>
  /** what is shown belongs to the question before */
  isStale: Readonly<Ref<boolean>>
  error: Readonly<Ref<ApiError | undefined>>
  retry(): void
  filters: readonly Filter[]
  filter(name: Filter): string
  /** Sets filters ('' clears one) and goes to the first page. */
  setFilters(values: Partial<Record<Filter, string>>): void
  clear(): void
  isFiltered: Readonly<Ref<boolean>>
  sort: Readonly<Ref<string>>
  setSort(sort: string): void
  page: Readonly<Ref<number>>
  hasNext: Readonly<Ref<boolean>>
  goNext(): void
  goPrevious(): void
}>

/** The list, and under `answer` what the server said beside the rows that are shown. */
export function useList<Answer extends Listed<object>, Filter extends string>(
  settings: ListSettings<Answer, Filter>,
): List<Answer['rows'][number], Filter> & Readonly<{ answer: Readonly<Ref<Answer | undefined>> }> {
  const route = useRoute()
  const router = useRouter()
  // The list may outlive its address for a moment while the next page opens.
  const { path } = route
  const word = (name: string): string => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  const sort = computed(() => word('sort') || (settings.sort ?? ''))
  const query = computed(() => {
    const given = [...settings.filters, 'after' as const].flatMap((name) =>
      word(name) === '' ? [] : [[name, word(name)]],
    )
    const sorted = sort.value === '' ? {} : { sort: sort.value }
    return { ...Object.fromEntries(given), ...sorted, limit: String(pageSize) } as Query<Filter>
  })
  const asked = useQuery({
    queryKey: [settings.key, query],
    queryFn: () => settings.load(query.value),
    placeholderData: keepPreviousData,
    enabled: computed(() => route.path === path),
  })

  const page = computed(() => Math.max(1, Math.trunc(Number(word('page'))) || 1))
  const go = (changes: Record<string, string | undefined>, trail: readonly string[] = []) => {
    const next = { ...route.query, after: undefined, page: undefined, ...changes }
    const kept = Object.fromEntries(Object.entries(next).filter(([, value]) => value))
    void router.push({ query: kept, state: { trail: [...trail] } })
  }

  /** Opens the page before the one at hand, or the last there still is before it. */
  const walkTo = async (wanted: number) => {
    const trail: string[] = ['']
    while (trail.length < wanted) {
      const behind = { ...query.value, after: trail.at(-1) ?? '' }
      const asked = Object.fromEntries(Object.entries(behind).filter(([, value]) => value))
      const { next } = await settings.load(asked as Query<Filter>)
      if (!next || next === word('after')) break
      trail.push(next)
    }
    const after = trail.at(-1)
    if (!after) return go({})
    go({ after, page: String(trail.length) }, trail.slice(0, -1))
  }

  return {
    answer: computed(() => asked.data.value),
    rows: computed(() => asked.data.value?.rows ?? []),
    total: computed(() => asked.data.value?.total ?? undefined),
    isLoading: computed(() => asked.isPending.value),
    isStale: asked.isPlaceholderData,
    error: computed(() => (asked.error.value instanceof ApiError ? asked.error.value : undefined)),
    retry: () => void asked.refetch(),
    filters: settings.filters,
    filter: word,
    setFilters: (values) => go(values),
    clear: () => go(Object.fromEntries(settings.filters.map((name) => [name, undefined]))),
    isFiltered: computed(() => settings.filters.some((name) => word(name) !== '')),
    sort,
    setSort: (next) => go({ sort: next }),
    page,
    hasNext: computed(() => Boolean(asked.data.value?.next)),
    goNext() {
      const after = asked.data.value?.next
      if (after) go({ after, page: String(page.value + 1) }, [...trailOf(), word('after')])
    },
    goPrevious() {
      // A cursor only leads forward; where each page before began is kept beside the address. Who came by a link has
      // no such trail, and goes back the way the page was walked to, from the first one.
      const trail = trailOf()
      const back = page.value - 1
      if (trail.length === 0 && back > 1) return void walkTo(back).catch(() => go({}))
      const after = trail.at(-1)
      if (!after || back < 2) return go({})
      go({ after, page: String(back) }, trail.slice(0, -1))
    },
  }
}

function trailOf(): readonly string[] {
  const { trail } = (history.state ?? {}) as { trail?: readonly string[] }
  return trail ?? []
}
