// One thing the server tells about, asked again whenever its address changes or an action names its key.

import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { ApiError } from '../api/call.ts'

export type Detail<T> = Readonly<{
  /** what was answered last, also when asking again failed; undefined before that */
  value: Readonly<Ref<T | undefined>>
  isLoading: Readonly<Ref<boolean>>
  /** the server is being asked, for the first time or again */
  isAsking: Readonly<Ref<boolean>>
  /** what is there belongs to the question before (`keepsLast`) */
  isStale: Readonly<Ref<boolean>>
  error: Readonly<Ref<ApiError | undefined>>
  retry(): void
}>

/**
 * `key` is what useAction's `refresh` names; `id` is what the answer depends on. `keepsLast`: while another `id` is
 * asked for, the answer to the one before stays, so that the page does not jump.
 */
export function useDetail<T>(
  key: string,
  id: () => string,
  load: (id: string) => Promise<T>,
  { keepsLast = false }: Readonly<{ keepsLast?: boolean }> = {},
): Detail<T> {
  const asked = useQuery<T>({
    queryKey: [key, computed(id)],
    queryFn: () => load(id()),
    enabled: computed(() => id() !== ''),
    ...(keepsLast ? { placeholderData: keepPreviousData } : {}),
  })
  return {
    value: computed(() => asked.data.value),
    isLoading: computed(() => asked.isPending.value),
    isAsking: computed(() => asked.isFetching.value),
    isStale: computed(() => asked.isPlaceholderData.value),
    error: computed(() => (asked.error.value instanceof ApiError ? asked.error.value : undefined)),
    // A slow answer is waited for, not asked for once more.
    retry: () => void asked.refetch({ cancelRefetch: false }),
  }
}
