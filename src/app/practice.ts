// Whether a shop only practises: then what was paid in the demo or a sandbox is all there is, and counts.

import type { App } from './app.ts'

/** Once buyers are offered a real account, what was only practised does not count. */
export function isPractice(app: App): boolean {
  const isReal = (id: string) => !id.endsWith('-demo') && !id.endsWith('-sandbox')
  return !app.channels.some(({ id, isOffered }) => isOffered && isReal(id))
}
