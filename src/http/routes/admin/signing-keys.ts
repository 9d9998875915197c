// The keys that sign licences, as the console shows them: which signs now, which is to come, which only verify.

import { Type } from 'typebox'
import type { PublicSigningKey } from '../../../app/app.ts'
import { formatShanghai, type Instant } from '../../../core/time.ts'
import { consoleRoute, found, textOrNull } from '../../console-route.ts'
import { timeOrNull } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'

export const signingKeyRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: '/api/v1/admin/system/signing-keys',
    summary: 'The keys that sign licences, the newest first',
    right: 'system.read',
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          kid: Type.String(),
          public_key: Type.String({ description: 'base64, 32 bytes' }),
          state: Type.Union(
            [
              Type.Literal('next'),
              Type.Literal('signs'),
              Type.Literal('verifies'),
              Type.Literal('over'),
            ],
            { description: 'verifies: what it signed before still holds; over: no more' },
          ),
          valid_from: Type.String(),
          valid_until: textOrNull,
        }),
      ),
    }),
    async run({ app }) {
      await app.signingKeys.reload()
      const { all, current } = app.signingKeys
      const now = app.clock.now()
      const rows = all.map((key) => ({
        kid: key.kid,
        public_key: key.publicKey.toString('base64'),
        state: key.kid === current.kid ? ('signs' as const) : stateOf(key, now),
        valid_from: formatShanghai(key.validFrom),
        valid_until: timeOrNull(key.validUntil),
      }))
      return ok(found, { rows })
    },
  }),
]

/** Of a key that does not sign now. */
function stateOf({ validFrom, validUntil }: PublicSigningKey, now: Instant) {
  if (validFrom > now) return 'next'
  return validUntil !== null && validUntil <= now ? 'over' : 'verifies'
}
