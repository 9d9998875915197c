// When the simulated Alipay sends a notice, the bytes it goes out with, and what accepts it (fact sheet
// Alipay, section 14).

import type { Clock, Random } from '../../core/ports.ts'
import { formatShanghai, hourMs, type Instant, minuteMs } from '../../core/time.ts'
import { type Charset, type Fields, writeForm } from '../charset.ts'
import type { Faults } from '../faults.ts'
import type { Keyring } from '../keyring.ts'
import { digits } from '../names.ts'
import {
  createNotices,
  type Letter,
  type Notice,
  type NoticeEntry,
  type Notices,
} from '../notices.ts'
import type { App, Apps } from './apps.ts'
import type { Trade, TradeEvent } from './model.ts'
import { noticeFields } from './notice-fields.ts'
import { withSignature } from './sign.ts'

/** What stays the same while one notice is retried. */
export interface Content {
  readonly charset: Charset
  readonly fields: Readonly<Record<string, string>>
}

export interface AlipayNotices {
  readonly queue: Notices<Content>
  /** Makes the notice an event calls for, if any. */
  onEvent(event: TradeEvent, trade: Trade): void
  /** Sends a notice about a trade now, whatever it says: `fields` replace the true ones. Undefined: no address. */
  send(trade: Trade, fields: Readonly<Record<string, string>>): Notice<Content> | undefined
}

/** Waits between deliveries: eight in about 25 hours. */
const ladderMs = [
  4 * minuteMs,
  10 * minuteMs,
  10 * minuteMs,
  hourMs,
  2 * hourMs,
  6 * hourMs,
  15 * hourMs,
]

interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  readonly apps: Apps
  readonly keyring: Keyring
  readonly faults: Faults
  readonly record: (entry: NoticeEntry<Content>) => void
  readonly onError: (error: unknown) => void
}

export function createAlipayNotices(around: Surroundings): AlipayNotices {
  const { random, apps, faults } = around
  const write = async (notice: Notice<Content>, at: Instant): Promise<readonly Letter[]> => {
    const app = apps.get(notice.appId)
    return app ? [await letterOf(notice, app, at, around)] : []
  }
  const newId = (madeAt: Instant) =>
    `${formatShanghai(madeAt).slice(0, 10).replaceAll('-', '')}00222${digits(random, 21)}`
  const isAccepted = (_: unknown, status: number, text: string) =>
    status === 200 && text === 'success'
  const queue = createNotices<Content>({
    ...around,
    postman: { newId, ladderMs, write, isAccepted },
  })

  const make = (trade: Trade, app: App, fields: Content['fields']) => {
    const { outTradeNo, notifyUrl, charset } = trade.order
    if (notifyUrl === null) return undefined
    return queue.make({ appId: app.appId, outTradeNo, url: notifyUrl }, { charset, fields })
  }

  return {
    queue,
    onEvent: (event, trade) => {
      const app = apps.get(trade.order.appId)
      if (!app) return
      const isWanted = event.type === 'paid' || faults.take('extra_triggers', app.appId)
      const refund = event.type === 'refunded' ? event.refund : null
      if (isWanted) make(trade, app, noticeFields(trade, app, refund))
    },
    send: (trade, fields) => {
      const app = apps.get(trade.order.appId)
      return app && make(trade, app, { ...noticeFields(trade, app, null), ...fields })
    },
  }
}

async function letterOf(
  notice: Notice<Content>,
  app: App,
  at: Instant,
  { faults, keyring }: Pick<Surroundings, 'faults' | 'keyring'>,
): Promise<Letter> {
  const is = (kind: Parameters<Faults['take']>[0]) => faults.take(kind, app.appId) !== undefined
  const key = is('forge_notice') ? await keyring.foreignKey() : keyring.privateKey
  const isEmptySigned = is('empty_values_signed')
  const isEmptyDropped = !isEmptySigned && is('empty_values_dropped')
  const empty = [['voucher_detail_list', '']] as const
  const fields = Object.entries({
    ...notice.fields,
    notify_id: notice.id,
    notify_time: formatShanghai(at),
  })
  // Sources differ on whether an empty value is signed; both kinds exist (section 5).
  const signed: Fields = isEmptySigned ? [...fields, ...empty] : fields
  const sent = await withSignature(signed, notice.charset, key, app.signType)
  const whole = isEmptyDropped ? [...sent, ...empty] : sent
  const body = writeForm(is('tamper_notice') ? whole.map(anotherAmount) : whole, notice.charset)
  return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }
}

function anotherAmount([name, value]: readonly [string, string]): readonly [string, string] {
  if (name !== 'total_amount') return [name, value]
  return [name, value.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10))]
}
