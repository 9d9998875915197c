// What every use case gets as its first argument: the ports, the channels and the settings, put together
// once at start.

import type { KeyObject } from 'node:crypto'
import type { Fen } from '../core/money.ts'
import type { Clock, Random } from '../core/ports.ts'
import type { Database } from '../db/connect.ts'
import type { LicenseKeys } from '../fulfilment/fulfilment.ts'
import type { Gateway, GatewayKind } from '../gateways/gateway.ts'
import type { Log } from '../kit/log.ts'

/** A configured account at a gateway. Its id stands in notify addresses and in every attempt. */
export type Channel = Readonly<{
  id: string
  gateway: Gateway
  notifyUrl: () => string
  /** where the payer's browser comes back to with this order */
  returnUrl: (orderNumber: string) => string
}>

/** The Ed25519 key that signs now, and all that verify. */
export type SigningKeys = Readonly<{
  current: Readonly<{ kid: string; privateKey: KeyObject }>
  all: readonly Readonly<{
    kid: string
    publicKey: Buffer
    validFrom: number
    validUntil: number | null
  }>[]
}>

export type App = Readonly<{
  merchantId: number
  db: Database
  clock: Clock
  random: Random
  log: Log
  channels: readonly Channel[]
  licenseKeys: LicenseKeys
  signingKeys: SigningKeys
  /** key of the order tokens */
  orderTokenKey: Buffer
  /** the site's outside address without a trailing slash; known once the server listens */
  publicUrl: () => string
  settings: Readonly<{
    paymentEnabled: boolean
    /** a refund above this waits for a second person; undefined: none does */
    refundApprovalFen?: Fen | undefined
    /** where the daily backup goes; undefined: none is written */
    backupFolder?: string | undefined
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

/** The channel a buyer pays through when nobody names one. */
export function defaultChannel(app: App, kind: GatewayKind): Channel | undefined {
  return app.channels.find((channel) => channel.gateway.kind === kind)
}
