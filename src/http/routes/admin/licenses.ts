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
import { exportLicenses } from '../../../app/license/export-licenses.ts'
import { reissueLicense, revealKey } from '../../../app/license/reissue-license.ts'
import { transferLicense } from '../../../app/license/transfer-license.ts'
import { billDayOf } from '../../../core/bill.ts'
import { parseLicenseKey } from '../../../core/ids.ts'
import {
  devicesMax,
  extensionMaxDays,
  type LicenseStanding,
  licenseStandings,
} from '../../../core/license.ts'
import { parseContact, parsePhone } from '../../../core/order.ts'
import { type LicenseRow, listLicenseRows } from '../../../db/console-licenses.ts'
import { Refusal } from '../../../errors.ts'
import {
  consoleRoute,
  found,
  limitOf,
  listQuery,
  listReply,
  nothing,
  pageOf,
} from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import { LicenseDetailReply, LicenseRowReply, licenseRowData, licenseView } from './license-view.ts'
import { oneOf } from './money-fields.ts'
import { sheetAnswer } from './sheet.ts'

const path = '/api/v1/admin/licenses'
const one = `${path}/:license_id` as const
const read = 'licenses.read' as const
const write = 'licenses.write' as const

const Params = Type.Object({ license_id: Type.String({ maxLength: 64 }) })
const reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
const Reason = Type.Object({ reason }, { additionalProperties: false })
const Key = Type.Object({ license_key: Type.String() })

const filterQuery = {
  search: Type.Optional(
    Type.String({
      maxLength: 255,
      description: 'a whole licence key, order number, phone, device fingerprint or licence id',
    }),
  ),
  status: Type.Optional(
    Type.Unsafe<LicenseStanding | 'ending'>({
      ...oneOf([...licenseStandings, 'ending']),
      description: 'ending: within the next thirty days',
    }),
  ),
  product: Type.Optional(Type.String({ maxLength: 64 })),
  batch: Type.Optional(Type.String({ maxLength: 64 })),
}
const Filter = Type.Object(filterQuery)
const ListQuery = Type.Object({ ...listQuery, ...filterQuery }, { additionalProperties: false })

export const licenseAdminRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Licences, the newest first',
    right: read,
    query: ListQuery,
    reply: listReply(LicenseRowReply),
    errors: ['invalid_request'],
    async run({ app, query, lang }) {
      const limit = limitOf(query)
      const filter = { ...filterOf(query), after: query.after, limit: limit + 1 }
      const licenses = await listLicenseRows(app.db, app.merchantId, filter, searchOf(app, query))
      const toRow = (license: LicenseRow) => licenseRowData(license, lang)
      return ok(
        found,
        pageOf(licenses, limit, toRow, ({ licenseId }) => licenseId),
      )
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/export`,
    summary: 'The licences of a filter as a spreadsheet, with names and phones and without keys',
    right: read,
    stepUp: true,
    body: Type.Object(
      { ...filterQuery, format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx')]) },
      { additionalProperties: false },
    ),
    errors: ['invalid_request'],
    async run({ app, body, lang, by }) {
      const about = { format: body.format, lang }
      const rows = await exportLicenses(app, filterOf(body), searchOf(app, body), by, about)
      return sheetAnswer(`licenses-${billDayOf(app.clock.now())}`, body.format, rows)
    },
  }),
  consoleRoute({
    method: 'GET',
    path: one,
    summary: 'A licence with its devices and everything that happened to it',
    right: read,
    params: Params,
    reply: LicenseDetailReply,
    errors: ['license_not_found'],
    async run({ app, params, lang }) {
      return ok(found, await licenseView(app, params.license_id, lang))
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
  consoleRoute({
    method: 'POST',
    path: `${one}/transfer`,
    summary: 'To another owner: a new key, every device freed, and the old key revoked at once',
    right: write,
    stepUp: true,
    params: Params,
    body: Type.Object(
      {
        reason,
        contact_person: Type.String({ maxLength: 200 }),
        phone: Type.String({ maxLength: 40 }),
      },
      { additionalProperties: false },
    ),
    reply: Key,
    errors: ['license_not_found', 'license_unchangeable', 'invalid_request'],
    async run({ app, params, body, by }) {
      const name = parseContact(body.contact_person)
      if (name === undefined) throw new Refusal('invalid_request', { field: 'contact_person' })
      const phone = parsePhone(body.phone)
      if (phone === undefined) throw new Refusal('invalid_request', { field: 'phone' })
      const owner = { name, phone }
      const key = await transferLicense(app, params.license_id, owner, by, body.reason)
      return ok(
        { zh: '已转移，旧密钥已失效', en: 'Transferred; the old key is revoked' },
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

function filterOf({ status, product: productId, batch: batchId }: Static<typeof Filter>) {
  return { status, productId, batchId }
}

function searchOf(app: App, { search = '' }: Static<typeof Filter>) {
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
