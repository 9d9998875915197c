// When the simulated WeChat Pay sends a notice and up which ladder; the wording is the dialect's of the API
// version the order was placed with (fact sheet WeChat Pay, section 10).

import { formatShanghai, hourMs, minuteMs, secondMs } from '../../core/time.ts'
import type { FaultKind } from '../faults.ts'
import { digits } from '../names.ts'
import {
  createNotices,
  type Letter,
  type Notice,
  type NoticeEntry,
  type Notices,
  type Postman,
} from '../notices.ts'
import type { Delivery, Dialect, Message, NoticeEvent } from './dialect.ts'
import type { Merchant } from './merchants.ts'
import type { ApiVersion, Trade, TradeEvent } from './model.ts'
import type { Surroundings as AllSurroundings } from './surroundings.ts'

export interface WechatNotices {
  readonly queue: Notices<Message>
  /** Makes the notice an event calls for, if any. */
  onEvent(event: TradeEvent, trade: Trade): void
  /** Tells of a trade now, paid or not: `fields` replace the true ones, a dot leading into an object. */
  send(trade: Trade, fields: Readonly<Record<string, string>>): Notice<Message> | undefined
}

/** Waits between deliveries: sixteen in 24 hours and 4 minutes. */
const ladderMs = [
  15 * secondMs,
  15 * secondMs,
  30 * secondMs,
  3 * minuteMs,
  10 * minuteMs,
  20 * minuteMs,
  30 * minuteMs,
  30 * minuteMs,
  30 * minuteMs,
  60 * minuteMs,
  3 * hourMs,
  3 * hourMs,
  3 * hourMs,
  6 * hourMs,
  6 * hourMs,
]

interface Surroundings
  extends Pick<AllSurroundings, 'clock' | 'wireClock' | 'faults' | 'random' | 'merchants'> {
  readonly dialects: Readonly<Record<ApiVersion, Dialect>>
  readonly record: (entry: NoticeEntry<Message>) => void
  readonly onError: (error: unknown) => void
}

export function createWechatNotices(around: Surroundings): WechatNotices {
  const { merchants, dialects } = around
  const queue = createNotices<Message>({ ...around, postman: createPostman(around) })

  const make = (
    trade: Trade,
    url: string | null,
    event: NoticeEvent,
    contentOf: (dialect: Dialect, merchant: Merchant) => Message['content'],
  ): Notice<Message> | undefined => {
    const { mchId, outTradeNo, version } = trade.order
    const merchant = merchants.get(mchId)
    const canBeSealed = version === 'v2' || merchant?.apiV3Key
    if (!merchant || url === null || !canBeSealed) return undefined
    const content = contentOf(dialects[version], merchant)
    return queue.make({ appId: mchId, outTradeNo, url }, { version, event, content })
  }

  return {
    queue,
    onEvent: (event, trade) => {
      if (event.type === 'paid') {
        make(trade, trade.order.notifyUrl, 'TRANSACTION.SUCCESS', (dialect, merchant) =>
          dialect.content(trade, merchant, null),
        )
      }
      if (event.type === 'refund_ended') {
        const refund = trade.refunds.find(({ refundId }) => refundId === event.refundId)
        if (!refund) return
        make(trade, refund.notifyUrl, `REFUND.${event.status}`, (dialect, merchant) =>
          dialect.content(trade, merchant, refund),
        )
      }
    },
    send: (trade, fields) =>
      make(trade, trade.order.notifyUrl, 'TRANSACTION.SUCCESS', (dialect, merchant) =>
        withFields(dialect.content(trade, merchant, null), fields),
      ),
  }
}

function createPostman(around: Surroundings): Postman<Message> {
  const { random, merchants, dialects, faults, wireClock } = around
  return {
    newId: (madeAt) => `EV-${formatShanghai(madeAt).replace(/\D/g, '')}${digits(random, 10)}`,
    ladderMs,
    write: async (notice): Promise<readonly Letter[]> => {
      const merchant = merchants.get(notice.appId)
      if (!merchant) return []
      const is = (kind: FaultKind, method?: string) =>
        faults.take(kind, merchant.mchId, method) !== undefined
      const dialect = dialects[notice.version]
      const genuine: Delivery = {
        id: notice.id,
        madeAt: notice.madeAt,
        at: wireClock.now(),
        isForged: is('forge_notice'),
        isTampered: is('tamper_notice'),
        isProbe: false,
      }
      const isProbed = notice.version === 'v3' && is('signature_probe', 'notice')
      const deliveries = isProbed ? [{ ...genuine, isProbe: true }, genuine] : [genuine]
      return Promise.all(deliveries.map((each) => dialect.write(notice, merchant, each)))
    },
    isAccepted: (notice, status, text) => dialects[notice.version].isAccepted(status, text),
  }
}

/** The content with some of its members changed; what was a number stays one. */
function withFields(
  content: Message['content'],
  fields: Readonly<Record<string, string>>,
): Message['content'] {
  const changed: Record<string, unknown> = { ...content }
  for (const [path, value] of Object.entries(fields)) {
    const [name = '', ...rest] = path.split('.')
    const before = changed[name]
    if (rest.length > 0) changed[name] = withFields(membersOf(before), { [rest.join('.')]: value })
    else changed[name] = typeof before === 'number' ? Number(value) : value
  }
  return changed
}

function membersOf(value: unknown): Message['content'] {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
