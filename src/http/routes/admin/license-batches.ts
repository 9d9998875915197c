// Batches of licences for resellers: made, listed, and their keys exported.

import { Type } from 'typebox'
import { batchMax, exportBatch, makeBatch } from '../../../app/license/make-batch.ts'
import { billDayOf } from '../../../core/bill.ts'
import { nameMax } from '../../../core/catalogue.ts'
import { formatShanghai } from '../../../core/time.ts'
import { type LicenseBatch, listBatches } from '../../../db/license-batches.ts'
import { csvLine, csvStart } from '../../../kit/csv.ts'
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

const path = '/api/v1/admin/license-batches'
const BatchId = Type.String({
  pattern: '^[0-9A-Za-z_-]{1,64}$',
  description: 'made up by whoever asks; asked for again it is the same batch',
})
const Row = Type.Object({
  batch_id: Type.String(),
  product_id: Type.String(),
  package_id: Type.String(),
  note: Type.String(),
  quantity: Type.Integer(),
  used: Type.Integer({ description: 'licences that have a device, or were taken back' }),
  made_at: Type.String(),
})

export const licenseBatchRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path,
    summary: 'Batches, the newest first',
    right: 'licenses.read',
    query: Type.Object(listQuery, { additionalProperties: false }),
    reply: listReply(Row),
    errors: ['invalid_request'],
    async run({ app, query }) {
      const limit = limitOf(query)
      const batches = await listBatches(app.db, app.merchantId, query.after, limit + 1)
      return ok(
        found,
        pageOf(batches, limit, rowOf, ({ batchId }) => batchId),
      )
    },
  }),
  consoleRoute({
    method: 'POST',
    path,
    summary: 'Make licences of a package without an order',
    right: 'licenses.write',
    stepUp: true,
    body: Type.Object(
      {
        batch_id: BatchId,
        product_id: Type.String({ maxLength: 64 }),
        package_id: Type.String({ maxLength: 64 }),
        quantity: Type.Integer({ minimum: 1, maximum: batchMax }),
        note: Type.String({ minLength: 1, maxLength: nameMax * 2 }),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({ made: Type.Integer({ description: '0: it was made before' }) }),
    errors: ['invalid_request', 'product_not_found', 'package_not_found', 'conflict'],
    async run({ app, body, by }) {
      const { batch_id: batchId, product_id: productId, package_id: planId, quantity, note } = body
      const made = await makeBatch(app, { batchId, productId, planId, quantity, note }, by)
      return ok({ zh: '已生成', en: 'Made' }, { made })
    },
  }),
  consoleRoute({
    method: 'POST',
    path: `${path}/:batch_id/export`,
    summary: 'All keys of a batch that hold, as CSV; that they were taken stands in the audit log',
    right: 'licenses.write',
    stepUp: true,
    params: Type.Object({ batch_id: Type.String({ maxLength: 64 }) }),
    body: nothing,
    errors: ['batch_not_found', 'invalid_request'],
    async run({ app, params, by, lang }) {
      const keys = await exportBatch(app, params.batch_id, by)
      const head = lang === 'zh' ? ['授权码', '授权编号'] : ['License key', 'License id']
      const lines = keys.map(({ key, licenseId }) => csvLine([key, licenseId]))
      const name = `licenses-${billDayOf(app.clock.now())}.csv`
      return {
        kind: 'text',
        status: 200,
        contentType: 'text/csv; charset=utf-8',
        body: csvStart + csvLine(head) + lines.join(''),
        headers: { 'content-disposition': `attachment; filename="${name}"` },
      }
    },
  }),
]

function rowOf({ batchId, productId, planId, note, quantity, used, madeAt }: LicenseBatch) {
  return {
    batch_id: batchId,
    product_id: productId,
    package_id: planId,
    note,
    quantity,
    used,
    made_at: formatShanghai(madeAt),
  }
}
