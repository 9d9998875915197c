// The registry of kinds of goods.

import type { GrantedUnit } from '../core/granted.ts'
import type { FulfilmentKind, OrderLine } from '../core/order.ts'
import type { Instant } from '../core/time.ts'
import { cardFulfilment } from './card.ts'
import { contentFulfilment } from './content.ts'
import { courseFulfilment } from './course.ts'
import type { Fulfilment, FulfilmentTools } from './fulfilment.ts'
import { licenseFulfilment } from './license.ts'

const kinds: Readonly<Record<FulfilmentKind, Fulfilment>> = {
  license: licenseFulfilment,
  card: cardFulfilment,
  content: contentFulfilment,
  course: courseFulfilment,
}

/** Makes the goods of every unit of every line: of the same order the same goods, whenever they are made. */
export function grantLines(
  orderNumber: string,
  lines: readonly OrderLine[],
  now: Instant,
  { licenseKeys }: Pick<FulfilmentTools, 'licenseKeys'>,
): readonly GrantedUnit[] {
  return lines.flatMap((line) =>
    Array.from({ length: line.quantity }, (_, index) => {
      const seq = index + 1
      const random = licenseKeys.drawsOf(`${orderNumber}|${line.lineNo}|${seq}`)
      return kinds[line.fulfilmentKind].grant(line, seq, now, { random, licenseKeys })
    }),
  )
}
