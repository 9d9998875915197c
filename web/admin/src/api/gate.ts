// A gate holds requests back while a person proves who they are: signing in again, or a second proof.

import { type Ref, readonly, ref } from 'vue'

export type Gate = Readonly<{
  isOpen: Readonly<Ref<boolean>>
  /** Resolves with true when the person passed, with false when they gave up. */
  wait(): Promise<boolean>
  answer(passed: boolean): void
}>

function createGate(): Gate {
  const isOpen = ref(false)
  let waiting: ((passed: boolean) => void)[] = []
  return {
    isOpen: readonly(isOpen),
    wait() {
      isOpen.value = true
      return new Promise((resolve) => waiting.push(resolve))
    },
    answer(passed) {
      isOpen.value = false
      const told = waiting
      waiting = []
      for (const tell of told) tell(passed)
    },
  }
}

export const signInGate = createGate()
export const stepUpGate = createGate()
