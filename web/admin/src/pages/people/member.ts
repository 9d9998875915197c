// A member of the shop's staff, as the server lists them.

import type { GetOperatorsResponses } from '../../api/generated/types.gen.ts'

export type Member = GetOperatorsResponses[200]['data']['rows'][number]
export type Role = Member['role']

export const roles: readonly Role[] = ['owner', 'finance', 'support', 'reader']
