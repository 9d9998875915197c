// keytill doctor: checks the configuration and says what is wrong in plain words.

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Channel } from '../app/app.ts'
import { backupFolderOf } from '../app/backup/keep-backups.ts'
import { examineFormerAccounts } from '../app/channel-accounts.ts'
import { runDoctor } from '../app/doctor.ts'
import { examineDatabase } from '../app/doctor-database.ts'
import { examineBackups, examineRoom } from '../app/doctor-storage.ts'
import { openChannels } from '../channels.ts'
import { type Config, ConfigError } from '../config.ts'
import { instantOf } from '../core/time.ts'
import { createClock } from '../db/clock.ts'
import type { Database } from '../db/connect.ts'
import { listSavedSettings } from '../db/saved-settings.ts'
import type { Finding } from '../gateways/gateway.ts'
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
    const config = loadConfig()
    const publicUrl = () => config.publicUrl ?? `http://${config.host}:${config.port}`
    const channels =
      config.mode === 'demo'
        ? []
        : openChannels(config, createClock(), { publicUrl, localUrl: publicUrl }, undefined)
    const room = examineRoom([
      { check: 'disk.data', folder: config.dataDir },
      { check: 'disk.log', folder: dirname(config.logFile) },
    ])
    return [
      ...(await runDoctor(config, channels)),
      ...(await room),
      ...(await examineBooks(config, channels)),
    ]
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

/** The database, when one is configured or there is an embedded one already; the doctor makes none. */
async function examineBooks(
  config: Config,
  channels: readonly Channel[],
): Promise<readonly Finding[]> {
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'postgres')))
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
        ...(await examineAccounts(db, channels)),
        await examineBackups(backupFolderOf(config.dataDir), clock.now()),
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

/** Accounts the console saved are opened by the shop alone; its own doctor looks at them. */
async function examineAccounts(db: Database, channels: readonly Channel[]) {
  const saved = await listSavedSettings(db, merchantId)
  const savesAccounts = saved.some(({ name }) => /^(ALIPAY|WECHAT)_/.test(name))
  return savesAccounts ? [] : examineFormerAccounts({ db, merchantId }, channels)
}

function outcomeOf(findings: readonly Finding[], lang: 'zh' | 'en'): Outcome {
  const bad = findings.some((finding) => finding.level === 'bad')
  return {
    found: bad ? 'wrong' : 'nothing',
    text: findings.map((finding) => `${marks[finding.level]} ${finding[lang]}`).join('\n'),
    report: { ok: !bad, findings },
  }
}
