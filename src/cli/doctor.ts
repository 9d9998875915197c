// keytill doctor: checks the configuration and says what is wrong in plain words.

import { runDoctor } from '../app/doctor.ts'
import { openChannels } from '../channels.ts'
import { ConfigError } from '../config.ts'
import { createClock } from '../db/clock.ts'
import type { Finding } from '../gateways/gateway.ts'
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
    return await runDoctor(config, channels)
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

function outcomeOf(findings: readonly Finding[], lang: 'zh' | 'en'): Outcome {
  const bad = findings.some((finding) => finding.level === 'bad')
  return {
    found: bad ? 'wrong' : 'nothing',
    text: findings.map((finding) => `${marks[finding.level]} ${finding[lang]}`).join('\n'),
    report: { ok: !bad, findings },
  }
}
