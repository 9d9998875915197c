// A gateway that says nothing must not hold every place where jobs are run: while it is silent, few of them wait for
// its answer, and the others come back later.

import type { Gateway, Unknown } from '../gateways/gateway.ts'
import type { App, Channel } from './app.ts'

/** So many calls without an answer, one after the other, and a gateway counts as silent until it answers one. */
const silentAfter = 3
/** So many then go on asking it at a time. */
const askersMax = 2

/** How a gateway has answered the jobs of one lane. */
type Silence = { unanswered: number; asking: number }

const spared: Unknown = {
  outcome: 'unknown',
  reason: 'the gateway is silent, and others are waiting for its answer',
}

/**
 * The same app for jobs: through its channels a silent gateway is asked by two at a time, and everybody else hears
 * at once that nothing is known. What may be the first word of a refund is always sent, for it was noted as sent.
 */
export function spareSilent(app: App): App {
  const silences = new WeakMap<Gateway, Silence>()
  const opened = new WeakMap<readonly Channel[], readonly Channel[]>()
  return {
    ...app,
    get channels() {
      const { channels } = app
      const known = opened.get(channels)
      if (known) return known
      const made = channels.map((channel) => spareChannel(channel, silences))
      opened.set(channels, made)
      return made
    },
    get settings() {
      return app.settings
    },
    get letters() {
      return app.letters
    },
  }
}

function spareChannel(channel: Channel, silences: WeakMap<Gateway, Silence>): Channel {
  const { gateway } = channel
  const { codes } = gateway
  const silence = silences.get(gateway) ?? { unanswered: 0, asking: 0 }
  silences.set(gateway, silence)
  const spare = <T extends Readonly<{ outcome: string }>>(call: () => Promise<T>) =>
    isCrowded(silence) ? Promise.resolve(spared) : listen(silence, call)
  return {
    ...channel,
    gateway: {
      ...gateway,
      query: (number, deadlineMs) => spare(() => gateway.query(number, deadlineMs)),
      close: (number, deadlineMs) => spare(() => gateway.close(number, deadlineMs)),
      queryRefund: (asked, deadlineMs) => spare(() => gateway.queryRefund(asked, deadlineMs)),
      refund: (asked, deadlineMs) => listen(silence, () => gateway.refund(asked, deadlineMs)),
      ...(codes && {
        codes: {
          ...codes,
          undo: (number, deadlineMs) => spare(() => codes.undo(number, deadlineMs)),
        },
      }),
    },
  }
}

function isCrowded({ unanswered, asking }: Silence): boolean {
  return unanswered >= silentAfter && asking >= askersMax
}

/** Waits for an answer and notes whether there was one. */
async function listen<T extends Readonly<{ outcome: string }>>(
  silence: Silence,
  call: () => Promise<T>,
): Promise<T> {
  silence.asking += 1
  try {
    const told = await call()
    silence.unanswered = told.outcome === 'unknown' ? silence.unanswered + 1 : 0
    return told
  } finally {
    silence.asking -= 1
  }
}
