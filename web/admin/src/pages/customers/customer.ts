// A buyer's account as the server tells it, and how it is named.

import type { GetCustomersByCustomerIdResponses } from '../../api/generated/types.gen.ts'
import type { Tone } from '../../parts/index.ts'

export type Customer = GetCustomersByCustomerIdResponses[200]['data']

export const tones: Readonly<Record<Customer['state'], Tone>> = {
  active: 'good',
  disabled: 'quiet',
}

/** By what one knows them: the phone first. */
export function nameOf(
  { phone, email }: Readonly<{ phone: string | null; email: string | null }>,
  nameless: string,
): string {
  return phone ?? email ?? nameless
}
