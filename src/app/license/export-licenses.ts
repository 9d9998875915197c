// The filtered list of licences for a spreadsheet, read page by page and without keys; that it was taken is written
// down first.

import { type LicenseStanding, licenseStanding } from '../../core/license.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import {
  type LicenseFilter,
  type LicenseSearch,
  type ListedLicense,
  listLicenseRows,
} from '../../db/console-licenses.ts'
import type { Cell } from '../../kit/xlsx.ts'
import type { App } from '../app.ts'

type Lang = 'zh' | 'en'
type Filter = Omit<LicenseFilter, 'after' | 'limit'>

const pageRows = 1_000

/** Notes the export in the audit log, then answers its rows, the head first, the newest licence first. */
export async function exportLicenses(
  app: App,
  filter: Filter,
  search: LicenseSearch | undefined,
  by: Author,
  about: Readonly<{ format: string; lang: Lang }>,
): Promise<AsyncGenerator<readonly Cell[]>> {
  const { status, productId: product, batchId: batch } = filter
  await appendAuditLog(app.db, app.merchantId, by, {
    action: 'license.export',
    subject: 'licenses',
    // What was looked for may be a key, so only that something was.
    details: { status, product, batch, search: search && true, format: about.format },
  })
  return rowsOf(app, filter, search, about.lang)
}

async function* rowsOf(
  app: App,
  filter: Filter,
  search: LicenseSearch | undefined,
  lang: Lang,
): AsyncGenerator<readonly Cell[]> {
  yield columns.map((column) => column[lang])
  let after: string | undefined
  for (;;) {
    const page = { ...filter, after, limit: pageRows }
    const licenses = await listLicenseRows(app.db, app.merchantId, page, search)
    for (const license of licenses) yield columns.map((column) => column.cell(license, lang))
    const last = licenses.at(-1)
    if (!last || licenses.length < pageRows) return
    after = last.licenseId
  }
}

type Column = Readonly<{ zh: string; en: string; cell(license: ListedLicense, lang: Lang): Cell }>

const columns: readonly Column[] = [
  { zh: '授权编号', en: 'Licence id', cell: ({ licenseId }) => licenseId },
  { zh: '授权码', en: 'Key', cell: ({ keyMasked }) => keyMasked },
  { zh: '商品', en: 'Product', cell: ({ name }, lang) => name[lang] },
  {
    zh: '状态',
    en: 'State',
    cell: (license, lang) => standings[licenseStanding(license, license.now)][lang],
  },
  { zh: '生效', en: 'Valid from', cell: ({ validFrom }) => zoned(validFrom) },
  { zh: '有效期至', en: 'Valid until', cell: ({ validUntil }) => zoned(validUntil) },
  {
    zh: '待激活天数',
    en: 'Days not begun',
    cell: ({ awaitingDays }) => (awaitingDays === null ? '' : { amount: String(awaitingDays) }),
  },
  {
    zh: '已用设备',
    en: 'Devices in use',
    cell: ({ devicesUsed }) => ({ amount: String(devicesUsed) }),
  },
  { zh: '设备数', en: 'Device limit', cell: ({ maxDevices }) => ({ amount: String(maxDevices) }) },
  { zh: '订单号', en: 'Order', cell: ({ orderNumber }) => orderNumber ?? '' },
  { zh: '批次', en: 'Batch', cell: ({ batchNote }) => batchNote ?? '' },
  { zh: '所有人', en: 'Owner', cell: ({ contactPerson }) => contactPerson ?? '' },
  { zh: '手机号', en: 'Phone', cell: ({ phone }) => phone ?? '' },
]

const standings: Readonly<Record<LicenseStanding, Readonly<Record<Lang, string>>>> = {
  active: { zh: '有效', en: 'active' },
  not_begun: { zh: '未开始', en: 'not begun' },
  expired: { zh: '已过期', en: 'expired' },
  suspended: { zh: '已暂停', en: 'suspended' },
  revoked: { zh: '已收回', en: 'revoked' },
}

/** The wall clock with its zone, so that nobody has to guess it. */
function zoned(at: Instant | null): string {
  return at === null ? '' : `${formatShanghai(at)} +08:00`
}
