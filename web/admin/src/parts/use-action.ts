// Something a person does: sent once at a time, its outcome told, and the lists it changed asked again.

import { useQueryClient } from '@tanstack/vue-query'
import { ElMessage } from 'element-plus'
import { type Ref, ref } from 'vue'
import { ApiError } from '../api/call.ts'

export type Action<Args extends unknown[], T> = Readonly<{
  /** Answers what `send` did, or undefined when it was refused. Never throws. */
  run(...args: Args): Promise<T | undefined>
  isBusy: Readonly<Ref<boolean>>
  /** the last refusal, until the next try; for ErrorNote and FormItem */
  error: Readonly<Ref<ApiError | undefined>>
  forget(): void
}>

export type ActionSettings<T> = Readonly<{
  /** told in a toast when it worked */
  done?: string | ((result: T) => string)
  /** query keys to ask again: `['orders', 'order']` */
  refresh?: readonly string[]
  /** the page shows `error` itself, so no toast of it */
  showsError?: boolean
  /** done before `run` answers */
  after?: (result: T) => unknown
}>

export function useAction<Args extends unknown[], T>(
  send: (...args: Args) => Promise<T>,
  { done, refresh = [], showsError = false, after }: ActionSettings<T> = {},
): Action<Args, T> {
  const client = useQueryClient()
  const isBusy = ref(false)
  const error = ref<ApiError>()

  async function run(...args: Args): Promise<T | undefined> {
    if (isBusy.value) return undefined
    isBusy.value = true
    error.value = undefined
    try {
      const result = await send(...args)
      await Promise.all(refresh.map((key) => client.invalidateQueries({ queryKey: [key] })))
      if (done) ElMessage.success(typeof done === 'function' ? done(result) : done)
      await after?.(result)
      return result
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      error.value = thrown
      if (!showsError)
        ElMessage.error({ message: thrown.message, duration: 6_000, showClose: true })
      return undefined
    } finally {
      isBusy.value = false
    }
  }

  return { run, isBusy, error, forget: () => (error.value = undefined) }
}
