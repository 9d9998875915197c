// The day it is, also in a window that was left open past midnight.

import { type Ref, ref } from 'vue'
import { usePolling } from '../../parts/index.ts'
import { dayFromToday } from './days.ts'

const lookedAtEveryMs = 30_000

/** yyyy-MM-dd in Asia/Shanghai. */
export function useToday(): Readonly<Ref<string>> {
  const today = ref(dayFromToday(0))
  const note = () => {
    today.value = dayFromToday(0)
  }
  usePolling(() => today.value !== dayFromToday(0), note, lookedAtEveryMs)
  return today
}
