// Live state of an order as Server-Sent Events. One poller a process looks at every watched order at once,
// so it makes no difference which process settled the payment.

import type { ServerResponse } from 'node:http'
import { Type } from 'typebox'
import type { App } from '../../app/app.ts'
import { wireStatus } from '../../core/order.ts'
import { listOrderVersions, type OrderVersion } from '../../db/orders.ts'
import { Refusal } from '../../errors.ts'
import { type Route, route } from '../route.ts'

const pollMs = 500
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

  const look = async (app: App) => {
    const numbers = [...new Set([...watchers].map((watcher) => watcher.orderNumber))]
    const found = await listOrderVersions(app.db, app.merchantId, numbers)
    const byNumber = new Map(found.map((order) => [order.orderNumber, order]))
    for (const watcher of watchers) tell(watcher, byNumber.get(watcher.orderNumber), Date.now())
  }
  const start = (app: App) => {
    timer ??= setTimeout(() => void lookAgain(app), pollMs)
  }
  const lookAgain = async (app: App) => {
    // A failed look is made good by the next one; the page also polls when the stream is silent.
    await look(app).catch((error: unknown) => app.log.warn('events_look_failed', { error }))
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

/** Sends the order's state when it is news, a comment when it was quiet for long, the end after a while. */
function tell(watcher: Watcher, order: OrderVersion | undefined, now: number): void {
  if (order && order.version !== watcher.version) {
    const { status } = wireStatus[order.state]
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
