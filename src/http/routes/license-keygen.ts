// Keygen's validate-key, for programs that were written for it: they change the host name (study of licence services,
// section 5.3). Its order of questions is kept, so that the same licence gives the same code.

import { createHash, sign } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { App } from '../../app/app.ts'
import { type Inspected, inspectLicense } from '../../app/license/other-calls.ts'
import { isCovered, readTerms } from '../../core/license-terms.ts'
import { Refusal } from '../../errors.ts'
import { type Answer, type Route, route } from '../route.ts'

const text = Type.String({ maxLength: 255 })
const Scope = Type.Object(
  {
    product: Type.Optional(text),
    policy: Type.Optional(text),
    fingerprint: Type.Optional(text),
    fingerprints: Type.Optional(Type.Array(text, { minItems: 1, maxItems: 16 })),
    entitlements: Type.Optional(Type.Array(text, { maxItems: 64 })),
    version: Type.Optional(text),
  },
  { additionalProperties: true },
)
const Body = Type.Object(
  {
    meta: Type.Object(
      {
        key: Type.String({ maxLength: 256 }),
        nonce: Type.Optional(Type.Integer()),
        scope: Type.Optional(Scope),
      },
      { additionalProperties: true },
    ),
  },
  { additionalProperties: true },
)
type Scope = Static<typeof Scope>
type Code = keyof typeof details

const details = {
  VALID: 'is valid',
  NOT_FOUND: 'does not exist',
  BANNED: 'is banned',
  SUSPENDED: 'is suspended',
  EXPIRED: 'is expired',
  PRODUCT_SCOPE_MISMATCH: 'product scope does not match',
  POLICY_SCOPE_MISMATCH: 'policy scope does not match',
  ENTITLEMENTS_MISSING: 'is missing one or more required entitlements',
  FINGERPRINT_SCOPE_MISMATCH:
    'fingerprint is not activated (does not match any associated machines)',
  NO_MACHINE: 'fingerprint is not activated (has no associated machine)',
  NO_MACHINES: 'fingerprint is not activated (has no associated machines)',
  HEARTBEAT_DEAD: 'machine heartbeat is dead',
  VERSION_SCOPE_MISMATCH: 'version scope does not match',
  TOO_MANY_MACHINES: 'has too many associated machines',
} as const

export const licenseKeygenRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/accounts/:account/licenses/actions/validate-key',
    summary: "As Keygen's validate-key, for programs written for it",
    bodyForm: 'loose',
    signed: true,
    params: Type.Object({ account: Type.String({ maxLength: 64 }) }),
    body: Body,
    errors: ['rate_limited', 'invalid_request'],
    async run({ app, body, params, address, request }) {
      const { key, nonce, scope } = body.meta
      const found = await inspect(app, key, scope, address)
      const code = found ? codeOf(found, scope ?? {}) : 'NOT_FOUND'
      const isOver = found && found.license.devicesUsed > found.license.maxDevices
      // Over the limit and let in: the code tells, and the licence holds.
      const told = code === 'VALID' && isOver ? 'TOO_MANY_MACHINES' : code
      const meta = {
        ts: new Date(app.clock.now()).toISOString(),
        valid: code === 'VALID',
        detail: details[told],
        code: told,
        ...(nonce === undefined ? {} : { nonce }),
        ...(scope === undefined ? {} : { scope }),
      }
      const data = found ? licenseData(found, key) : null
      const path = `/v1/accounts/${params.account}/licenses/actions/validate-key`
      return signedAnswer(app, { meta, data }, path, request.headers.host ?? '')
    },
  }),
]

async function inspect(
  app: App,
  licenseKey: string,
  scope: Scope | undefined,
  address: string,
): Promise<Inspected | undefined> {
  const fingerprint = scope?.fingerprint ?? scope?.fingerprints?.[0]
  try {
    return await inspectLicense(app, { licenseKey, address, fingerprint })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'license_not_found') return undefined
    throw error
  }
}

function codeOf({ license, status, device }: Inspected, scope: Scope): Code {
  const terms = readTerms(license.terms)
  if (status === 'revoked') return 'BANNED'
  if (status === 'suspended') return 'SUSPENDED'
  if (scope.product !== undefined && scope.product !== license.productId)
    return 'PRODUCT_SCOPE_MISMATCH'
  if (scope.policy !== undefined && scope.policy !== license.planId) return 'POLICY_SCOPE_MISMATCH'
  if (scope.entitlements?.some((one) => !terms.features.includes(one)))
    return 'ENTITLEMENTS_MISSING'
  if ((scope.fingerprint ?? scope.fingerprints?.[0]) !== undefined && !device)
    return license.devicesUsed > 0 ? 'FINGERPRINT_SCOPE_MISMATCH' : lackOf(license.maxDevices)
  if (device?.leaseUntil != null && device.leaseUntil <= license.now) return 'HEARTBEAT_DEAD'
  if (!isCovered(scope.version, terms)) return 'VERSION_SCOPE_MISMATCH'
  return status === 'expired' ? 'EXPIRED' : 'VALID'
}

/** Bound to one machine it lacks a machine, else machines. */
function lackOf(maxMachines: number): Code {
  return maxMachines > 1 ? 'NO_MACHINES' : 'NO_MACHINE'
}

function licenseData({ license, status }: Inspected, key: string) {
  const states = { active: 'ACTIVE', expired: 'EXPIRED', suspended: 'SUSPENDED', revoked: 'BANNED' }
  const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  return {
    id: license.licenseId,
    type: 'licenses',
    attributes: {
      name: null,
      key,
      expiry: at(license.validUntil),
      status: states[status],
      suspended: status === 'suspended',
      floating: readTerms(license.terms).seats === 'floating',
      maxMachines: license.maxDevices,
      created: at(license.validFrom),
    },
    relationships: {
      product: { data: { type: 'products', id: license.productId } },
      policy: { data: { type: 'policies', id: license.planId } },
      machines: { meta: { count: license.devicesUsed } },
    },
  }
}

/** Signed as Keygen signs, under our own key: request line, host, date and digest, one to a line. */
function signedAnswer(app: App, value: unknown, path: string, host: string): Answer {
  const body = JSON.stringify(value)
  const { kid, privateKey } = app.signingKeys.current
  const date = new Date(app.clock.now()).toUTCString()
  const digest = `sha-256=${createHash('sha256').update(body).digest('base64')}`
  const lines = `(request-target): post ${path}\nhost: ${host}\ndate: ${date}\ndigest: ${digest}`
  const signature = sign(null, Buffer.from(lines), privateKey).toString('base64')
  const named = 'algorithm="ed25519"'
  const over = 'headers="(request-target) host date digest"'
  return {
    kind: 'text',
    status: 200,
    contentType: 'application/vnd.api+json; charset=utf-8',
    body,
    headers: {
      date,
      digest,
      'keygen-date': date,
      'keygen-digest': digest,
      'keygen-signature': `keyid="${kid}", ${named}, signature="${signature}", ${over}`,
    },
  }
}
