// Saving settings: what is saved is tried out first, as a start would, and takes effect at once.

import {
  ConfigError,
  type ConfigProblem,
  overName,
  type SavedTexts,
  savableNames,
  type Variable,
  type VariableName,
  variables,
} from '../../config.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import type { Db } from '../../db/connect.ts'
import { removePayeeAsksOf } from '../../db/payee-asks.ts'
import { countSave, savedContext, saveSetting } from '../../db/saved-settings.ts'
import { Refusal } from '../../errors.ts'
import type { GatewayKind } from '../../gateways/gateway.ts'
import type { App } from '../app.ts'
import { requireLeaving } from '../channel-accounts.ts'
import type { SettingChanges } from './describe-settings.ts'
import { askForPayee, payeesChanged, payeeThatWaits } from './payee.ts'

export type SaveOutcome = Readonly<{
  /** what keeps the settings from being used; nothing is saved where there is any */
  problems: readonly ConfigProblem[]
  /** they decide who gets the money, and wait for another owner */
  waits: boolean
}>

/**
 * Saves settings and opens the channels anew. `confirmed` is an account's number, typed by whoever turns a sandbox
 * into real money, or leaves an account with something to bring to its end. What decides who gets the money waits for
 * another owner, where there is one. Refuses with invalid_request for a name that is not to be saved, conflict for one
 * the environment sets, confirmation_required and account_in_use.
 */
export async function saveSettings(
  app: App,
  by: Author,
  changes: SettingChanges,
  confirmed: string | undefined,
): Promise<SaveOutcome> {
  const rehearsed = rehearseChanges(app, changes)
  const { next, problems, asked } = rehearsed
  if (problems.length > 0) return { problems, waits: false }
  requireConfirmation(app, next, confirmed)
  await requireLeaving(app, app.configuration.rehearse(next).channels, confirmed)
  const waiting = await payeeThatWaits(app, next, asked)
  if (waiting) await askForPayee(app, by, waiting, changes, next)
  else await putInForce(app, by, rehearsed)
  return { problems, waits: waiting !== undefined }
}

type Rehearsed = Readonly<{
  before: SavedTexts
  next: SavedTexts
  /** the names somebody asked to change */
  asked: readonly VariableName[]
  /** those, and what follows from them */
  names: readonly VariableName[]
  problems: readonly ConfigProblem[]
}>

/** These changes upon what is saved now, tried out. Refuses like `checkNames`. */
export function rehearseChanges(app: App, changes: SettingChanges): Rehearsed {
  const asked = checkNames(app, changes)
  const before = app.configuration.saved()
  const { texts: next, names } = withoutWayBack(app, merge(before, changes), asked)
  return { before, next, asked, names, problems: problemsOf(app, next) }
}

/** Keeps what was rehearsed and takes it into use, with `along` in the same transaction. */
export async function putInForce(
  app: App,
  by: Author,
  { before, next, names }: Rehearsed,
  along?: (tx: Db) => Promise<void>,
): Promise<void> {
  await app.db.tx(async (tx) => {
    await countSave(tx, app.merchantId)
    for (const name of names) {
      const text = next[name]
      const valueSealed = text === undefined ? null : app.sealer.seal(text, savedContext(name))
      await saveSetting(tx, app.merchantId, { name, valueSealed, savedBy: by.operator })
    }
    await along?.(tx)
    // What waited was asked of another payee than the one there is from now on.
    for (const kind of payeesChanged(before, next))
      await removePayeeAsksOf(tx, app.merchantId, kind)
    await appendAuditLog(tx, app.merchantId, by, {
      action: 'settings.save',
      subject: [...new Set(names.map((name) => name.split('_')[0]))].join(', '),
      // Names alone but of a switch: a value may be a secret, or the half of one.
      details: { names, ...turned(before, next, names) },
    })
  })
  await app.configuration.reload()
}

/** The switches among these names that were turned, with how each stood and stands now. */
function turned(before: SavedTexts, after: SavedTexts, names: readonly VariableName[]) {
  const stands = (texts: SavedTexts, name: VariableName): boolean => {
    const { kind, fallback }: Variable<unknown> = variables[name]
    const text = texts[name] ?? fallback
    return text !== undefined && kind.read(text) === true
  }
  const switches = names.filter((name) => variables[name].kind.input === 'switch')
  const all = switches.map(
    (name) => [name, { from: stands(before, name), to: stands(after, name) }] as const,
  )
  return Object.fromEntries(all.filter(([, { from, to }]) => from !== to))
}

/**
 * Once a shop has sold for real, taking its last account out pauses it: it must not fall back to a demonstration in
 * which anybody has its goods for play money.
 */
function withoutWayBack(app: App, texts: SavedTexts, names: readonly VariableName[]) {
  const before = app.configuration.config()
  const isSet = before.setNames.includes(overName) || texts[overName] !== undefined
  if (isSet || (before.mode === 'demo' && !sells(app, texts))) return { texts, names }
  return { texts: { ...texts, [overName]: '0' }, names: [...names, overName] }
}

function sells(app: App, texts: SavedTexts): boolean {
  return (
    problemsOf(app, texts).length === 0 && app.configuration.rehearse(texts).config.mode === 'live'
  )
}

/** What stands in the way of these changes, without saving them. Refuses like `saveSettings`. */
export function tryChanges(app: App, changes: SettingChanges): readonly ConfigProblem[] {
  checkNames(app, changes)
  return problemsOf(app, merge(app.configuration.saved(), changes))
}

/** The saved texts with these changes. An empty text is none; a blank around a text is not meant. */
export function merge(saved: SavedTexts, changes: SettingChanges): SavedTexts {
  const kept = Object.entries({ ...saved, ...changes })
    .map(([name, text]) => [name, text?.trim()] as const)
    .filter(([, text]) => text)
  return Object.fromEntries(kept)
}

/** Refuses with invalid_request a name that is not to be saved, with conflict one the environment sets. */
export function checkNames(app: App, changes: SettingChanges): readonly VariableName[] {
  const known = new Set<string>(savableNames)
  const { setNames } = app.configuration.config()
  return Object.keys(changes).map((name) => {
    if (!known.has(name)) throw new Refusal('invalid_request', { field: name })
    if (setNames.includes(name as VariableName)) throw new Refusal('conflict', { field: name })
    return name as VariableName
  })
}

function problemsOf(app: App, saved: SavedTexts): readonly ConfigProblem[] {
  try {
    app.configuration.rehearse(saved)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

/** Real money is turned on by whoever can type the account it goes to. */
function requireConfirmation(app: App, saved: SavedTexts, confirmed: string | undefined): void {
  const { channels } = app.configuration.rehearse(saved)
  for (const kind of ['alipay', 'wechat'] satisfies GatewayKind[]) {
    const ofKind = ({ id }: Readonly<{ id: string }>) => id === kind || id === `${kind}-sandbox`
    const [before, after] = [app.channels.find(ofKind), channels.find(ofKind)]
    if (!before?.gateway.isSandbox || after?.gateway.isSandbox !== false) continue
    const { account } = after
    if (account !== undefined && confirmed !== account)
      throw new Refusal('confirmation_required', { field: 'confirmed' })
  }
}
