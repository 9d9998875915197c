// Coupons: made with one code or a batch of drawn ones, changed, switched. Orders that are placed keep what they were
// placed with.

import { parsePlainLine } from '../../core/catalogue.ts'
import { drawCouponCode, type Off, parseCouponCode } from '../../core/coupon.ts'
import { formatYuan } from '../../core/money.ts'
import { formatShanghai, type Instant } from '../../core/time.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import { listAllProducts } from '../../db/console-catalogue.ts'
import {
  type CodeRow,
  type CouponFields,
  changeCouponRow,
  countMostUsed,
  findConsoleCoupon,
  insertCoupon,
  insertCouponCodes,
  listCouponCodes,
  lockCouponTerms,
} from '../../db/console-coupons.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'
import { audited } from '../audited.ts'
import { differences } from '../catalogue/change-catalogue.ts'

/** One code as typed, or so many drawn at random. */
export type WantedCodes = Readonly<{ code: string }> | Readonly<{ count: number }>

/**
 * Makes a coupon, on at once, and answers its id. Throws invalid_request, product_not_found, and id_taken for a code
 * the shop has had before.
 */
export async function createCoupon(
  app: App,
  typed: Omit<CouponFields, 'isOn'>,
  wanted: WantedCodes,
  by: Author,
): Promise<string> {
  const fields = checked({ ...typed, isOn: true })
  const codes = codesOf(app, wanted)
  const couponId = `cpn_${Buffer.from(app.random.bytes(8)).toString('hex')}`
  return audited(
    app,
    by,
    async ({ db, merchantId }) => {
      await checkProducts(app, db, fields)
      await insertCoupon(db, merchantId, couponId, fields)
      const added = await insertCouponCodes(db, merchantId, couponId, codes)
      if (added < codes.length) throw new Refusal('id_taken', { field: 'code' })
      return couponId
    },
    () => ({
      action: 'coupon.create',
      subject: couponId,
      details: { ...told(fields), codes: codes.length === 1 ? codes[0] : codes.length },
    }),
  )
}

/**
 * Changes what is given and leaves the rest. Throws coupon_not_found, invalid_request, product_not_found, and
 * coupon_uses_taken for fewer uses than a code has had.
 */
export async function changeCoupon(
  app: App,
  couponId: string,
  typed: Partial<CouponFields>,
  by: Author,
): Promise<void> {
  await app.db.tx(async (tx) => {
    await lockCouponTerms(tx, app.merchantId, couponId)
    const coupon = await findConsoleCoupon(tx, app.merchantId, couponId)
    if (!coupon) throw new Refusal('coupon_not_found')
    const fields = checked({ ...coupon.fields, ...typed })
    const details = differences(told(coupon.fields), told(fields))
    if (Object.keys(details).length === 0) return
    // A product that was deleted since may stay where it does no harm.
    if ('productIds' in details) await checkProducts(app, tx, fields)
    await checkUsesLeft(app, tx, couponId, fields)
    await changeCouponRow(tx, app.merchantId, couponId, fields)
    await appendAuditLog(tx, app.merchantId, by, {
      action: 'coupon.change',
      subject: couponId,
      details,
    })
  })
}

const pageCodes = 1_000

/** Every code of a coupon with its uses, in pages; that they were taken is written down first. Throws coupon_not_found. */
export async function exportCodes(
  app: App,
  couponId: string,
  by: Author,
): Promise<AsyncGenerator<CodeRow>> {
  const coupon = await findConsoleCoupon(app.db, app.merchantId, couponId)
  if (!coupon) throw new Refusal('coupon_not_found')
  const details = { note: coupon.fields.note, codes: coupon.codes }
  const entry = { action: 'coupon.export' as const, subject: couponId, details }
  await appendAuditLog(app.db, app.merchantId, by, entry)
  return codesIn(app, couponId)
}

async function* codesIn(app: App, couponId: string): AsyncGenerator<CodeRow> {
  let last: string | undefined
  for (;;) {
    const rows = await listCouponCodes(app.db, app.merchantId, couponId, last, pageCodes)
    yield* rows
    last = rows.at(-1)?.code
    if (last === undefined || rows.length < pageCodes) return
  }
}

function codesOf(app: App, wanted: WantedCodes): readonly string[] {
  if ('count' in wanted)
    return Array.from({ length: wanted.count }, () => drawCouponCode(app.random))
  const code = parseCouponCode(wanted.code)
  if (code === undefined) throw new Refusal('invalid_request', { field: 'code' })
  return [code]
}

function checked(fields: CouponFields): CouponFields {
  const note = parsePlainLine(fields.note)
  if (note === undefined) throw new Refusal('invalid_request', { field: 'note' })
  const { from, until } = fields
  if (from !== null && until !== null && until <= from)
    throw new Refusal('invalid_request', { field: 'until' })
  return { ...fields, note }
}

async function checkProducts(app: App, db: Db, { productIds }: CouponFields): Promise<void> {
  if (productIds === null) return
  const known = new Set((await listAllProducts(db, app.merchantId)).map((one) => one.productId))
  if (productIds.some((id) => !known.has(id)))
    throw new Refusal('product_not_found', { field: 'product_ids' })
}

async function checkUsesLeft(
  app: App,
  tx: Db,
  couponId: string,
  { usesMax }: CouponFields,
): Promise<void> {
  if (usesMax === null) return
  const most = await countMostUsed(tx, app.merchantId, couponId)
  if (most > usesMax)
    throw new Refusal('coupon_uses_taken', { field: 'uses_max', params: { max: most } })
}

/** As a person reads it: amounts in yuan, moments in Asia/Shanghai. */
function told({ off, minimumFen, from, until, ...fields }: CouponFields) {
  const moment = (at: Instant | null) => (at === null ? null : formatShanghai(at))
  return {
    ...fields,
    off: offTold(off),
    minimum: formatYuan(minimumFen),
    from: moment(from),
    until: moment(until),
  }
}

function offTold(off: Off): string {
  if (off.kind === 'amount') return formatYuan(off.fen)
  return off.capFen === null
    ? `${off.percent}%`
    : `${off.percent}%, at most ${formatYuan(off.capFen)}`
}
