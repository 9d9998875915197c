// The simulated Alipay put together: books, notices, gateway and cashier over one journal.

import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import type { Clock, Random } from '../../core/ports.ts'
import type { Faults } from '../faults.ts'
import { openJournal } from '../journal.ts'
import { openKeyring } from '../keyring.ts'
import { isNoticeEntry, type NoticeEntry } from '../notices.ts'
import { createPayCodes } from '../pay-codes.ts'
import type { Side } from '../side.ts'
import { type AppCertificates, type AppSettings, registerApps } from './apps.ts'
import { createBills } from './bills.ts'
import { type BookEntry, createBooks } from './books.ts'
import { createGatewayApi } from './gateway-api.ts'
import { addGateway } from './gateway-routes.ts'
import { createLogins } from './login.ts'
import type { Offer } from './model.ts'
import { type Content, createAlipayNotices } from './notices.ts'
import { addPages, pathOf } from './pages.ts'
import { createAlipaySide } from './side.ts'

export type { AppCertificates, AppSettings } from './apps.ts'

export interface AlipayOptions {
  readonly apps: readonly AppSettings[]
  readonly clock: Clock
  readonly random: Random
  readonly faults: Faults
  readonly dataDir: string | undefined
  /** Absolute address of the simulator, without a slash at its end, and its path. */
  readonly baseUrl: () => string
  readonly basePath: () => string
  readonly hang: (request: FastifyRequest) => Promise<void>
  readonly onError: (error: unknown) => void
}

export interface Alipay {
  readonly side: Side
  /** SPKI PEM: what the open platform's console calls the Alipay public key. */
  readonly publicKeyPem: string
  /** The same, as the console shows it: one line of base64. */
  readonly publicKey: string
  certificates(appId: string): AppCertificates | undefined
}

type Entry = BookEntry | NoticeEntry<Content>

/** Throws when a key, a certificate or the journal cannot be read. */
export async function createAlipay(options: AlipayOptions): Promise<Alipay> {
  const { clock, random, faults, dataDir, baseUrl, basePath, hang, onError } = options
  const keyring = await openKeyring(dataDir, 'alipay-private-key.pem')
  const apps = await registerApps(options.apps, keyring, dataDir)
  const journal = openJournal<Entry>(dataDir && join(dataDir, 'alipay-trades.jsonl'))
  const record = (entry: Entry) => journal.append(entry)
  const notices = createAlipayNotices({ clock, random, apps, keyring, faults, record, onError })
  const books = createBooks({
    clock,
    random,
    record,
    onEvent: (event, trade) => notices.onEvent(event, trade),
  })
  for (const entry of journal.earlier) {
    if (isNoticeEntry(entry)) notices.queue.replay(entry)
    else books.replay(entry)
  }
  const around = { apps, books, clock, faults, keyring, basePath, hang }
  const qrAddress = (offer: Offer) => baseUrl() + pathOf(offer)
  const bills = createBills({ books, clock, random, faults, baseUrl })
  const codes = createPayCodes({ clock, random, prefix: '28' })
  const logins = createLogins({ apps, clock, random, basePath })
  const api = createGatewayApi({ books, bills, clock, codes, faults, logins, qrAddress })
  const side = createAlipaySide({
    books,
    notices,
    codes,
    clock,
    random,
    addTo: (server) => {
      addGateway(server, { ...around, api })
      addPages(server, around)
      bills.addTo(server)
      logins.addTo(server)
    },
    clearJournal: () => journal.clear(),
    closeJournal: () => journal.close(),
  })
  const { publicKey } = keyring
  return {
    side,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    certificates: (appId) => apps.get(appId)?.certificates?.files,
  }
}
