// The buyer's own devices: seen and freed with the order's token, without asking the merchant.

import { Type } from 'typebox'
import { freeDevice, listOwnDevices } from '../../app/license/free-device.ts'
import { formatShanghai } from '../../core/time.ts'
import { timeOrNull } from '../reply.ts'
import { ok, type Route, route } from '../route.ts'

const devices = '/api/v1/user/orders/:order_number/licenses/:license_id/devices' as const
const Params = Type.Object({
  order_number: Type.String(),
  license_id: Type.String({ maxLength: 64 }),
})
const Left = Type.Union([Type.Integer(), Type.Null()], {
  description: 'devices that may be freed now; null: any number',
})

export const licenseDeviceRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: devices,
    summary: 'The devices of a licence, by name; their fingerprints are not told',
    caller: 'order-token',
    params: Params,
    reply: Type.Object({
      devices: Type.Array(
        Type.Object({
          device_id: Type.String(),
          name: Type.Union([Type.String(), Type.Null()]),
          activated_at: Type.String(),
          last_seen_at: Type.String(),
          lease_until: Type.Union([Type.String(), Type.Null()]),
        }),
      ),
      left: Left,
      next_at: Type.Union([Type.String(), Type.Null()], {
        description: 'when one more may be freed; null: one may now, or none ever',
      }),
    }),
    errors: ['unauthorized', 'license_not_found'],
    async run({ app, params }) {
      const { order_number: orderNumber, license_id: licenseId } = params
      const own = await listOwnDevices(app, { orderNumber, licenseId })
      const rows = own.devices.map((one) => ({
        device_id: one.deviceId,
        name: one.name,
        activated_at: formatShanghai(one.activatedAt),
        last_seen_at: formatShanghai(one.lastSeenAt),
        lease_until: timeOrNull(one.leaseUntil),
      }))
      const told = { devices: rows, left: own.left, next_at: timeOrNull(own.nextAt) }
      return ok('devicesListed', told)
    },
  }),
  route({
    method: 'POST',
    path: `${devices}/:device_id/free`,
    summary: 'Free the seat of a device, a few times within thirty days',
    caller: 'order-token',
    params: Type.Object({
      ...Params.properties,
      device_id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
    }),
    reply: Type.Object({ left: Left }),
    errors: [
      'unauthorized',
      'invalid_request',
      'license_not_found',
      'device_not_found',
      'release_limit',
      'seat_held',
    ],
    async run({ app, params }) {
      const { order_number: orderNumber, license_id: licenseId, device_id: deviceId } = params
      const left = await freeDevice(app, { orderNumber, licenseId }, deviceId)
      return ok('deviceFreed', { left })
    },
  }),
]
