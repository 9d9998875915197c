// Which set of colours the console is in: the device's own, or the one chosen here. The choice is kept in a cookie,
// so that the server can write it on the page before anything is painted.

import { computed, ref } from 'vue'

export const looks = ['system', 'light', 'dark'] as const
export type Look = (typeof looks)[number]

const yearSeconds = 365 * 86_400
const root = document.documentElement
const current = ref<Look>(looks.find((one) => one === root.dataset.look) ?? 'system')

export const look = computed(() => current.value)

export function changeLook(next: Look): void {
  current.value = next
  root.dataset.look = next
  // biome-ignore lint/suspicious/noDocumentCookie: the other interface is missing where the shop has no certificate yet
  document.cookie = `look=${next}; path=/admin; max-age=${yearSeconds}; samesite=lax`
}
