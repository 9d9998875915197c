// What every use case gets as its first argument: the ports, the channels and the settings, put together
// once at start.

import type { KeyObject } from 'node:crypto'
import type { Config, ConfigProblem, SavedTexts } from '../config.ts'
import type { Fen } from '../core/money.ts'
import type { Clock, Random } from '../core/ports.ts'
import type { Instant } from '../core/time.ts'
import type { Database } from '../db/connect.ts'
import type { CardKeys, LicenseKeys } from '../fulfilment/fulfilment.ts'
import type { Gateway, GatewayKind } from '../gateways/gateway.ts'
import type { Log } from '../kit/log.ts'
import type { Sealer } from '../kit/seal.ts'
import type { LetterDrivers } from '../letters/letters.ts'
import type { News } from './news.ts'

/** One account at a gateway, for ever. Its id stands in notify addresses and in every attempt. */
export type Channel = Readonly<{
  id: string
  /** its number there, as the merchant knows it: app id at Alipay, merchant number at WeChat Pay; none in demo mode */
  account?: string | undefined
  gateway: Gateway
  /** whether buyers may choose it; one that is not is still asked about what was begun through it */
  isOffered: boolean
  notifyUrl: () => string
  /** where the payer's browser comes back to with this order */
  returnUrl: (orderNumber: string) => string
}>

/** The Ed25519 key that signs now, and all that verify: former ones, this one and those that are to come. */
export type SigningKeys = Readonly<{
  current: Readonly<{ kid: string; privateKey: KeyObject }>
  all: readonly PublicSigningKey[]
  /**
   * Takes the keys made since, whichever process made them. Soon after the last time it does nothing, unless somebody
   * was told that there is one.
   */
  reload(isTold?: boolean): Promise<void>
}>

export type PublicSigningKey = Readonly<{
  kid: string
  publicKey: Buffer
  validFrom: Instant
  validUntil: Instant | null
  /** the key before it, and that one's signature; null: the first key */
  endorsedBy: string | null
  endorsement: Buffer | null
}>

/** What the environment and the console say, as it is in force, and how it is changed while the program runs. */
export type Configuration = Readonly<{
  config(): Config
  channels(): readonly Channel[]
  settings(): App['settings']
  letters(): LetterDrivers
  /** those that are set up, also where a demonstration sends nothing */
  configuredLetters(): LetterDrivers
  /** what was saved and cannot be used */
  problems(): readonly ConfigProblem[]
  /** the saved texts as they are now, secrets opened */
  saved(): SavedTexts
  /** What these saved texts would open, changing nothing. Throws a ConfigError. */
  rehearse(saved: SavedTexts): Readonly<{ config: Config; channels: readonly Channel[] }>
  /** Takes what was saved since. */
  reload(): Promise<void>
  /** Looks for saves of other processes until it is stopped, and at once when asked to. */
  watch(): Readonly<{ look(): Promise<void>; stop(): void }>
}>

export type App = Readonly<{
  merchantId: number
  db: Database
  clock: Clock
  random: Random
  log: Log
  /** those in force now: they change when the console saves */
  channels: readonly Channel[]
  /** the ways letters go, those in force now; none: none is configured */
  letters: LetterDrivers
  configuration: Configuration
  news: News
  sealer: Sealer
  licenseKeys: LicenseKeys
  cardKeys: CardKeys
  signingKeys: SigningKeys
  /** key of the order tokens */
  orderTokenKey: Buffer
  /** the site's outside address without a trailing slash; known once the server listens */
  publicUrl: () => string
  /** waits until what was told of calls to gateways is written down: before the database is left */
  callsWritten: () => Promise<void>
  /** those in force now */
  settings: Readonly<{
    /** undefined: as the merchant's row has it */
    shopName?: string | undefined
    /** how buyers reach the merchant; `url` is https:, mailto: or tel: */
    shopContact?: Readonly<{ label: string; url?: string }> | undefined
    /** other sites a buyer may be sent back to, beside the shop's own */
    returnHosts: readonly string[]
    paymentEnabled: boolean
    /** a refund above this waits for a second person; undefined: none does */
    refundApprovalFen?: Fen | undefined
    /** sales of others on a merchant's account, found in its bill: one remark a day, or a case for each; absent: one remark */
    foreignSales?: 'sum' | 'each' | undefined
    /** where the daily backup goes; undefined: none is written */
    backupFolder?: string | undefined
    /** whole keys stand in the mail of a delivery */
    mailKeys: boolean
    /** how long an order may be paid */
    orderLifeMs: number
    rateLimitFactor: number
    demo: boolean
    secureCookies: boolean
    metricsToken: string | undefined
    /** name of the file that proves the domain to WeChat */
    verifyFile: string | undefined
    /** the simulated gateway's page, in demo mode */
    simulatorUrl: (() => string) | undefined
  }>
}>

export function findChannel(app: App, channelId: string): Channel | undefined {
  return app.channels.find((channel) => channel.id === channelId)
}

/** Whether buyers can pay at all. */
export function takesPayments({ settings, channels }: App): boolean {
  return settings.paymentEnabled && channels.some(({ isOffered }) => isOffered)
}

/** The channel a buyer pays through when nobody names one. */
export function defaultChannel(app: App, kind: GatewayKind): Channel | undefined {
  return app.channels.find((channel) => channel.isOffered && channel.gateway.kind === kind)
}

/**
 * Whose notice came in at an address: the channel's it names, or the one buyers are offered. What was begun
 * through a channel that was switched off is still told of, and a channel's kind names the real one while it
 * is being set up beside the simulated one.
 */
export function noticeChannel(app: App, kind: GatewayKind, id?: string): Channel | undefined {
  const ofKind = app.channels.filter((channel) => channel.gateway.kind === kind)
  if (id === undefined) return ofKind.find((channel) => channel.isOffered) ?? ofKind[0]
  return ofKind.find((channel) => channel.id === id) ?? (id === kind ? ofKind.at(-1) : undefined)
}
