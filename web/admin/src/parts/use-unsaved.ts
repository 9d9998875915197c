// Warns before somebody leaves a form with changes that were not saved.

import { type Ref, watchEffect } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { shellText } from '../text/shell.ts'

export function useUnsaved(isDirty: Readonly<Ref<boolean>>): void {
  const keep = (event: BeforeUnloadEvent) => event.preventDefault()
  watchEffect((onCleanup) => {
    if (!isDirty.value) return
    window.addEventListener('beforeunload', keep)
    onCleanup(() => window.removeEventListener('beforeunload', keep))
  })
  onBeforeRouteLeave(() => !isDirty.value || window.confirm(shellText.value.unsaved))
}
