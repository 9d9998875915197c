// What the doctor and the dashboard say of endpoints that do not answer.

import { formatShanghai } from '../../core/time.ts'
import { type Endpoint, listEndpoints } from '../../db/console-webhooks.ts'
import type { Finding } from '../../gateways/gateway.ts'
import type { AuditDesk } from '../audit.ts'

/** One finding for each endpoint that was disabled, or has been failing. Throws when the database fails. */
export async function examineEndpoints({
  db,
  merchantId,
}: Pick<AuditDesk, 'db' | 'merchantId'>): Promise<readonly Finding[]> {
  return (await listEndpoints(db, merchantId)).flatMap(findingsOf)
}

function findingsOf({ name, state, failingSince }: Endpoint): readonly Finding[] {
  const since = failingSince === null ? '' : formatShanghai(failingSince)
  const find = (level: Finding['level'], zh: string, en: string): readonly Finding[] => [
    { level, check: 'webhook', zh, en },
  ]
  switch (state) {
    case 'gone':
      return find(
        'bad',
        `Webhook“${name}”回答 410，已停用：不再向它发送消息。`,
        `The webhook "${name}" answered 410 and is disabled: nothing is sent to it any more.`,
      )
    case 'failing':
      return find(
        'bad',
        `Webhook“${name}”从 ${since} 起一直失败，已停用：修好后请在控制台恢复。`,
        `The webhook "${name}" has failed since ${since} and is disabled: resume it in the console once it works.`,
      )
    case 'active':
      if (failingSince === null) return []
      return find(
        'warn',
        `Webhook“${name}”从 ${since} 起没有收到任何消息。`,
        `Nothing has reached the webhook "${name}" since ${since}.`,
      )
    case 'paused':
    case 'removed':
      return []
  }
}
