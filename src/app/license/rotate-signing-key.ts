// A new key to sign licences with. It is published, with the word of the one in force, long before it signs, and the
// one in force verifies long after, so that no program in the field is ever without a key it trusts.

import { sign } from 'node:crypto'
import { dayMs, formatShanghai, type Instant, instantOf, later, secondMs } from '../../core/time.ts'
import type { Author } from '../../db/audit-log.ts'
import { appendAuditLog } from '../../db/audit-log.ts'
import { insertNextSigningKey, lockSigningKeys } from '../../db/settings.ts'
import { type Successor, successionText } from '../../kit/signed-file.ts'
import type { App, PublicSigningKey } from '../app.ts'
import { currentOf, makeSigningKey, openPrivateKey } from '../keys.ts'

export type Rotation = Readonly<{
  /** false: one was to come already, and none was made */
  isNew: boolean
  kid: string
  publicKey: Buffer
  validFrom: Instant
  former: Readonly<{ kid: string; validUntil: Instant | null }>
}>

/**
 * Makes the key that signs `inDays` days from now, endorsed by the one that signs today, which is published for
 * `keepDays` more. While one is to come no other is made. Both are whole days, at least one.
 */
export async function rotateSigningKey(
  app: App,
  { inDays, keepDays }: Readonly<{ inDays: number; keepDays: number }>,
  by: Author,
): Promise<Rotation> {
  return app.db.tx(async (tx) => {
    const all = await lockSigningKeys(tx)
    const now = app.clock.now()
    const current = currentOf(all, now)
    const coming = all.find(({ endorsedBy }) => endorsedBy === current.kid)
    if (coming) return { isNew: false, ...coming, former: current }

    const made = makeSigningKey(app.sealer)
    // Whole seconds, as the text that is endorsed says them.
    const validFrom = instantOf(Math.floor((now + inDays * dayMs) / secondMs) * secondMs)
    const formerUntil = later(validFrom, keepDays * dayMs)
    const text = successionText({
      kid: made.kid,
      public_key: made.publicKey.toString('base64'),
      valid_from: formatShanghai(validFrom),
    })
    const endorsement = sign(null, text, openPrivateKey(app.sealer, current))
    const next = { ...made, validFrom, endorsedBy: current.kid, endorsement }
    await insertNextSigningKey(tx, next, formerUntil)
    await appendAuditLog(tx, app.merchantId, by, {
      action: 'license.rotate_key',
      subject: made.kid,
      details: { former: current.kid, valid_from: formatShanghai(validFrom) },
    })
    return { isNew: true, ...next, former: { kid: current.kid, validUntil: formerUntil } }
  })
}

/** How one key follows from those before it, the oldest first; of the first key nothing. */
export function successorsOf(all: readonly PublicSigningKey[], kid: string): Successor[] {
  const chain: Successor[] = []
  for (let one = find(all, kid); one; one = find(all, one.endorsedBy)) {
    const successor = successorOf(one)
    if (successor) chain.unshift(successor)
  }
  return chain
}

/** What the key before says of a key, as it is published; undefined: it is the first. */
export function successorOf(key: PublicSigningKey): Successor | undefined {
  if (key.endorsedBy === null || key.endorsement === null) return undefined
  return {
    kid: key.kid,
    public_key: key.publicKey.toString('base64'),
    valid_from: formatShanghai(key.validFrom),
    endorsed_by: key.endorsedBy,
    endorsement: key.endorsement.toString('base64'),
  }
}

function find(all: readonly PublicSigningKey[], kid: string | null): PublicSigningKey | undefined {
  return all.find((one) => one.kid === kid)
}
