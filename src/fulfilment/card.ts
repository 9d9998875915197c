// Cards as goods: made elsewhere and imported. Which card a unit gets is decided where they are kept, in the commit
// that delivers it.

import type { Fulfilment } from './fulfilment.ts'

export const cardFulfilment: Fulfilment = {
  grant: ({ lineNo, productId, planId }, seq) => ({
    lineNo,
    seq,
    kind: 'card',
    productId,
    planId,
  }),
}
