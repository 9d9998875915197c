// The channels bills come from, for the filters.

import { type ComputedRef, computed } from 'vue'
import { call } from '../../api/call.ts'
import { getBooksChannels } from '../../api/generated/sdk.gen.ts'
import { useDetail } from '../../parts/index.ts'

export function useChannels(): ComputedRef<readonly string[]> {
  const asked = useDetail(
    'bill-channels',
    () => 'all',
    () => call(() => getBooksChannels()),
  )
  return computed(() => asked.value.value?.channels ?? [])
}
