// The audit log, newest first: who did what, when, from where and why.

import { Type } from 'typebox'
import { auditActions } from '../../../core/audit-action.ts'
import { formatShanghai } from '../../../core/time.ts'
import { type AuditLogRow, listAuditLog } from '../../../db/audit-log.ts'
import { consoleRoute, found, limitOf, listQuery, listReply, pageOf } from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'
import { dayQuery, spanIn } from './money-fields.ts'
import { words } from './order-query.ts'

const text = Type.Optional(Type.String({ minLength: 1, maxLength: 255 }))

export const auditLogRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: '/api/v1/admin/audit-log',
    summary: 'What was done, by whom and why',
    right: 'system.read',
    query: Type.Object(
      {
        ...listQuery,
        after: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,14}$' })),
        operator: text,
        action: Type.Optional(
          Type.String({ maxLength: 64, description: 'a whole action, or an area of actions' }),
        ),
        subject: text,
        ...dayQuery,
      },
      { additionalProperties: false },
    ),
    reply: listReply(
      Type.Object({
        seq: Type.Integer(),
        at: Type.String(),
        operator: Type.String(),
        action: words(auditActions),
        subject: Type.String(),
        reason: Type.String(),
        details: Type.Object({}, { additionalProperties: true }),
        address: Type.String(),
        request_id: Type.String(),
        hash: Type.String({ description: 'chains this row to all before it' }),
      }),
    ),
    errors: ['invalid_request'],
    async run({ app, query }) {
      const limit = limitOf(query)
      const entries = await listAuditLog(app.db, app.merchantId, {
        operator: query.operator?.toLowerCase(),
        action: query.action,
        subject: query.subject,
        ...spanIn(query),
        before: query.after === undefined ? undefined : Number(query.after),
        limit: limit + 1,
      })
      const toRow = ({ at, requestId, ...entry }: AuditLogRow) => ({
        ...entry,
        at: formatShanghai(at),
        request_id: requestId,
      })
      return ok(
        found,
        pageOf(entries, limit, toRow, ({ seq }) => String(seq)),
      )
    },
  }),
]
