// Asks again every few seconds while something is about to change by itself, and not while nobody looks.

import { onBeforeUnmount, onMounted } from 'vue'

export function usePolling(isNeeded: () => boolean, ask: () => void, everyMs = 3_000): void {
  let timer: number | undefined
  onMounted(() => {
    timer = window.setInterval(() => {
      if (!document.hidden && isNeeded()) ask()
    }, everyMs)
  })
  onBeforeUnmount(() => window.clearInterval(timer))
}
