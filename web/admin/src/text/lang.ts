// The language the console is read in: the server says it on the page, and keeps it when it is changed.

import { type ComputedRef, computed, ref } from 'vue'

export type Lang = 'zh' | 'en'

const root = document.documentElement
const current = ref<Lang>(root.lang === 'en' ? 'en' : 'zh')

export const lang = computed(() => current.value)

/** The words of a page: `const t = useText(zh, en)`, then `t.title` in a template and `t.value.title` in a script. */
export function useText<Words>(zh: Words, en: Words): ComputedRef<Words> {
  return computed(() => (current.value === 'en' ? en : zh))
}

export async function changeLang(next: Lang): Promise<void> {
  current.value = next
  root.lang = next === 'en' ? 'en' : 'zh-CN'
  // The page's own address keeps the choice in the cookie that the server reads, for buyers' pages too.
  await fetch(`/admin?lang=${next}`, { credentials: 'same-origin' }).catch(() => undefined)
}
