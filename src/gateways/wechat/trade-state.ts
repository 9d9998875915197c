// The states of an order at WeChat Pay, which both versions of the API spell the same (fact sheet WeChat Pay,
// sections 11 and 20).

/** What a state means for us; undefined for a word nobody has documented. */
export function meaningOf(state: string): 'waiting' | 'closed' | 'paid' | undefined {
  return meanings.get(state)
}

/** A refund, even a part of it, hides SUCCESS; the money had come all the same (section 9). */
export function hasGoneBack(state: string): Readonly<{ hasGoneBack?: true }> {
  return state === 'REFUND' ? { hasGoneBack: true } : {}
}

const meanings: ReadonlyMap<string, 'waiting' | 'closed' | 'paid'> = new Map([
  ['NOTPAY', 'waiting'],
  ['USERPAYING', 'waiting'],
  ['ACCEPT', 'waiting'],
  ['CLOSED', 'closed'],
  ['REVOKED', 'closed'],
  ['PAYERROR', 'closed'],
  ['SUCCESS', 'paid'],
  ['REFUND', 'paid'],
])
