// Keygen's validate-key, for programs that were written for it: they change the host name (study of licence services,
// section 5.3). Its order of questions is kept, so that the same licence gives the same code.

import { createHash, sign } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { App } from '../../app/app.ts'
import { type Inspected, inspectLicense } from '../../app/license/other-calls.ts'
import { isCovered, readTerms } from '../../core/license-terms.ts'
import type { Device } from '../../db/licenses.ts'
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
    machine: Type.Optional(text),
    // Nothing of ours to judge these by.
    environment: Type.Optional(Type.Union([text, Type.Null()])),
    user: Type.Optional(Type.Union([text, Type.Null()])),
    components: Type.Optional(Type.Array(text, { maxItems: 64 })),
    checksum: Type.Optional(Type.Union([text, Type.Null()])),
  },
  // What is asked for and not looked at must never be called valid.
  { additionalProperties: false },
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
  ENVIRONMENT_SCOPE_MISMATCH: 'environment scope does not match',
  USER_SCOPE_MISMATCH: 'user scope does not match',
  MACHINE_SCOPE_MISMATCH: 'machine is not activated (does not match any associated machines)',
  COMPONENTS_SCOPE_MISMATCH: 'components scope does not match',
  CHECKSUM_SCOPE_MISMATCH: 'checksum scope does not match',
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
    async run({ app, body, address, request }) {
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
      return signedAnswer(app, { meta, data }, request.url, request.headers.host ?? '')
    },
  }),
]

async function inspect(
  app: App,
  licenseKey: string,
  scope: Scope | undefined,
  address: string,
): Promise<Inspected | undefined> {
  const { fingerprint, fingerprints = [], machine: deviceId } = scope ?? {}
  const all = fingerprint === undefined ? fingerprints : [fingerprint, ...fingerprints]
  try {
    return await inspectLicense(app, { licenseKey, address, fingerprints: all, deviceId })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'license_not_found') return undefined
    throw error
  }
}

function codeOf(found: Inspected, scope: Scope): Code {
  const { license, status } = found
  const terms = readTerms(license.terms)
  if (status === 'revoked') return 'BANNED'
  if (status === 'suspended') return 'SUSPENDED'
  if (scope.environment != null) return 'ENVIRONMENT_SCOPE_MISMATCH'
  if (scope.product !== undefined && scope.product !== license.productId)
    return 'PRODUCT_SCOPE_MISMATCH'
  if (scope.policy !== undefined && scope.policy !== license.planId) return 'POLICY_SCOPE_MISMATCH'
  if (scope.user != null) return 'USER_SCOPE_MISMATCH'
  if (scope.entitlements?.some((one) => !terms.features.includes(one)))
    return 'ENTITLEMENTS_MISSING'
  const wrong = wrongMachine(found, scope)
  if (wrong) return wrong
  if (scope.components !== undefined) return 'COMPONENTS_SCOPE_MISMATCH'
  if (scope.checksum != null) return 'CHECKSUM_SCOPE_MISMATCH'
  const isVersion =
    scope.version === undefined || /^\d{1,9}(\.\d{1,9}){0,3}([-+].*)?$/.test(scope.version)
  if (!isVersion || !isCovered(scope.version, terms)) return 'VERSION_SCOPE_MISMATCH'
  return status === 'expired' ? 'EXPIRED' : 'VALID'
}

/** Of several fingerprints one is enough, in whatever order, as it is there unless a policy says otherwise. */
function wrongMachine({ license, device, devices }: Inspected, scope: Scope): Code | undefined {
  const { machine, fingerprint, fingerprints } = scope
  const { now, devicesUsed, maxDevices } = license
  const has = (wanted: string) => devices.some((one) => one.fingerprint === wanted)
  const isHere =
    (fingerprint === undefined || has(fingerprint)) && (fingerprints?.some(has) ?? true)
  const asked = [machine, fingerprint, fingerprints].some((one) => one !== undefined)
  if (asked && devicesUsed === 0) return lackOf(maxDevices)
  if (machine !== undefined && !device) return 'MACHINE_SCOPE_MISMATCH'
  if (!isHere) return 'FINGERPRINT_SCOPE_MISMATCH'
  // Each scope needs a machine that lives.
  const isDead = ({ leaseUntil }: Device) => leaseUntil !== null && leaseUntil <= now
  const deadOnes = [device, devices.find((one) => one.fingerprint === fingerprint)]
  const areDead = fingerprints && devices.filter((one) => fingerprints.includes(one.fingerprint))
  return deadOnes.some((one) => one && isDead(one)) || areDead?.every(isDead)
    ? 'HEARTBEAT_DEAD'
    : undefined
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
