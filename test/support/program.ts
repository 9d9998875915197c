// A seller's program on a machine of its own, whose network and clock the test moves.

import { join } from 'node:path'
import {
  createLicenseClient,
  fileCache,
  type LicenseOptions,
  type PublicKeys,
} from '../../src/client/node.ts'
import type { Shop } from './shop.ts'

/** What somebody between the program and the shop makes of a question. */
export type Swap = (asked: Question) => Question
type Question = Readonly<{ url: string; body: Readonly<Record<string, unknown>> }>

let machines = 0

export function openProgram(
  shop: Shop,
  keys: PublicKeys,
  folder: string,
  changes: Partial<LicenseOptions>,
) {
  machines += 1
  const path = join(folder, `machine-${machines}`, 'license.json')
  let offMs = 0
  let network: typeof fetch = fetch
  const asked: string[] = []
  const options: LicenseOptions = {
    server: shop.url,
    keys,
    productId: 'demo-app',
    fingerprint: `machine ${machines}`,
    cache: fileCache(path),
    now: () => shop.running.clock.now() + offMs,
    fetch: (url, init) => {
      asked.push(new Request(url).url.slice(shop.url.length))
      return network(url, init)
    },
    ...changes,
  }
  const start = () => createLicenseClient(options)
  return {
    path,
    asked,
    options,
    start,
    client: start(),
    passes: (ms: number) => {
      offMs += ms
    },
    goesOffline: () => {
      network = () => Promise.reject(new TypeError('fetch failed'))
    },
    isAnsweredBy: (change: (reply: Response) => Promise<Response>) => {
      network = async (url, init) => change(await fetch(url, init))
    },
    asksAs: (swap: Swap) => {
      network = (input, init) => {
        const sent = typeof init?.body === 'string' ? init.body : '{}'
        const { url, body } = swap({ url: new Request(input).url, body: JSON.parse(sent) })
        return fetch(url, { ...init, body: JSON.stringify(body) })
      }
    },
    goesOnline: () => {
      network = fetch
    },
  }
}
