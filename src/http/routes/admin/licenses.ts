// Licences and their devices: found by whatever a buyer can name, shown whole, and changed with a reason.

import { type Static, Type } from 'typebox'
import type { App } from '../../../app/app.ts'
import {
  extend,
  limitDevices,
  resume,
  revoke,
  suspend,
  unbindDevice,
} from '../../../app/license/change-license.ts'
import { reissueLicense, revealKey } from '../../../app/license/reissue-license.ts'
import { parseLicenseKey } from '../../../core/ids.ts'
import { devicesMax, extensionMaxDays, licenseStatus } from '../../../core/license.ts'
import { parsePhone } from '../../../core/order.ts'
import { formatShanghai } from '../../../core/time.ts'
import { type AuditLogRow, listAuditLog } from '../../../db/audit-log.ts'
import {
  findLicenseDetail,
  type LicenseDetail,
  type LicenseRow,
  listLicenseRows,
} from '../../../db/console-licenses.ts'
import { type Lang, Refusal } from '../../../errors.ts'
import {
  consoleRoute,
  found,
  limitOf,
  listQuery,
  listReply,
  nothing,
  pageOf,
  textOrNull,
} from '../../console-route.ts'
import { timeOrNull } from '../../reply.ts'
import { ok, type Route } from '../../route.ts'

const path = '/api/v1/admin/licenses'
const one = `${path}/:license_id` as const
const historyMax = 100
const read = 'licenses.read' as const
const write = 'licenses.write' as const

const Status = Type.Union([
  Type.Literal('active'),
  Type.Literal('expired'),
  Type.Literal('suspended'),
  Type.Literal('revoked'),
])
const Params = Type.Object({ license_id: Type.String({ maxLength: 64 }) })
const reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
const Reason = Type.Object({ reason }, { additionalProperties: false })
const Key = Type.Object({ license_key: Type.String() })

const Row = Type.Object({
  license_id: Type.String(),
  license_key_masked: Type.String(),
  order_number: Type.String(),
  product_id: Type.String(),
  package_id: Type.String(),
  name: Type.String(),
  status: Status,
  valid_from: Type.String(),
  valid_until: textOrNull,
  max_devices: Type.Integer(),
  devices_used: Type.Integer(),
})

const Detail = Type.Object({
  ...Row.properties,
  state: Type.Union([Type.Literal('active'), Type.Literal('suspended'), Type.Literal('revoked')]),
  contact_person: Type.String(),
  phone: Type.String(),
  refunded: Type.Boolean({ description: 'all the money went back, so it cannot be resumed' }),
  former_keys: Type.Array(
    Type.Object({ license_key_masked: Type.String(), replaced_at: Type.String() }),
  ),
  devices: Type.Array(
    Type.Object({
      fingerprint: Type.String(),
      name: textOrNull,
      activated_at: Type.String(),
      last_seen_at: Type.String(),
    }),
  ),
  history: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      at: Type.String(),
      operator: Type.String(),
      action: Type.String(),
      reason: Type.String(),
      details: Type.Object({}, { additionalProperties: true }),
    }),
  ),
})

const ListQuery = Type.Object(
  {
    ...listQuery,
    search: Type.Optional(
      Type.String({
        maxLength: 255,
        description: 'a whole licence key, order number, phone, device fingerprint or licence id',
      }),
    ),
    status: Type.Optional(Status),
    product: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
)

export const licenseAdminRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Licences, the newest first',
    right: read,
    query: ListQuery,
    reply: listReply(Row),
    errors: ['invalid_request'],
    async run({ app, query, lang }) {
      const limit = limitOf(query)
      const { status, product: productId, after } = query
      const filter = { status, productId, after, limit: limit + 1 }
      const licenses = await listLicenseRows(app.db, app.merchantId, filter, searchOf(app, query))
      const toRow = (license: LicenseRow) => rowOf(license, lang)
      return ok(
        found,
        pageOf(licenses, limit, toRow, ({ licenseId }) => licenseId),
      )
    },
  }),
  consoleRoute({
    method: 'GET',
    path: one,
    summary: 'A licence with its devices and everything that was done to it',
    right: read,
    params: Params,
    reply: Detail,
    errors: ['license_not_found'],
    async run({ app, params, lang }) {
      const license = await findLicenseDetail(app.db, app.merchantId, params.license_id)
      if (!license) throw new Refusal('license_not_found')
      const history = await listAuditLog(app.db, app.merchantId, {
        subject: params.license_id,
        limit: historyMax,
      })
      return ok(found, detailOf(license, history, lang))
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/reveal`,
    summary: 'The whole key; that it was looked at stands in the audit log',
    right: write,
    stepUp: true,
    params: Params,
    body: nothing,
    reply: Key,
    errors: ['license_not_found', 'invalid_request'],
    async run({ app, params, by }) {
      const key = await revealKey(app, params.license_id, by)
      return ok({ zh: '请妥善保管', en: 'Keep it safe' }, { license_key: key })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/reissue`,
    summary: 'A new key; the old one is revoked at once',
    right: write,
    stepUp: true,
    params: Params,
    body: Type.Object(
      { reason, unbind_all: Type.Optional(Type.Boolean()) },
      { additionalProperties: false },
    ),
    reply: Key,
    errors: ['license_not_found', 'license_unchangeable', 'invalid_request'],
    async run({ app, params, body, by }) {
      const unbindAll = body.unbind_all ?? false
      const key = await reissueLicense(app, params.license_id, unbindAll, by, body.reason)
      return ok(
        { zh: '已补发，旧密钥已失效', en: 'Reissued; the old key is revoked' },
        { license_key: key },
      )
    },
  }),
  changeRoute('revoke', 'Take the licence for good', { zh: '已收回', en: 'Revoked' }, revoke),
  changeRoute(
    'suspend',
    'Take the licence until it is resumed',
    { zh: '已暂停', en: 'Suspended' },
    suspend,
  ),
  changeRoute('resume', 'Give a suspended licence back', { zh: '已恢复', en: 'Resumed' }, resume),
  consoleRoute({
    method: 'POST',
    path: `${one}/extend`,
    summary: 'More days, after the old end or after today where that has passed',
    right: write,
    stepUp: true,
    params: Params,
    body: Type.Object(
      { reason, days: Type.Integer({ minimum: 1, maximum: extensionMaxDays }) },
      { additionalProperties: false },
    ),
    reply: nothing,
    errors: ['license_not_found', 'license_unchangeable', 'invalid_request'],
    async run({ app, params, body, by }) {
      await extend(app, params.license_id, body.days, by, body.reason)
      return ok({ zh: '已延长', en: 'Extended' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/limit`,
    summary: 'Another number of devices, no fewer than are in use',
    right: write,
    stepUp: true,
    params: Params,
    body: Type.Object(
      { reason, max_devices: Type.Integer({ minimum: 1, maximum: devicesMax }) },
      { additionalProperties: false },
    ),
    reply: nothing,
    errors: ['license_not_found', 'license_unchangeable', 'invalid_request'],
    async run({ app, params, body, by }) {
      await limitDevices(app, params.license_id, body.max_devices, by, body.reason)
      return ok({ zh: '已修改设备数', en: 'Device limit changed' }, {})
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${one}/unbind`,
    summary: "Free one device's seat",
    right: write,
    params: Params,
    body: Type.Object(
      { reason, fingerprint: Type.String({ minLength: 1, maxLength: 512 }) },
      { additionalProperties: false },
    ),
    reply: nothing,
    errors: ['license_not_found', 'device_not_found', 'invalid_request'],
    async run({ app, params, body, by }) {
      await unbindDevice(app, params.license_id, body.fingerprint, by, body.reason)
      return ok({ zh: '已解绑设备', en: 'Device unbound' }, {})
    },
  }),
]

/** A change that needs nothing but its reason, and a fresh proof where nobody can take it back. */
function changeRoute(
  verb: 'revoke' | 'suspend' | 'resume',
  summary: string,
  message: Readonly<{ zh: string; en: string }>,
  act: typeof revoke,
): Route {
  return consoleRoute({
    method: 'POST',
    path: `${one}/${verb}`,
    summary,
    right: write,
    stepUp: verb === 'revoke',
    params: Params,
    body: Reason,
    reply: nothing,
    errors: ['license_not_found', 'license_unchangeable', 'license_refunded', 'invalid_request'],
    async run({ app, params, body, by }) {
      await act(app, params.license_id, by, body.reason)
      return ok(message, {})
    },
  })
}

function searchOf(app: App, { search = '' }: Static<typeof ListQuery>) {
  const text = search.trim()
  if (text === '') return undefined
  const key = parseLicenseKey(text)
  return {
    licenseId: text,
    orderNumber: text,
    fingerprint: text,
    phone: parsePhone(text),
    keyHash: key === undefined ? undefined : app.licenseKeys.hash(key),
  }
}

function rowOf(license: LicenseRow, lang: Lang): Static<typeof Row> {
  const { state, validUntil, now } = license
  return {
    license_id: license.licenseId,
    license_key_masked: license.keyMasked,
    order_number: license.orderNumber,
    product_id: license.productId,
    package_id: license.planId,
    name: license.name[lang],
    status: licenseStatus(state, validUntil, now),
    valid_from: formatShanghai(license.validFrom),
    valid_until: timeOrNull(validUntil),
    max_devices: license.maxDevices,
    devices_used: license.devicesUsed,
  }
}

function detailOf(
  license: LicenseDetail,
  history: readonly AuditLogRow[],
  lang: Lang,
): Static<typeof Detail> {
  return {
    ...rowOf(license, lang),
    state: license.state,
    contact_person: license.contactPerson,
    phone: license.phone,
    refunded: license.isRefunded,
    former_keys: license.formerKeys.map(({ masked, replacedAt }) => ({
      license_key_masked: masked,
      replaced_at: formatShanghai(replacedAt),
    })),
    devices: license.devices.map(({ fingerprint, name, activatedAt, lastSeenAt }) => ({
      fingerprint,
      name,
      activated_at: formatShanghai(activatedAt),
      last_seen_at: formatShanghai(lastSeenAt),
    })),
    history: history.map(({ seq, at, operator, action, reason: why, details }) => ({
      seq,
      at: formatShanghai(at),
      operator,
      action,
      reason: why,
      details,
    })),
  }
}
