// Live state of an order as Server-Sent Events. One look of a process is at every watched order at once: when some
// process tells that one of them moved, and now and then, since what is told may be lost.

import type { ServerResponse } from 'node:http'
import { Type } from 'typebox'
import type { App } from '../../app/app.ts'
import type { Moved } from '../../app/news.ts'
import { wireStatus } from '../../core/order.ts'
import { listOrderVersions, type OrderVersion } from '../../db/order-versions.ts'
import { Refusal } from '../../errors.ts'
import { type Route, route } from '../route.ts'

const pollMs = 500
/** While the processes hear each other, this is for what nobody tells of. */
const calmPollMs = 2_000
const commentMs = 15_000
/** A stream is closed after this; the page opens the next one by itself. */
const streamMs = 10 * 60_000
/** More watchers than this a process sends to polling. */
const watchersMax = 2_000

type Watcher = {
  readonly orderNumber: string
  readonly stream: ServerResponse
  readonly openedAt: number
  version: number
  toldAt: number
}

export type Events = Readonly<{ routes: readonly Route[]; stop(): void }>

export function createEvents(): Events {
  const watchers = new Set<Watcher>()
  let timer: NodeJS.Timeout | undefined
  let stopHearing: (() => void) | undefined

  /** A failed look is made good by the next one; the page also polls when the stream is silent. */
  const look = async (app: App, moved: Moved) => {
    const isLooked = ({ orderNumber }: Watcher) => moved === 'any' || moved.includes(orderNumber)
    const looked = [...watchers].filter(isLooked)
    if (looked.length === 0) return
    const numbers = [...new Set(looked.map(({ orderNumber }) => orderNumber))]
    try {
      const found = await listOrderVersions(app.db, app.merchantId, numbers)
      const byNumber = new Map(found.map((order) => [order.orderNumber, order]))
      for (const watcher of looked) tell(watcher, byNumber.get(watcher.orderNumber), Date.now())
    } catch (error) {
      app.log.warn('events_look_failed', { error })
    }
  }
  const start = (app: App) => {
    stopHearing ??= app.news.hear('orders', (moved) => void look(app, moved))
    timer ??= setTimeout(() => void lookAgain(app), app.news.isHearing() ? calmPollMs : pollMs)
  }
  const lookAgain = async (app: App) => {
    await look(app, 'any')
    timer = undefined
    if (watchers.size > 0) start(app)
  }

  const events = route({
    method: 'GET',
    path: '/api/v1/user/orders/:order_number/events',
    summary:
      'Live state of the order as Server-Sent Events: event status, data {status, state, version}',
    caller: 'order-token',
    params: Type.Object({ order_number: Type.String() }),
    query: Type.Object({ token: Type.Optional(Type.String()) }),
    errors: ['unauthorized', 'rate_limited'],
    async run({ app, params, reply }) {
      if (watchers.size >= watchersMax) throw new Refusal('rate_limited', { retryAfterSeconds: 15 })
      const [order] = await listOrderVersions(app.db, app.merchantId, [params.order_number])
      reply.hijack()
      const stream = openStream(reply.raw)
      const now = Date.now()
      const watcher: Watcher = {
        orderNumber: params.order_number,
        version: 0,
        stream,
        openedAt: now,
        toldAt: now,
      }
      watchers.add(watcher)
      stream.on('close', () => watchers.delete(watcher))
      tell(watcher, order, now)
      start(app)
      return { kind: 'taken' }
    },
  })

  return {
    routes: [events],
    stop() {
      stopHearing?.()
      clearTimeout(timer)
      for (const { stream } of watchers) stream.end()
    },
  }
}

function openStream(stream: ServerResponse): ServerResponse {
  stream.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // A proxy that buffers would hold the news back.
    'x-accel-buffering': 'no',
    connection: 'keep-alive',
  })
  stream.write('retry: 2000\n\n')
  return stream
}

/** Sends the order's state when it is newer, a comment when it was quiet for long, the end after a while. */
function tell(watcher: Watcher, order: OrderVersion | undefined, now: number): void {
  // Two looks may pass each other; the older one says nothing.
  if (order && order.version > watcher.version) {
    const status = wireStatus[order.state]
    const news = JSON.stringify({ status, state: order.state, version: order.version })
    watcher.stream.write(`event: status\ndata: ${news}\n\n`)
    watcher.version = order.version
    watcher.toldAt = now
  }
  if (now - watcher.openedAt > streamMs) watcher.stream.end()
  else if (now - watcher.toldAt > commentMs) {
    watcher.stream.write(': still here\n\n')
    watcher.toldAt = now
  }
}
