// Courses as goods: chapters that are the same for every reader. Like content, the delivery itself is the right to read
// them; for how long, the line says.

import type { Fulfilment } from './fulfilment.ts'

export const courseFulfilment: Fulfilment = {
  grant: ({ lineNo }, seq) => ({ lineNo, seq, kind: 'course' }),
}
