// Who gets the money: which settings decide it, when a second owner has to agree to a change, and what waits for one.

import { type SavedTexts, savableNames, type VariableName, variables } from '../../config.ts'
import { randomText } from '../../core/ids.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import {
  askContext,
  askRef,
  keepPayeeAsk,
  listOwners,
  listPayeeAsks,
  type PayeeAsk,
} from '../../db/payee-asks.ts'
import { Refusal } from '../../errors.ts'
import { type Recognised, recogniseKey } from '../../gateways/recognise.ts'
import type { App, Channel } from '../app.ts'
import { holdsKey, type SettingChanges, sectionOf } from './describe-settings.ts'

type Kind = PayeeAsk['gateway']

const kinds: readonly Kind[] = ['alipay', 'wechat']

/**
 * Settings of a gateway that send no money anywhere. All the others do, keys among them: nobody can see of a key whose
 * account it belongs to, and whoever sets the gateway's key can confirm payments that were never made.
 */
const harmless = /_(ENABLED|NOTIFY_URL|RETURN_URL|TIMEOUT_EXPRESS|PRODUCTS|VERIFY_FILE|APP_SECRET)$/

/** The gateways whose payee another text would decide, after a save. */
export function payeesChanged(before: SavedTexts, after: SavedTexts): readonly Kind[] {
  const textOf = (texts: SavedTexts, name: VariableName) => texts[name] ?? variables[name].fallback
  return kinds.filter((kind) =>
    savableNames.some(
      (name) =>
        sectionOf(name) === kind &&
        !harmless.test(name) &&
        textOf(before, name) !== textOf(after, name),
    ),
  )
}

/**
 * The gateway whose change of payee has to wait for another owner, if there is one: the shop sells for real, a real
 * account is concerned, before or after, and there are two owners. Whether the account is switched on makes no
 * difference, or it could be switched off, changed and switched on. A change of one payee that has to wait may bring
 * no other setting with it: refuses with invalid_request, naming one.
 */
export async function payeeThatWaits(
  app: App,
  after: SavedTexts,
  asked: readonly VariableName[],
): Promise<Kind | undefined> {
  if (app.configuration.config().mode !== 'live') return undefined
  const channels = [...app.channels, ...app.configuration.rehearse(after).channels]
  const changed = payeesChanged(app.configuration.saved(), after)
  const [kind] = changed.filter((one) => channels.some((channel) => isReal(channel, one)))
  if (kind === undefined) return undefined
  if ((await listOwners(app.db, app.merchantId)).length < 2) return undefined
  const other = asked.find((name) => sectionOf(name) !== kind)
  if (other !== undefined) throw new Refusal('invalid_request', { field: other })
  return kind
}

function isReal({ account, gateway }: Channel, kind: Kind): boolean {
  return account !== undefined && gateway.kind === kind && !gateway.isSandbox
}

/** The number of the account the money would go to; where the account is taken out, of the one it went to. */
function accountOf(app: App, kind: Kind, after: SavedTexts): string {
  const ofKind = (channels: readonly Channel[]) =>
    channels.find(({ account, gateway }) => account !== undefined && gateway.kind === kind)?.account
  return ofKind(app.configuration.rehearse(after).channels) ?? ofKind(app.channels) ?? kind
}

/** Keeps what was asked for until another owner decides; one that waited before is forgotten. */
export async function askForPayee(
  app: App,
  by: Author,
  kind: Kind,
  changes: SettingChanges,
  after: SavedTexts,
): Promise<void> {
  const askId = `pay_${randomText(app.random, 16).toLowerCase()}`
  const about = { gateway: kind, askId, account: accountOf(app, kind, after), askedBy: by.operator }
  const context = askContext(askRef(about))
  const changesSealed = app.sealer.seal(JSON.stringify(changes), context)
  await app.db.tx(async (tx) => {
    const before = (await listPayeeAsks(tx, app.merchantId)).find(({ gateway }) => gateway === kind)
    await keepPayeeAsk(tx, app.merchantId, { ...about, changesSealed })
    await appendAuditLog(tx, app.merchantId, by, {
      action: 'settings.payee_ask',
      subject: kind.toUpperCase(),
      details: {
        names: Object.keys(changes),
        account: about.account,
        ...(before ? { replaces: { account: before.account, asked_by: before.askedBy } } : {}),
      },
    })
  })
}

/** What was asked for, opened. Throws when the row is not the one that was sealed. */
export function changesOf({ sealer }: Pick<App, 'sealer'>, ask: PayeeAsk): SettingChanges {
  const text = sealer.unseal(ask.changesSealed, askContext(askRef(ask))).toString('utf8')
  // Sealed by askForPayee, which is what the cast relies on.
  return JSON.parse(text) as SettingChanges
}

export type AskedChange = Readonly<{
  name: string
  /** null for a secret, and for what is taken away */
  text: string | null
  /** of a key or a certificate: what two people compare it by */
  key: Recognised | undefined
  isRemoved: boolean
}>

export type WaitingPayee = Omit<PayeeAsk, 'changesSealed'> &
  Readonly<{
    changes: readonly AskedChange[]
    /** why this person may not agree: they asked, or became an owner or were reset within a day */
    refused: 'own' | 'recent' | undefined
  }>

/** What waits for another owner, as this person sees it; no secret among it. */
export async function describePayeeAsks(app: App, email: string): Promise<readonly WaitingPayee[]> {
  const asks = await listPayeeAsks(app.db, app.merchantId)
  if (asks.length === 0) return []
  const owners = await listOwners(app.db, app.merchantId)
  const isSettled = owners.some((owner) => owner.email === email && owner.isSettled)
  return asks.map((ask) => {
    const { changesSealed: _, ...shown } = ask
    const refused = ask.askedBy === email ? 'own' : isSettled ? undefined : 'recent'
    return { ...shown, changes: Object.entries(changesOf(app, ask)).map(askedChange), refused }
  })
}

function askedChange([name, text]: readonly [string, string | null]): AskedChange {
  const known = name as VariableName
  const key = text !== null && holdsKey(known) ? recogniseKey(text) : undefined
  return {
    name,
    text: variables[known].kind.secret || holdsKey(known) ? null : text,
    key: key && !('wrong' in key) ? key : undefined,
    isRemoved: text === null,
  }
}
