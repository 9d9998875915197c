// The licensed program's calls. The exact bytes of every answer, errors included, are signed.

import { Type } from 'typebox'
import type { App } from '../../app/app.ts'
import { activateLicense } from '../../app/license/activate-license.ts'
import { deactivateDevice } from '../../app/license/deactivate-device.ts'
import type { LicenseAnswer, LicenseCall } from '../../app/license/find-usable.ts'
import { heartbeatLicense, validateLicense } from '../../app/license/validate-license.ts'
import { checkLimit, takeCall } from '../../app/limits.ts'
import { formatShanghai, instantOf } from '../../core/time.ts'
import { Refusal } from '../../errors.ts'
import { licenseData } from '../reply.ts'
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
  }),
  device: Type.Object({
    fingerprint: Type.String(),
    name: Type.Union([Type.String(), Type.Null()]),
    activated_at: Type.String(),
  }),
})

type Verb = (app: App, call: LicenseCall) => Promise<LicenseAnswer>

const verbs: readonly Readonly<{
  name: string
  verb: Verb
  summary: string
  zh: string
  en: string
}>[] = [
  {
    name: 'activate',
    verb: activateLicense,
    summary: 'Claim a seat for a device',
    zh: '激活成功',
    en: 'Activated',
  },
  {
    name: 'validate',
    verb: validateLicense,
    summary: 'May this device run',
    zh: '授权有效',
    en: 'Valid',
  },
  {
    name: 'deactivate',
    verb: deactivateDevice,
    summary: 'Give a seat back',
    zh: '已解绑设备',
    en: 'Deactivated',
  },
  {
    name: 'heartbeat',
    verb: heartbeatLicense,
    summary: 'The device is alive',
    zh: '已收到',
    en: 'Noted',
  },
]

export const licenseRoutes: readonly Route[] = [
  ...verbs.map(({ name, verb, summary, zh, en }) =>
    route({
      method: 'POST',
      path: `/api/v1/licenses/${name}`,
      summary,
      signed: true,
      body: LicenseBody,
      reply: LicenseReply,
      errors: [
        'invalid_request',
        'license_not_found',
        'license_expired',
        'license_revoked',
        'license_suspended',
        ...(name === 'activate'
          ? (['device_limit_reached'] as const)
          : (['device_not_found'] as const)),
        'rate_limited',
      ],
      async run({ app, body, address }) {
        const call = {
          licenseKey: body.license_key,
          fingerprint: body.fingerprint,
          deviceName: body.device_name,
          productId: body.product_id,
        }
        return ok({ zh, en }, licenseData(await counted(app, address, () => verb(app, call))))
      },
    }),
  ),
  route({
    method: 'GET',
    path: '/api/v1/licenses/public-key',
    summary: 'Keys that verify signed answers and offline licence files',
    reply: Type.Object({
      keys: Type.Array(
        Type.Object({
          kid: Type.String(),
          algorithm: Type.Literal('Ed25519'),
          public_key: Type.String({ description: 'base64, 32 bytes' }),
          valid_from: Type.String(),
          valid_until: Type.Union([Type.String(), Type.Null()]),
        }),
      ),
    }),
    async run({ app }) {
      const keys = app.signingKeys.all.map((key) => ({
        kid: key.kid,
        algorithm: 'Ed25519',
        public_key: key.publicKey.toString('base64'),
        valid_from: formatShanghai(instantOf(key.validFrom)),
        valid_until: key.validUntil === null ? null : formatShanghai(instantOf(key.validUntil)),
      }))
      return ok({ zh: '公钥已列出', en: 'Public keys listed' }, { keys })
    },
  }),
]

/**
 * Unknown keys count against the address that tries them, never against a key or another address; right
 * calls are never slowed, however many machines stand behind one address.
 */
async function counted<T>(app: App, address: string, call: () => Promise<T>): Promise<T> {
  await checkLimit(app, 'license-miss', [address])
  try {
    return await call()
  } catch (error) {
    const isMiss = error instanceof Refusal && error.code === 'license_not_found'
    if (isMiss) await takeCall(app, 'license-miss', [address])
    throw error
  }
}
