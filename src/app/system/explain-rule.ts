// What a rule of the books says, and what may be done about a row that breaks it.

import { type Invariant, invariants } from '../../db/audit.ts'

const byId = new Map(invariants.map((one) => [one.id, one]))

/** Undefined for a rule of another version of the program. */
export function explainRule(id: string): Pick<Invariant, 'says' | 'safeAction'> | undefined {
  return byId.get(id)
}
