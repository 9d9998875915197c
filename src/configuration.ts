// The configuration in force: what the environment says, what the console saved where the environment is
// silent, and the channels both open. It is read again while the program runs, so that a saved key needs no
// restart, and several processes agree at once, or within seconds where they do not hear each other.

import type { App, Channel, Configuration } from './app/app.ts'
import { type Config, ConfigError, type ConfigProblem, type SavedTexts } from './config.ts'
import { overName, savableNames, type VariableName } from './config-variables.ts'
import type { Database, Db } from './db/connect.ts'
import { findSavedVersion, listSavedSettings, savedContext } from './db/saved-settings.ts'
import type { Log } from './kit/log.ts'
import type { Sealer } from './kit/seal.ts'
import type { LetterDrivers } from './letters/letters.ts'

/** How long another process may go on with what was saved before. */
const lookAgainMs = 2_000

type Parts = Readonly<{
  /** as the environment alone makes it */
  config: Config
  db: Database
  merchantId: number
  sealer: Sealer
  log: Log
  /** `all`: also those that stand back while DEMO is set */
  open(config: Config, all?: boolean): readonly Channel[]
  /** makes opened channels ready for work: each has the name of its account from then on */
  ready(channels: readonly Channel[]): Promise<readonly Channel[]>
  settingsOf(config: Config): App['settings']
  openLetters(config: Config): Letters
  /** told of every change, once it is in force */
  onChange(): Promise<void>
  /** told when what was a demonstration is not one any more */
  onLive(): Promise<void>
}>

/** `inUse`: a demonstration sends nothing, whatever is configured. */
type Letters = Readonly<{ configured: LetterDrivers; inUse: LetterDrivers }>

type InForce = Readonly<{
  version: number
  saved: SavedTexts
  config: Config
  channels: readonly Channel[]
  settings: App['settings']
  letters: Letters
  problems: readonly ConfigProblem[]
}>

/** The configuration with what the console saved, as a shop started now would use it; for those who only look. */
export async function withSaved(
  config: Config,
  db: Db,
  merchantId: number,
  sealer: Sealer,
): Promise<Config> {
  return config.withSaved(openSaved(sealer, await listSavedSettings(db, merchantId)))
}

/** Opens what is configured and saved. Throws a ConfigError when the environment alone cannot be used. */
export async function openConfiguration(parts: Parts): Promise<Configuration> {
  let inForce = await read(parts)
  const reload = async () => {
    const { config, letters } = inForce
    inForce = await read(parts)
    for (const driver of Object.values(letters.configured)) driver.stop()
    for (const { variable, en } of inForce.problems)
      parts.log.error('saved_setting_unusable', { variable, says: en })
    if (config.mode === 'demo' && inForce.config.mode === 'live') await parts.onLive()
    await parts.onChange()
  }
  return {
    config: () => inForce.config,
    channels: () => inForce.channels,
    settings: () => inForce.settings,
    letters: () => inForce.letters.inUse,
    configuredLetters: () => inForce.letters.configured,
    problems: () => inForce.problems,
    saved: () => inForce.saved,
    rehearse(saved) {
      const config = parts.config.withSaved(saved)
      return { config, channels: parts.open(config, true) }
    },
    reload,
    watch: () => watch(parts, () => inForce.version, reload),
  }
}

async function read(parts: Parts): Promise<InForce> {
  // The version first: what is saved meanwhile is read a second time, never missed.
  const version = await findSavedVersion(parts.db, parts.merchantId)
  const saved = openSaved(parts.sealer, await listSavedSettings(parts.db, parts.merchantId))
  const used = usable(parts, saved)
  return { version, saved, ...used, channels: await parts.ready(used.channels) }
}

/**
 * Settings that cannot be used, because the environment changed under them, must not keep the shop from
 * starting: those of the channel concerned are left out and told.
 */
function usable(parts: Parts, saved: SavedTexts): Omit<InForce, 'version' | 'saved'> {
  let left = saved
  const problems: ConfigProblem[] = []
  for (;;) {
    try {
      const config = parts.config.withSaved(left)
      const channels = parts.open(config)
      const letters = parts.openLetters(config)
      return { config, channels, letters, settings: parts.settingsOf(config), problems }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      const [wrong] = error.problems
      const fewer = wrong && without(left, wrong.variable)
      if (!wrong || !fewer) throw error
      problems.push(...error.problems)
      left = fewer
    }
  }
}

/** Names that begin alike belong to one account or one way of sending, and are of use together. */
const families = [/^ALIPAY_/, /^WECHAT_/, /^(SMTP|MAIL)_/, /^ALIYUN_SMS_/]

/** All texts of what the variable belongs to are left out, or itself; undefined when there are none. */
function without(saved: SavedTexts, variable: string): SavedTexts | undefined {
  const family = families.find((one) => one.test(variable))
  const isOut = (name: string) => name === variable || family?.test(name) === true
  const kept = Object.entries(saved).filter(([name]) => !isOut(name))
  return kept.length === Object.keys(saved).length ? undefined : Object.fromEntries(kept)
}

function openSaved(
  sealer: Sealer,
  rows: readonly Readonly<{ name: string; valueSealed: string }>[],
): SavedTexts {
  const known = new Set<string>([...savableNames, overName])
  const texts: Partial<Record<VariableName, string>> = {}
  for (const { name, valueSealed } of rows) {
    if (!known.has(name)) continue
    texts[name as VariableName] = sealer.unseal(valueSealed, savedContext(name)).toString('utf8')
  }
  return texts
}

function watch(parts: Parts, version: () => number, reload: () => Promise<void>) {
  let isLooking = false
  let isAskedAgain = false
  const look = async () => {
    // What was saved after the look under way had begun is seen by the next one.
    isAskedAgain = isLooking
    if (isLooking) return
    isLooking = true
    try {
      do {
        isAskedAgain = false
        if ((await findSavedVersion(parts.db, parts.merchantId)) !== version()) await reload()
      } while (isAskedAgain)
    } catch (error) {
      parts.log.warn('settings_not_read', { error })
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(() => void look(), lookAgainMs)
  timer.unref()
  return { look, stop: () => clearInterval(timer) }
}
