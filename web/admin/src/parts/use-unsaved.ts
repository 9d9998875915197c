// Asks before somebody leaves what would be lost: a form that was not saved, a payment that is still under way.

import { type Ref, watchEffect } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { shellText } from '../text/shell.ts'

/** `question` stands in place of the one about unsaved changes. A page that keeps its place in the address is left too when that changes. */
export function useUnsaved(
  isDirty: Readonly<Ref<boolean>>,
  {
    question,
    isInAddress = false,
  }: Readonly<{ question?: () => string; isInAddress?: boolean }> = {},
): void {
  const keep = (event: BeforeUnloadEvent) => event.preventDefault()
  watchEffect((onCleanup) => {
    if (!isDirty.value) return
    window.addEventListener('beforeunload', keep)
    onCleanup(() => window.removeEventListener('beforeunload', keep))
  })
  const mayLeave = () => !isDirty.value || window.confirm(question?.() ?? shellText.value.unsaved)
  onBeforeRouteLeave(mayLeave)
  if (isInAddress) onBeforeRouteUpdate(mayLeave)
}
