// Content as goods: a text and files that are the same for every buyer. Nothing comes into being but the right to read
// them, which the delivery itself is.

import type { Fulfilment } from './fulfilment.ts'

export const contentFulfilment: Fulfilment = {
  grant: ({ lineNo }, seq) => ({ lineNo, seq, kind: 'content' }),
}
