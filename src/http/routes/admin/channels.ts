// Every channel there is or was, with the account behind it, so that a former one is called by its name.

import { Type } from 'typebox'
import { listChannelAccounts } from '../../../db/channel-accounts.ts'
import { consoleRoute, found, textOrNull } from '../../console-route.ts'
import { ok, type Route } from '../../route.ts'

export const channelRoutes: readonly Route[] = [
  consoleRoute({
    method: 'GET',
    path: '/api/v1/admin/channels',
    summary: 'Every channel there is or was, with the account behind it',
    right: 'orders.read',
    reply: Type.Object({
      channels: Type.Array(
        Type.Object({
          channel: Type.String(),
          gateway: Type.String(),
          sandbox: Type.Boolean(),
          account: textOrNull,
          in_force: Type.Boolean(),
        }),
      ),
    }),
    async run({ app }) {
      const now = app.channels.map(({ id, gateway, account = null }) => ({
        channel: id,
        gateway: gateway.kind,
        sandbox: gateway.isSandbox,
        account,
        in_force: true,
      }))
      const known = new Set(now.map(({ channel }) => channel))
      const former = (await listChannelAccounts(app.db, app.merchantId))
        .filter(({ channelId }) => !known.has(channelId))
        .map(({ channelId, gateway, sandbox, account }) => ({
          channel: channelId,
          gateway,
          sandbox,
          account,
          in_force: false,
        }))
      return ok(found, { channels: [...now, ...former] })
    },
  }),
]
