// One thing the server tells about, asked again whenever its address changes or an action names its key.

import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { ApiError } from '../api/call.ts'

export type Detail<T> = Readonly<{
  /** what was answered last, also when asking again failed; undefined before that */
  value: Readonly<Ref<T | undefined>>
  isLoading: Readonly<Ref<boolean>>
  error: Readonly<Ref<ApiError | undefined>>
  retry(): void
}>

/** `key` is what useAction's `refresh` names; `id` is what the answer depends on. */
export function useDetail<T>(
  key: string,
  id: () => string,
  load: (id: string) => Promise<T>,
): Detail<T> {
  const asked = useQuery({
    queryKey: [key, computed(id)],
    queryFn: () => load(id()),
    enabled: computed(() => id() !== ''),
  })
  return {
    value: computed(() => asked.data.value),
    isLoading: computed(() => asked.isPending.value),
    error: computed(() => (asked.error.value instanceof ApiError ? asked.error.value : undefined)),
    retry: () => void asked.refetch(),
  }
}
