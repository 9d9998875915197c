// Rows that came with something else, as the list a DataTable shows: whole, in their own order, on one page.

import { computed, ref } from 'vue'
import type { List } from '../../parts/index.ts'

export function listOf<Row>(rows: () => readonly Row[]): List<Row> {
  const nothing = () => undefined
  return {
    rows: computed(rows),
    total: ref(undefined),
    isLoading: ref(false),
    isStale: ref(false),
    error: ref(undefined),
    retry: nothing,
    filters: [],
    filter: () => '',
    setFilters: nothing,
    clear: nothing,
    isFiltered: ref(false),
    sort: ref(''),
    setSort: nothing,
    page: ref(1),
    hasNext: ref(false),
    goNext: nothing,
    goPrevious: nothing,
  }
}
