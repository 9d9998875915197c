// Stands in for what posts to strangers' servers when the product is bundled for the simulation: the servers are
// those of the invented day, and whoever posts is the instance whose step it is.

import type { Posted, Posting, PostLimits, Reach } from '../../src/kit/post-out.ts'

/** Answers one post, however late. */
export type Receive = (posting: Posting, limits: PostLimits) => Promise<Posted>

/** The servers of the day that is lived, by their address. */
const receivers = new Map<string, Receive>()

export function offerReceiver(url: string, receive: Receive): void {
  receivers.set(url, receive)
}

export async function postOut(posting: Posting, _: Reach, limits: PostLimits): Promise<Posted> {
  const receive = receivers.get(posting.url)
  if (!receive) throw new Error(`nobody lives at ${posting.url}`)
  return receive(posting, limits)
}
