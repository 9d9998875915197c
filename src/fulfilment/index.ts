// The registry of kinds of goods.

import type { GrantedUnit } from '../core/license.ts'
import type { FulfilmentKind, OrderLine } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import type { Fulfilment, FulfilmentTools } from './fulfilment.ts'
import { licenseFulfilment } from './license.ts'

const kinds: Readonly<Record<FulfilmentKind, Fulfilment>> = {
  license: licenseFulfilment,
}

/** Makes the goods of every unit of every line. */
export function grantLines(
  lines: readonly OrderLine[],
  now: Instant,
  tools: FulfilmentTools,
): readonly GrantedUnit[] {
  return lines.flatMap((line) =>
    Array.from({ length: line.quantity }, (_, index) =>
      kinds[line.fulfilmentKind].grant(line, index + 1, now, tools),
    ),
  )
}
