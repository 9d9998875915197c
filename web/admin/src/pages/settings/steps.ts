// The four steps from an account to taking money, in their order. The first that is not done is the next.

import type { Channel } from './form.ts'

export type StepName = 'account' | 'examine' | 'pay' | 'enable'

export type Step = Readonly<{
  n: number
  name: StepName
  state: 'done' | 'now' | 'later'
}>

/** `isExamined`: the examination found nothing wrong since the page was opened. */
export function stepsOf(channel: Channel | undefined, isExamined: boolean): readonly Step[] {
  const isPaid = Boolean(channel?.tested)
  const done: Readonly<Record<StepName, boolean>> = {
    account: channel !== undefined,
    // Who was paid through an account need not be told that its keys fit.
    examine: channel !== undefined && (isExamined || isPaid),
    pay: isPaid,
    enable: channel?.offered === true,
  }
  const names: readonly StepName[] = ['account', 'examine', 'pay', 'enable']
  const next = names.find((name) => !done[name])
  return names.map((name, at) => ({
    n: at + 1,
    name,
    state: done[name] ? 'done' : name === next ? 'now' : 'later',
  }))
}
