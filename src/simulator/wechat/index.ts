// The simulated WeChat Pay put together: books, keys, notices, both API versions and the payers' pages over
// one journal.

import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock, Random } from '../../core/ports.ts'
import type { Faults } from '../faults.ts'
import { openJournal } from '../journal.ts'
import { isNoticeEntry, type NoticeEntry } from '../notices.ts'
import { createPayCodes } from '../pay-codes.ts'
import type { Side } from '../side.ts'
import { addWechatBills } from './bills.ts'
import { type BookEntry, createBooks } from './books.ts'
import type { Message } from './dialect.ts'
import { openKeys, type Rotation } from './keys.ts'
import { registerMerchants } from './merchants.ts'
import type { MerchantSettings } from './model.ts'
import { createWechatNotices } from './notices.ts'
import { addWechatPages } from './pages.ts'
import { addScanner } from './pages-scan.ts'
import { createWechatSide } from './side.ts'
import type { Surroundings } from './surroundings.ts'
import { addWechatV2 } from './v2-api.ts'
import { createV2Dialect } from './v2-notices.ts'
import { addV3Certificates } from './v3-certificates.ts'
import { createV3Dialect } from './v3-notices.ts'
import { addV3Refunds } from './v3-refunds.ts'
import { addV3Trades } from './v3-trades.ts'

export type { MerchantSettings } from './model.ts'

export interface WechatOptions {
  readonly merchants: readonly MerchantSettings[]
  readonly clock: Clock
  /** Time as callers have it. */
  readonly wireClock: Clock
  readonly random: Random
  readonly faults: Faults
  readonly dataDir: string | undefined
  /** Absolute address of the simulator, without a slash at its end, and its path. */
  readonly baseUrl: () => string
  readonly basePath: () => string
  readonly hang: (request: FastifyRequest) => Promise<void>
  readonly onError: (error: unknown) => void
}

export interface Wechat {
  readonly side: Side
  /** Path below the simulator's mount: what stands for `https://api.mch.weixin.qq.com`. */
  readonly gatewayUrl: '/wechat'
  /** SPKI PEM: the WeChat Pay public key, as the merchant platform hands it out. */
  readonly publicKeyPem: string
  /** Its id, `PUB_KEY_ID_` and digits. */
  readonly publicKeyId: string
  /** The platform certificates merchants may download now, oldest first. */
  certificates(): readonly { readonly serial: string; readonly pem: string }[]
  /** Lists a new platform certificate and plans the switch to it. Gives back its serial number. */
  rotateCertificate(rotation?: Rotation): Promise<string>
}

type Entry = BookEntry | NoticeEntry<Message>

/** Throws when a key, a certificate or the journal cannot be read. */
export async function createWechat(options: WechatOptions): Promise<Wechat> {
  const { clock, wireClock, random, faults, dataDir, baseUrl, basePath, hang, onError } = options
  const merchants = registerMerchants(options.merchants)
  const keys = await openKeys({ folder: dataDir, clock, random, merchants: merchants.values() })
  const journal = openJournal<Entry>(dataDir && join(dataDir, 'wechat-trades.jsonl'))
  const record = (entry: Entry) => journal.append(entry)
  const books = createBooks({
    clock,
    random,
    record,
    onEvent: (event, trade) => notices.onEvent(event, trade),
  })
  const around: Surroundings = {
    merchants,
    books,
    keys,
    faults,
    codes: createPayCodes({ clock, random, prefix: '13' }),
    random,
    clock,
    wireClock,
    basePath,
    wechatUrl: () => `${baseUrl()}/wechat`,
    hang,
  }
  const dialects = { v2: createV2Dialect(around), v3: createV3Dialect(around) }
  const notices = createWechatNotices({ ...around, dialects, record, onError })
  for (const entry of journal.earlier) {
    if (isNoticeEntry<Message>(entry)) notices.queue.replay(entry)
    else books.replay(entry)
  }
  const side = createWechatSide({
    ...around,
    notices,
    addTo: (server) => {
      addScanner(server, around)
      void server.register(async (wechat) => addRoutes(wechat, around), { prefix: '/wechat' })
    },
    desk: around,
    clearJournal: () => journal.clear(),
    closeJournal: () => journal.close(),
  })
  return {
    side,
    gatewayUrl: '/wechat',
    publicKeyPem: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    publicKeyId: keys.publicKeyId,
    certificates: () => keys.certificates().map(({ serial, pem }) => ({ serial, pem })),
    rotateCertificate: (rotation) => keys.rotate(rotation),
  }
}

function addRoutes(server: FastifyInstance, around: Surroundings): void {
  for (const add of [
    addV3Trades,
    addV3Refunds,
    addV3Certificates,
    addWechatBills,
    addWechatV2,
    addWechatPages,
  ]) {
    add(server, around)
  }
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 'NOT_FOUND', message: '请求的地址不存在' }),
  )
}
