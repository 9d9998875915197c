// The licensed program's calls. The exact bytes of every answer, errors included, are signed.

import { type Static, Type } from 'typebox'
import type { App } from '../../app/app.ts'
import { activateLicense } from '../../app/license/activate-license.ts'
import { countingMisses } from '../../app/license/count-miss.ts'
import { deactivateDevice } from '../../app/license/deactivate-device.ts'
import type { LicenseAnswer, LicenseCall } from '../../app/license/find-usable.ts'
import { makeBoundFile } from '../../app/license/make-license-file.ts'
import { successorOf } from '../../app/license/rotate-signing-key.ts'
import { heartbeatLicense, validateLicense } from '../../app/license/validate-license.ts'
import { formatShanghai } from '../../core/time.ts'
import type { AnswerWord } from '../../languages/answer-text.ts'
import { askedOf } from '../license-asked.ts'
import { licenseData, timeOrNull } from '../reply.ts'
import { ok, type Route, route } from '../route.ts'

const LicenseBody = Type.Object(
  {
    license_key: Type.String({ maxLength: 256 }),
    // Judged by the handler: an unknown key must be the first answer, whatever the fingerprint.
    fingerprint: Type.Optional(Type.Unknown({ description: '1 to 128 printable characters' })),
    device_name: Type.Optional(
      Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\u0000-\\u001f\\u007f]*$' }),
    ),
    product_id: Type.Optional(Type.String({ maxLength: 64 })),
    nonce: Type.Optional(Type.String({ maxLength: 64 })),
    version: Type.Optional(
      Type.String({
        pattern: '^\\d{1,9}(?:\\.\\d{1,9}){0,3}(?:[-+][0-9A-Za-z.+-]*)?$',
        maxLength: 64,
        description: 'of the program, for packages that cover versions up to one',
      }),
    ),
    components: Type.Optional(
      Type.Unknown({
        description:
          '1 to 8 parts of the machine by name, for packages that let some of them change',
      }),
    ),
  },
  { additionalProperties: false },
)

const LicenseReply = Type.Object({
  license: Type.Object({
    status: Type.String(),
    product_id: Type.String(),
    package_id: Type.String(),
    valid_until: Type.Union([Type.String(), Type.Null()]),
    max_devices: Type.Integer(),
    devices_used: Type.Integer(),
    // Present where the package decides more than days and devices.
    starts: Type.Optional(Type.Literal('activation')),
    validity_days: Type.Optional(Type.Integer()),
    over_limit: Type.Optional(Type.Boolean()),
    seats: Type.Optional(Type.Literal('floating')),
    features: Type.Optional(Type.Array(Type.String())),
    trial: Type.Optional(Type.Literal(true)),
    version_max: Type.Optional(Type.String()),
  }),
  device: Type.Object({
    fingerprint: Type.String(),
    name: Type.Union([Type.String(), Type.Null()]),
    activated_at: Type.String(),
    lease_until: Type.Optional(Type.String({ description: 'of a floating seat' })),
  }),
})

const refusals = [
  'invalid_request',
  'license_not_found',
  'license_expired',
  'license_revoked',
  'license_suspended',
  'rate_limited',
] as const

type Verb = (app: App, call: LicenseCall) => Promise<LicenseAnswer>

const verbs: readonly Readonly<{
  name: string
  verb: Verb
  summary: string
  said: AnswerWord
}>[] = [
  {
    name: 'activate',
    verb: activateLicense,
    summary: 'Claim a seat for a device',
    said: 'activated',
  },
  {
    name: 'validate',
    verb: validateLicense,
    summary: 'May this device run',
    said: 'valid',
  },
  {
    name: 'deactivate',
    verb: deactivateDevice,
    summary: 'Give a seat back',
    said: 'deactivated',
  },
  {
    name: 'heartbeat',
    verb: heartbeatLicense,
    summary: 'The device is alive',
    said: 'heard',
  },
]

export const licenseRoutes: readonly Route[] = [
  ...verbs.map(({ name, verb, summary, said }) =>
    route({
      method: 'POST',
      path: `/api/v1/licenses/${name}`,
      summary,
      signed: true,
      repeats: askedOf(name),
      body: LicenseBody,
      reply: LicenseReply,
      errors: [
        ...refusals,
        name === 'deactivate' ? 'seat_held' : 'version_not_covered',
        ...(name === 'activate'
          ? (['device_limit_reached', 'trial_used'] as const)
          : (['device_not_found'] as const)),
      ],
      async run({ app, body, address }) {
        const call = callOf(body)
        const answer = await countingMisses(app, address, call.productId, () => verb(app, call))
        return ok(said, licenseData(answer))
      },
    }),
  ),
  route({
    method: 'POST',
    path: '/api/v1/licenses/file',
    summary: 'An offline licence file for an activated device, good on that device alone',
    signed: true,
    repeats: askedOf('file'),
    body: LicenseBody,
    reply: Type.Object({
      ...LicenseReply.properties,
      file: Type.Object({
        format: Type.String(),
        kid: Type.String(),
        payload: Type.String({ description: 'base64 of JSON' }),
        signature: Type.String({ description: 'base64' }),
        successors: Type.Optional(
          Type.Array(
            Type.Object({
              kid: Type.String(),
              public_key: Type.String(),
              valid_from: Type.String(),
              endorsed_by: Type.String(),
              endorsement: Type.String(),
            }),
          ),
        ),
      }),
    }),
    errors: [...refusals, 'version_not_covered', 'device_not_found'],
    async run({ app, body, address }) {
      const call = callOf(body)
      // As a heartbeat, so that a machine known by its parts is noted by the fingerprint the file is made for.
      const work = () => heartbeatLicense(app, call)
      const answer = await countingMisses(app, address, call.productId, work)
      const file = await makeBoundFile(app, answer)
      return ok('fileMade', { ...licenseData(answer), file })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/licenses/public-key',
    summary: 'Keys that verify signed answers and offline licence files',
    otherSites: true,
    reply: Type.Object({
      keys: Type.Array(
        Type.Object({
          kid: Type.String(),
          algorithm: Type.Literal('Ed25519'),
          public_key: Type.String({ description: 'base64, 32 bytes' }),
          valid_from: Type.String(),
          valid_until: Type.Union([Type.String(), Type.Null()]),
          endorsed_by: Type.Optional(Type.String({ description: 'kid of the key before it' })),
          endorsement: Type.Optional(
            Type.String({ description: 'base64, Ed25519 of the key before it' }),
          ),
        }),
      ),
    }),
    async run({ app }) {
      await app.signingKeys.reload()
      const keys = app.signingKeys.all.map((key) => ({
        kid: key.kid,
        algorithm: 'Ed25519',
        public_key: key.publicKey.toString('base64'),
        valid_from: formatShanghai(key.validFrom),
        valid_until: timeOrNull(key.validUntil),
        ...successorOf(key),
      }))
      return ok('keysListed', { keys })
    },
  }),
]

function callOf(body: Static<typeof LicenseBody>): LicenseCall {
  return {
    licenseKey: body.license_key,
    fingerprint: body.fingerprint,
    deviceName: body.device_name,
    productId: body.product_id,
    version: body.version,
    components: body.components,
  }
}
