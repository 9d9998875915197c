// keytill doctor: checks the configuration and says what is wrong in plain words.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Channel } from '../app/app.ts'
import { backupFolderOf } from '../app/backup/keep-backups.ts'
import { examineFormerAccounts } from '../app/channel-accounts.ts'
import { runDoctor } from '../app/doctor.ts'
import { examineDatabase } from '../app/doctor-database.ts'
import { examineSecrets } from '../app/doctor-secrets.ts'
import { examineBackups, examineRoom, placesOf } from '../app/doctor-storage.ts'
import { deriveSecrets, type Secrets } from '../app/keys.ts'
import { openChannels } from '../channels.ts'
import { type Config, ConfigError } from '../config.ts'
import { withSaved } from '../configuration.ts'
import { instantOf } from '../core/time.ts'
import { createClock } from '../db/clock.ts'
import { listSavedSettings } from '../db/saved-settings.ts'
import { findShopBegin } from '../db/settings.ts'
import type { Finding } from '../gateways/gateway.ts'
import { loadMasterKey } from '../kit/master-key.ts'
import { systemRandom } from '../kit/random.ts'
import { openLetters } from '../letters/index.ts'
import { merchantId } from '../main.ts'
import { withDatabase } from './open-database.ts'
import { loadConfig, type Outcome, type Verb } from './verb.ts'

const marks = { ok: '✓', warn: '!', bad: '✗' } as const

export const doctorVerb: Verb = {
  name: 'doctor',
  usage: 'doctor [--lang zh|en]',
  summary: 'Check configuration, keys, gateway and notify address',
  options: { lang: { type: 'string', help: 'zh (default) or en' } },
  async run(call) {
    const lang = call.options.lang === 'en' ? 'en' : 'zh'
    return outcomeOf(await examine(), lang)
  },
}

async function examine(): Promise<readonly Finding[]> {
  try {
    const { config, findings } = await inForce(loadConfig())
    const publicUrl = () => config.publicUrl ?? `http://${config.host}:${config.port}`
    // An account that is being set up beside the simulated ones is looked at too.
    const isPractice = config.mode === 'demo' && config.setNames.includes('DEMO')
    const channels = isPractice
      ? []
      : openChannels(
          config,
          { clock: createClock() },
          { publicUrl, localUrl: publicUrl },
          undefined,
        )
    const letters = openLetters(config.letters, { clock: createClock(), random: systemRandom })
    const room = examineRoom(placesOf(config))
    const ofConfig = await runDoctor(config, channels, letters)
    for (const driver of Object.values(letters)) driver.stop()
    return [...findings, ...ofConfig, ...(await room), ...(await examineBooks(config, channels))]
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems.map(({ variable, zh, en }) => ({
        level: 'bad',
        check: `config.${variable}`,
        zh: `${variable}：${zh}`,
        en: `${variable}: ${en}`,
      }))
    }
    const message = error instanceof Error ? error.message : String(error)
    return [{ level: 'bad', check: 'config', zh: message, en: message }]
  }
}

type InForce = Readonly<{ config: Config; findings: readonly Finding[] }>

/** What a shop would start with: the environment, and what the console saved where that is silent. */
async function inForce(config: Config): Promise<InForce> {
  const alone = { config, findings: [] }
  if (!hasDatabase(config)) return alone
  try {
    return await withDatabase(config, async (db) => {
      if ((await listSavedSettings(db, merchantId)).length === 0) return alone
      return {
        config: await withSaved(config, db, merchantId, secretsOf(config).sealer),
        findings: [],
      }
    })
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const message = error instanceof Error ? error.message : String(error)
    return {
      config,
      findings: [
        {
          level: 'bad',
          check: 'saved_settings',
          zh: `管理后台保存的设置读不出来，以下只按环境变量检查：${message}`,
          en: `What the console saved cannot be read, so only the environment was examined: ${message}`,
        },
      ],
    }
  }
}

function secretsOf({ dataDir, secretKey }: Config): Secrets {
  return deriveSecrets(loadMasterKey(dataDir, secretKey?.reveal()))
}

function hasDatabase({ databaseUrl, dataDir }: Config): boolean {
  return databaseUrl !== undefined || existsSync(join(dataDir, 'postgres'))
}

/** The database, when one is configured or there is an embedded one already; the doctor makes none. */
async function examineBooks(
  config: Config,
  channels: readonly Channel[],
): Promise<readonly Finding[]> {
  if (!hasDatabase(config))
    return [
      {
        level: 'ok',
        check: 'database',
        zh: '还没有数据库，第一次启动时会建立。',
        en: 'There is no database yet; the first start makes it.',
      },
    ]
  try {
    return await withDatabase(config, async (db) => {
      const clock = createClock()
      await clock.load(db)
      return [
        ...(await examineDatabase({ db, merchantId, clock }, () => instantOf(Date.now()))),
        ...(await examineSecrets({ db, merchantId, ...secretsOf(config) })),
        ...(await examineFormerAccounts({ db, merchantId }, channels)),
        await examineBackups(
          backupFolderOf(config.dataDir),
          clock.now(),
          await findShopBegin(db, merchantId),
        ),
      ]
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [
      {
        level: 'warn',
        check: 'database',
        zh: `数据库没有检查：${message}`,
        en: `The database was not examined: ${message}`,
      },
    ]
  }
}

function outcomeOf(findings: readonly Finding[], lang: 'zh' | 'en'): Outcome {
  const bad = findings.some((finding) => finding.level === 'bad')
  return {
    found: bad ? 'wrong' : 'nothing',
    text: findings.map((finding) => `${marks[finding.level]} ${finding[lang]}`).join('\n'),
    report: { ok: !bad, findings },
  }
}
