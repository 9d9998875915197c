// News between the processes of one shop. What is true stands in the database; news only says that it is time to look,
// so that what was saved or paid through one process shows in the others at once.

import type { ConnectSettings, Database } from '../db/connect.ts'
import { listen, openTeller } from '../db/news.ts'
import type { Log } from '../kit/log.ts'

/** Migration 0039 tells of the first three, this file of the last. */
export type Topic = 'settings' | 'signing_keys' | 'clock' | 'orders'

/** What moved, by name; `any`: something may have been missed, or has no name. */
export type Moved = readonly string[] | 'any'

export type News = Readonly<{
  /** Tells every process soon that this order moved. Never throws, and may be lost. */
  tellOrder(orderNumber: string): void
  /** Acts whenever there is news, until what it answers is called. */
  hear(topic: Topic, act: (moved: Moved) => void): () => void
  /** Whether others are heard now; while they are not, look by yourself. */
  isHearing(): boolean
}>

/** For whoever is alone, or does not stay: nothing is told and nothing heard. */
export const noNews: News = {
  tellOrder: () => undefined,
  hear: () => () => undefined,
  isHearing: () => false,
}

type Parts = Readonly<{
  connection: ConnectSettings['connection']
  db: Database
  merchantId: number
  log: Log
}>

export function openNews(parts: Parts): News & Readonly<{ stop(): Promise<void> }> {
  const acts: Readonly<Record<Topic, Set<(moved: Moved) => void>>> = {
    settings: new Set(),
    signing_keys: new Set(),
    clock: new Set(),
    orders: new Set(),
  }
  const act = (topic: Topic, moved: Moved) => {
    for (const one of acts[topic]) one(moved)
  }
  const { log } = parts
  const listener = listen({
    connection: parts.connection,
    onNews(payload) {
      const [topic = '', merchant, ...names] = payload.split(' ')
      if (!isTopic(acts, topic)) return
      if (topic !== 'orders') act(topic, 'any')
      else if (merchant === String(parts.merchantId)) act(topic, names)
    },
    onHearing() {
      log.debug('news_heard')
      for (const topic of Object.keys(acts) as Topic[]) act(topic, 'any')
    },
    onDeaf: (reason) => log.warn('news_not_heard', { reason }),
  })
  // Whoever waits for it looks by himself a little later.
  const teller = openTeller(parts.db, `orders ${parts.merchantId}`, (error) =>
    log.debug('news_not_told', { error }),
  )
  return {
    tellOrder: (orderNumber) => teller.tell(orderNumber),
    hear(topic, one) {
      acts[topic].add(one)
      return () => void acts[topic].delete(one)
    },
    isHearing: () => listener.isHearing(),
    async stop() {
      teller.stop()
      await listener.stop()
    },
  }
}

function isTopic(acts: Readonly<Record<Topic, unknown>>, word: string): word is Topic {
  return Object.hasOwn(acts, word)
}
