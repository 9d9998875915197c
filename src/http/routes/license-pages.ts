// The pages of one licence: of whoever holds the token of its order, and of whoever types its key.

import { Type } from 'typebox'
import { freeDevice } from '../../app/license/free-device.ts'
import { Refusal } from '../../errors.ts'
import { licenseAskPage } from '../../pages/license.ts'
import { keyView, licenseUrl } from '../goods-views.ts'
import { answerByKey, answerOfOrder, findBought, orAskForKey } from '../license-answer.ts'
import { licenseForm } from '../order-form.ts'
import { contextOf, goTo, page } from '../page-answer.ts'
import { type Route, route } from '../route.ts'

const ofOrder = '/orders/:order_number/licenses/:license_id' as const
const Params = Type.Object({
  order_number: Type.String({ maxLength: 40 }),
  license_id: Type.String({ maxLength: 64 }),
})
const claimOf = (params: Type.Static<typeof Params>) => ({
  orderNumber: params.order_number,
  licenseId: params.license_id,
})
const licenseKey = Type.String({ maxLength: 256 })
const DeviceId = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const PackageId = Type.String({ maxLength: 64 })

export const licensePageRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: ofOrder,
    bodyForm: 'form',
    summary: 'A licence of an order: its state, its devices, and what can be bought for it',
    caller: 'order-token',
    params: Params,
    query: Type.Object({ freed: Type.Optional(Type.String()) }),
    errors: ['unauthorized', 'license_not_found'],
    run: (call) =>
      answerOfOrder(call, claimOf(call.params), call.query.freed === '1' ? 'freed' : undefined),
  }),
  route({
    method: 'POST',
    path: `${ofOrder}/free`,
    bodyForm: 'form',
    summary: 'Frees the seat of a device of the licence',
    caller: 'order-token',
    params: Params,
    body: Type.Object({ device_id: DeviceId }),
    errors: ['unauthorized', 'license_not_found', 'device_not_found', 'release_limit', 'seat_held'],
    async run(call) {
      const claim = claimOf(call.params)
      const refusal = await refusalOf(freeDevice(call.app, claim, call.body.device_id))
      if (refusal) return answerOfOrder(call, claim, refusal)
      // By its own address, so that a reload frees nothing more.
      return goTo(`${licenseUrl(claim.orderNumber, claim.licenseId)}?freed=1`)
    },
  }),
  route({
    method: 'POST',
    path: `${ofOrder}/buy`,
    bodyForm: 'form',
    summary: 'The order form of what can be bought for the licence',
    caller: 'order-token',
    params: Params,
    body: Type.Object({ package_id: PackageId }),
    errors: ['unauthorized', 'license_not_found'],
    async run(call) {
      const claim = claimOf(call.params)
      const { license } = await findBought(call, claim)
      const key = keyView(call.app, license, { seesKeys: true })
      if (key.kind === 'masked') return answerOfOrder(call, claim)
      return licenseForm(call, key.text, { planId: call.body.package_id })
    },
  }),
  route({
    method: 'GET',
    path: '/license',
    bodyForm: 'form',
    summary: 'The form that asks for a licence key',
    run: async (call) => page(call, licenseAskPage(await contextOf(call), { typed: '' })),
  }),
  route({
    method: 'POST',
    path: '/license',
    bodyForm: 'form',
    summary: 'The licence of a key',
    body: Type.Object({ license_key: licenseKey }),
    errors: ['license_not_found', 'license_revoked', 'rate_limited'],
    run(call) {
      const typed = call.body.license_key
      return orAskForKey(call, typed, () => answerByKey(call, typed))
    },
  }),
  route({
    method: 'POST',
    path: '/license/free',
    bodyForm: 'form',
    summary: 'Frees the seat of a device of a licence by its key',
    body: Type.Object({ license_key: licenseKey, device_id: DeviceId }),
    errors: [
      'license_not_found',
      'license_revoked',
      'device_not_found',
      'release_limit',
      'seat_held',
      'rate_limited',
    ],
    run(call) {
      const { app, address, body } = call
      const claim = { licenseKey: body.license_key, address }
      return orAskForKey(call, body.license_key, async () => {
        const refusal = await refusalOf(freeDevice(app, claim, body.device_id))
        return answerByKey(call, body.license_key, refusal ?? 'freed')
      })
    },
  }),
  route({
    method: 'POST',
    path: '/license/buy',
    bodyForm: 'form',
    summary: 'The order form of what can be bought for the licence of a key',
    body: Type.Object({ license_key: licenseKey, package_id: PackageId }),
    errors: ['license_not_found', 'license_revoked', 'rate_limited'],
    run(call) {
      const { license_key: typed, package_id: planId } = call.body
      return orAskForKey(call, typed, () => licenseForm(call, typed, { planId }))
    },
  }),
]

/** Why a device was not freed, for the licence's own page to say; what is no word about it is thrown on. */
async function refusalOf(work: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    const told = ['device_not_found', 'release_limit', 'seat_held']
    if (error instanceof Refusal && told.includes(error.code)) return error
    throw error
  }
}
