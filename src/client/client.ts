// Licences inside the seller's program: activates a key, validates it now and then, and knows what may run while the
// shop cannot be reached. Only an answer the shop signed counts, and only a signed refusal ends a licence.

import {
  askShop,
  type Exchange,
  isAnswerTo,
  type Question,
  type Reading,
  readExchange,
  sha256,
} from './ask.ts'
import { checkLicenseFile, type FileResult } from './license-file.ts'
import {
  acceptSuccessors,
  clockSlackMs,
  type Device,
  isCovered,
  isOver,
  type License,
  timeOf,
  type Verify,
} from './protocol.ts'
import { type Cache, type KeptRecord, readRecord, writeRecord } from './record.ts'

export type LicenseOptions = Readonly<{
  /** the shop's address, such as `https://shop.example` */
  server: string
  /** its public keys by kid, built into the program; `/api/v1/licenses/public-key` lists them */
  keys: Readonly<Record<string, string>>
  productId: string
  /** tells this device from others, 1 to 128 characters, the same at each start */
  fingerprint: string
  /** what the buyer reads in the list of devices */
  deviceName?: string
  /** of the program, for licences that cover versions up to one */
  version?: string
  /** 1 to 8 parts of the machine by name, for packages that let some of them change */
  components?: Readonly<Record<string, string>>
  /** where the last answer is kept; without it each start needs the network */
  cache?: Cache
  /** days a program may run on after the last answer while the shop cannot be reached; 7 */
  graceDays?: number
  /** hours an answer is good for before the shop is asked again; 24 */
  checkHours?: number
  /** ms until a silent shop counts as unreachable; 10,000 */
  timeoutMs?: number
  fetch?: typeof fetch
  /** ms since 1970 */
  now?: () => number
}>

/** The codes of a refusal are those of the shop, such as `license_expired` or `device_limit_reached`. */
export type LicenseState = Readonly<{
  /** may the program run */
  allowed: boolean
  /**
   * `valid`: the shop said so, lately. `grace`: it said so, and cannot be reached now. `file`: by an offline file.
   * `none`: nothing is activated. `unreachable`: no answer, and no grace (left). `not_genuine`: an answer somebody else
   * made, or one to another question, and no grace. `clock`: this machine's clock was set back. Else: the code of the
   * shop's refusal, `version_not_covered` also without asking it.
   */
  why: string
  license?: License
  device?: Device
  /** when the shop answered last, by its own clock; ms since 1970 */
  checkedAt?: number
  /** until when the program may run without another answer; ms since 1970 */
  goodUntil?: number
}>

export type LicenseClient = Readonly<{
  /** Claims a seat for this device; the same device again takes no second one. */
  activate(licenseKey: string): Promise<LicenseState>
  /** At each start. Asks the shop when its last answer is older than `checkHours`, or always with `force`. */
  check(how?: Readonly<{ force?: boolean }>): Promise<LicenseState>
  /** Gives the seat back. What is not `none` afterwards was not given back. */
  deactivate(): Promise<LicenseState>
  /** Says that the device is alive, which renews the lease of a floating seat. */
  heartbeat(): Promise<LicenseState>
  /**
   * Heartbeats until it is stopped: thrice in a lease, or every `checkHours`; while this device has no seat, every
   * minute. Tells each state, and never activates by itself: a device that somebody freed stays freed.
   */
  keepAlive(tell: (state: LicenseState) => void): Readonly<{ stop(): void }>
  /** Takes an offline licence file; it serves whenever the shop's own answer does not. */
  useFile(text: string): Promise<FileResult>
}>

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** A longer timer would go off at once. */
const timerMaxMs = 2 ** 31 - 1

/** Throws a RangeError for times that are none, so that they are seen when the program is first tried. */
export function openClient(options: LicenseOptions, verify: Verify): LicenseClient {
  const { cache, graceDays = 7, checkHours = 24, now = Date.now } = options
  const { fingerprint, productId, version, components } = options
  if (!(checkHours > 0 && graceDays >= 0)) throw new RangeError('checkHours or graceDays')
  const beating = new Set<(state: LicenseState) => void>()
  let opened: Promise<KeptRecord> | undefined
  return { activate, check, deactivate, heartbeat, keepAlive, useFile }

  async function activate(licenseKey: string): Promise<LicenseState> {
    const asked = await ask('activate', licenseKey)
    if ('reading' in asked) return taken(licenseKey, asked)
    const isKept = (await record()).licenseKey === licenseKey
    return isKept ? offline(asked.failure) : { allowed: false, why: asked.failure }
  }

  async function check({ force = false }: Readonly<{ force?: boolean }> = {}) {
    const { licenseKey } = await record()
    const kept = await reading()
    const isFresh = kept && !kept.refusal && Math.abs(now() - kept.at) < checkHours * hourMs
    if (licenseKey === undefined || (isFresh && !force)) {
      const state = await offline()
      if (licenseKey === undefined || state.allowed) return state
    }
    // A machine known by its parts is noted under its new fingerprint, which only a heartbeat does.
    return question(components ? 'heartbeat' : 'validate', licenseKey)
  }

  async function deactivate(): Promise<LicenseState> {
    const { licenseKey } = await record()
    if (licenseKey === undefined) return offline()
    const asked = await ask('deactivate', licenseKey)
    if ('failure' in asked) return offline(asked.failure)
    // Given back, or not held any more.
    const { seen, successors } = await record()
    await keep({ seen, ...(successors ? { successors } : {}) })
    return { allowed: false, why: 'none' }
  }

  async function heartbeat(): Promise<LicenseState> {
    const { licenseKey } = await record()
    return licenseKey === undefined ? offline() : question('heartbeat', licenseKey)
  }

  function keepAlive(tell: (state: LicenseState) => void) {
    let timer: ReturnType<typeof setTimeout> | undefined
    // Also after an activation beside it, so that a new lease does not wait for an old plan.
    const arm = (state: LicenseState) => {
      clearTimeout(timer)
      timer = setTimeout(() => void beat(), beatMs(state, checkHours))
      // A program that has nothing else to do may end.
      if (typeof timer === 'object') timer.unref()
    }
    const beat = async () => {
      const state = await heartbeat()
      if (!beating.has(arm)) return
      tell(state)
      if (beating.has(arm)) arm(state)
    }
    beating.add(arm)
    void beat()
    return {
      stop() {
        beating.delete(arm)
        clearTimeout(timer)
      },
    }
  }

  async function useFile(text: string): Promise<FileResult> {
    const result = await checkFile(text)
    if (result.result !== 'valid') return result
    const { exchange, ...rest } = await record()
    const kept = await reading()
    // A refusal from before the file was issued is overtaken by it.
    const isOvertaken = kept?.refusal && kept.at < timeOf(result.license.issued_at)
    await keep({ ...rest, ...(exchange && !isOvertaken ? { exchange } : {}), file: text })
    return result
  }

  async function question(verb: string, licenseKey: string): Promise<LicenseState> {
    const asked = await ask(verb, licenseKey)
    return 'reading' in asked ? taken(licenseKey, asked, true) : offline(asked.failure)
  }

  async function ask(verb: string, licenseKey: string) {
    const about = await questionOf(verb, licenseKey, version)
    const asked = await askShop(options, verify, await keys(), about, {
      license_key: licenseKey,
      device_name: options.deviceName,
    })
    if ('successors' in asked && asked.successors)
      await keep({ ...(await record()), successors: asked.successors })
    return asked
  }

  /** What the shop said is kept; of a key that was never activated a refusal is not. */
  async function taken(
    licenseKey: string,
    { exchange, reading }: Readonly<{ exchange: Exchange; reading: Reading }>,
    withRefusal = false,
  ): Promise<LicenseState> {
    if (!reading.refusal || withRefusal)
      await keep({ ...(await record()), licenseKey, exchange, seen: now() })
    if (reading.refusal) return { allowed: false, why: reading.refusal, checkedAt: reading.at }
    const state = stateOf(reading, 'valid')
    for (const arm of beating) arm(state)
    return state
  }

  /** What may run without asking; `failure` says why nobody was asked in vain. */
  async function offline(failure?: string): Promise<LicenseState> {
    const { seen, file } = await record()
    const kept = await reading()
    const byFile = file === undefined ? undefined : await checkFile(file)
    if (now() < Math.max(seen, kept?.at ?? 0) - clockSlackMs || byFile?.result === 'clock')
      return { allowed: false, why: 'clock' }
    if (now() > seen + hourMs) await keep({ ...(await record()), seen: now() })
    if (kept?.refusal) return { allowed: false, why: kept.refusal, checkedAt: kept.at }
    const state = kept && stateOf(kept, failure ? 'grace' : 'valid')
    if (state?.allowed && now() < (state.goodUntil ?? 0)) return state
    if (byFile?.result === 'valid') return { allowed: true, why: 'file', license: byFile.license }
    if (state && !state.allowed) return state
    if (state) return { ...state, allowed: false, why: ended(state) ?? failure ?? 'unreachable' }
    return { allowed: false, why: failure ?? byFile?.result ?? 'none' }
  }

  function ended({ license, device }: LicenseState): string | undefined {
    if (isOver(license?.valid_until, now())) return 'license_expired'
    return isOver(device?.lease_until, now()) ? 'device_not_found' : undefined
  }

  function stateOf({ at, license, device }: Reading, why: string): LicenseState {
    const ends = [license?.valid_until, device?.lease_until].map((end) =>
      end ? timeOf(end) : Infinity,
    )
    const goodUntil = Math.min(at + graceDays * dayMs, ...ends)
    const allowed = isCovered(version, license?.version_max)
    return {
      allowed,
      why: allowed ? why : 'version_not_covered',
      checkedAt: at,
      goodUntil,
      ...(license ? { license } : {}),
      ...(device ? { device } : {}),
    }
  }

  /** The last answer, if it is genuine and to what this device asks; the program may have become newer meanwhile. */
  async function reading(): Promise<Reading | undefined> {
    const { exchange, licenseKey = '' } = await record()
    const kept = exchange && (await readExchange(verify, await keys(), exchange))
    const { verb, version: before } = Object(kept?.asked)
    const isOurs = kept && isAnswerTo(kept, await questionOf(verb, licenseKey, before))
    return isOurs && verb !== 'deactivate' ? kept : undefined
  }

  async function questionOf(
    verb: string,
    licenseKey: string,
    version: string | undefined,
  ): Promise<Question> {
    return {
      verb,
      license_key_sha256: await sha256(licenseKey),
      fingerprint,
      product_id: productId,
      version,
      components,
    }
  }

  async function checkFile(text: string): Promise<FileResult> {
    return checkLicenseFile(verify, text, {
      keys: await keys(),
      productId,
      fingerprint,
      version,
      now: now(),
    })
  }

  async function keys() {
    return acceptSuccessors(verify, options.keys, (await record()).successors)
  }

  function record(): Promise<KeptRecord> {
    opened ??= readRecord(cache)
    return opened
  }

  async function keep(next: KeptRecord): Promise<void> {
    opened = Promise.resolve(next)
    await writeRecord(cache, next)
  }
}

/** Thrice in a lease, so that one lost call costs nothing. */
function beatMs({ device, checkedAt, why }: LicenseState, checkHours: number): number {
  const leaseMs = device?.lease_until ? timeOf(device.lease_until) - (checkedAt ?? 0) : Number.NaN
  if (leaseMs > 0) return Math.max(leaseMs / 3, 1_000)
  // A seat may come at any moment, and its lease may be short.
  const isWaiting = !device && !/^(license|trial|version)_/.test(why)
  return Math.min(isWaiting ? minuteMs : checkHours * hourMs, timerMaxMs)
}
