// Who is signed in: asked once when the console opens, again after signing in, and read by everything.

import { computed, shallowRef } from 'vue'
import { ApiError, call } from '../api/call.ts'
import { getSession } from '../api/generated/sdk.gen.ts'

const askSession = () => call(() => getSession(), { gates: false })

export type Session = Awaited<ReturnType<typeof askSession>>
export type Mode = 'demo' | 'sandbox' | 'live'

const current = shallowRef<Session>()
/** What the server writes on the page, for everybody who opens it. */
const { shop = '', mode: told = 'live' } = document.documentElement.dataset

/** Undefined until somebody has signed in to the end. */
export const session = computed(() => current.value)
export const shopName = shop
const currentMode = shallowRef(told as Mode)
export const mode = computed(() => currentMode.value)

/** After a setting was saved that ends a demonstration or a sandbox. */
export function changeMode(next: Mode): void {
  currentMode.value = next
}

/** Whether the person may do this. Without a right asked for, everybody may. */
export function can(right: string | undefined): boolean {
  return right === undefined || (current.value?.rights.includes(right) ?? false)
}

/**
 * Asks the server. Answers undefined when nobody is signed in, and also keeps a session that is only half way
 * (a second factor or a new password is missing) from being taken for one. Throws ApiError.
 */
export async function loadSession(): Promise<Session | undefined> {
  const found = await askSession().catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 401) return undefined
    throw error
  })
  current.value = found?.state === 'open' ? found : undefined
  return found
}
