// A channel is one account at a gateway for ever. Where the settings name another account, another channel is
// opened for it; what was begun with the former one is asked for nowhere else, waits, and is told of.

import { watchAfterMs } from '../core/backoff.ts'
import { billReadyAt } from '../core/bill.ts'
import { formatShanghai, instantOf } from '../core/time.ts'
import {
  type ChannelAccount,
  countRefusedLately,
  findUnfinished,
  insertChannelAccount,
  listChannelAccounts,
  listNewAccounts,
  type Unfinished,
} from '../db/channel-accounts.ts'
import type { Db } from '../db/connect.ts'
import { Refusal } from '../errors.ts'
import type { Finding } from '../gateways/gateway.ts'
import type { App, Channel } from './app.ts'

/** After this nobody looks for money of a payment that was closed. */
const watchMs = watchAfterMs.at(-1) ?? 0
/** Two processes that open two new accounts at once: one of them takes the next name. */
const triesMax = 5

/** The channels under the names of their accounts; an account nobody has seen before gets one. */
export async function nameChannels(
  db: Db,
  merchantId: number,
  channels: readonly Channel[],
): Promise<readonly Channel[]> {
  const named: Channel[] = []
  for (const channel of channels) {
    const { account } = channel
    const id = account === undefined ? channel.id : await nameOf(db, merchantId, channel, account)
    named.push({ ...channel, id })
  }
  return named
}

async function nameOf(
  db: Db,
  merchantId: number,
  { gateway }: Channel,
  account: string,
): Promise<string> {
  const wanted = { gateway: gateway.kind, sandbox: gateway.isSandbox, account }
  for (let tried = 0; tried < triesMax; tried += 1) {
    const known = await listChannelAccounts(db, merchantId)
    const ofKind = known.filter((one) => isOfKind(one, wanted))
    const mine = ofKind.find((one) => one.account === account)
    if (mine) return mine.channelId
    const number = ofKind.length === 0 ? '' : `-${ofKind.length + 1}`
    const channelId = `${gateway.kind}${number}${gateway.isSandbox ? '-sandbox' : ''}`
    await insertChannelAccount(db, merchantId, { ...wanted, channelId })
  }
  throw new Error(`no channel could be named for account ${account}`)
}

type Kind = Pick<ChannelAccount, 'gateway' | 'sandbox'>

function isOfKind(one: Kind, other: Kind): boolean {
  return one.gateway === other.gateway && one.sandbox === other.sandbox
}

type Former = Readonly<{ account: ChannelAccount; left: Unfinished }>

/** The real accounts these channels leave behind, with something begun that is not over. */
async function listFormer(
  { db, merchantId }: Pick<App, 'db' | 'merchantId'>,
  channels: readonly Channel[],
): Promise<readonly Former[]> {
  const isInForce = (one: ChannelAccount) =>
    channels.some(
      ({ gateway, account }) =>
        isOfKind(one, { gateway: gateway.kind, sandbox: gateway.isSandbox }) &&
        account === one.account,
    )
  const former: Former[] = []
  for (const account of await listChannelAccounts(db, merchantId)) {
    if (account.sandbox || isInForce(account)) continue
    const left = await findUnfinished(db, merchantId, account.channelId, watchMs)
    if (left.payments + left.refunds + left.days > 0) former.push({ account, left })
  }
  return former
}

/**
 * Refuses account_in_use when these channels would leave behind an account that is in force and has something to
 * bring to its end, unless its number was typed.
 */
export async function requireLeaving(
  app: App,
  channels: readonly Channel[],
  confirmed: string | undefined,
): Promise<void> {
  const inForce = new Set(app.channels.map(({ id }) => id))
  for (const { account, left } of await listFormer(app, channels)) {
    if (!inForce.has(account.channelId) || confirmed === account.account) continue
    throw new Refusal('account_in_use', {
      field: 'confirmed',
      params: {
        account: account.account,
        payments: left.payments,
        refunds: left.refunds,
        days: left.days,
        until: untilOf(left),
      },
    })
  }
}

/** When all of it can be over by itself; refunds take as long as they take. */
function untilOf({ until, lastDay }: Unfinished): string {
  const ends = [until ?? 0, lastDay === null ? 0 : billReadyAt(lastDay)]
  const last = Math.max(...ends)
  return last === 0 ? '-' : formatShanghai(instantOf(last)).slice(0, 16)
}

/** The doctor's word about former accounts. Throws when the database fails. */
export async function examineFormerAccounts(
  desk: Pick<App, 'db' | 'merchantId'>,
  channels: readonly Channel[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const { account, left } of await listFormer(desk, channels)) {
    const ids = channels
      .filter(({ gateway }) => gateway.kind === account.gateway)
      .map(({ id }) => id)
    const told = [...ids, account.channelId]
    const refused = await countRefusedLately(desk.db, desk.merchantId, told)
    findings.push(findingOf(account, left, refused))
  }
  return findings
}

function findingOf({ channelId, account }: ChannelAccount, left: Unfinished, refused: number) {
  const { payments, refunds, days } = left
  const zh = [
    `以前的收款账号 ${account}（${channelId}）已不在设置中，但还有 ${payments} 笔付款没有结束或仍在观察、${refunds} 笔退款在途、${days} 天没有对账。`,
    refused > 0 ? `最近两天有 ${refused} 条通知无法验证，可能来自这个账号。` : '',
    '这些都在等待，不会问新账号。请把原账号的设置填回去，等它们结束；或到原账号的商家平台逐笔核对。',
  ]
  const en = [
    `The former account ${account} (${channelId}) is no longer in the settings, but ${payments} payments of it are open or still watched, ${refunds} refunds are under way and ${days} days are not reconciled.`,
    refused > 0
      ? `${refused} notices of the last two days could not be verified and may be from it.`
      : '',
    'All of this waits and is never asked of the new account. Put the settings of that account back until it is over, or look each payment up on its merchant platform.',
  ]
  return {
    level: 'bad',
    check: `former_account.${channelId}`,
    zh: zh.join(''),
    en: en.filter((text) => text !== '').join(' '),
  } as const
}

/**
 * A word about each account the shop has sold through for less than a day, for everybody at the console to see: who
 * swaps the account takes all that is paid from then on. Throws when the database fails.
 */
export async function examineNewAccounts({
  db,
  merchantId,
}: Pick<App, 'db' | 'merchantId'>): Promise<readonly Finding[]> {
  const accounts = await listNewAccounts(db, merchantId)
  return accounts.map(({ channelId, account, since }) => ({
    level: 'warn',
    check: `new_account.${channelId}`,
    zh: `从 ${formatShanghai(since)} 起，有货款进入新的收款账号 ${account}（${channelId}）。如果不是您换的，请立即在设置里换回，并到操作记录查看是谁保存的。`,
    en: `Since ${formatShanghai(since)} money goes to a new account, ${account} (${channelId}). If you did not change it, change it back in the settings at once, and see in the log of deeds who saved it.`,
  }))
}
