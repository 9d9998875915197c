// What the doctor finds fault with, for the console's first page: keys and certificates that run out, settings
// that keep notices from arriving, a full disk, backups that fail. Asking the gateways takes seconds, so what they
// said is kept for a while.

import { type Instant, minuteMs } from '../core/time.ts'
import type { Finding } from '../gateways/gateway.ts'
import type { App, Channel } from './app.ts'
import { examineFormerAccounts, examineNewAccounts } from './channel-accounts.ts'
import { runDoctor } from './doctor.ts'
import { examineStorage } from './doctor-storage.ts'
import { examineStock } from './examine-stock.ts'
import { examineGuessing } from './license/examine-guessing.ts'
import { examineEndpoints } from './webhook/examine-endpoints.ts'

const keptMs = 10 * minuteMs

type Kept = Readonly<{ at: Instant; findings: Promise<readonly Finding[]> }>

/** By the channels in force: a saved setting opens others, and is looked at anew. */
const kept = new WeakMap<readonly Channel[], Kept>()

/** The findings that are not well, at most ten minutes old. */
export async function findWarnings(app: App): Promise<readonly Finding[]> {
  const { channels } = app
  const known = kept.get(channels)
  const now = app.clock.now()
  const isFresh = known !== undefined && now - known.at < keptMs
  const findings = isFresh ? known.findings : lookAt(app)
  if (!isFresh) kept.set(channels, { at: now, findings })
  try {
    const ofChannels = (await findings).filter(({ level }) => level !== 'ok')
    return [
      ...ofChannels,
      ...(await examineEndpoints(app)),
      ...(await examineGuessing(app)),
      ...(await examineStock(app)),
    ]
  } catch (error) {
    kept.delete(channels)
    throw error
  }
}

async function lookAt(app: App): Promise<readonly Finding[]> {
  const { channels, configuration } = app
  return [
    ...(await examineNewAccounts(app)),
    ...(await examineFormerAccounts(app, channels)),
    ...(await runDoctor(configuration.config(), channels, configuration.configuredLetters())),
    ...(await examineStorage(app)),
  ]
}
