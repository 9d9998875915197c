// What the pages of the system share.

import type { Tone } from '../../parts/index.ts'

export type JobState = 'aside' | 'running' | 'due' | 'waiting' | 'unplanned'

export const jobTones: Readonly<Record<JobState, Tone>> = {
  aside: 'bad',
  running: 'busy',
  due: 'warn',
  waiting: 'quiet',
  unplanned: 'warn',
}

/** The name of a kind of job in the words of the page; its own where there is none. */
export function kindName(kinds: Readonly<Record<string, string>>, kind: string): string {
  return kinds[kind] ?? kind
}
