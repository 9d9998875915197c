// keytill start: the shop, until it is told to stop.

import { createLog, type Log } from '../kit/log.ts'
import { type Running, start } from '../main.ts'
import { loadConfig, type Verb } from './verb.ts'

/** After this a stop that hangs is cut short; everything durable is durable already. */
const stopMs = 10_000

export const startVerb: Verb = {
  name: 'start',
  usage: 'start',
  summary: 'Start the shop (with nothing configured: demo mode with simulated gateways)',
  options: {},
  async run() {
    const config = loadConfig()
    const log = createLog({ file: config.logFile, level: config.logLevel })
    for (const warning of config.warnings) log.warn('config', { warning })
    const stopping = new AbortController()
    const stopped = untilSignal(stopping)

    const starting = start(config, log, stopping.signal)
    const running = await Promise.race([starting, stopped.then(() => undefined)])
    if (running) {
      process.stdout.write(greeting(running))
      await stopped
    }
    await stopWithin(starting, log)
    return { found: 'nothing', text: '', report: { ok: true } }
  },
}

/** Resolves at the first signal; later ones change nothing. */
function untilSignal(stopping: AbortController): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      stopping.abort()
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}

async function stopWithin(starting: Promise<Running>, log: Log): Promise<void> {
  const cut = setTimeout(() => {
    log.error('stop_cut_short', { after_ms: stopMs })
    process.exit(0)
  }, stopMs)
  const running = await starting.catch((error: unknown) => {
    log.error('start_failed', { error })
    return undefined
  })
  await running?.stop()
  log.info('stopped')
  log.close()
  clearTimeout(cut)
  // Idle connections of the program's own fetches would keep it alive for seconds.
  process.exit(0)
}

function greeting({ publicUrl, url, simulatorUrl, firstOwner }: Running): string {
  const lines = ['', '  Keytill 已启动 · started', '', `  商店 Shop        ${publicUrl}/`]
  if (publicUrl !== url) lines.push(`  监听 Listening   ${url}`)
  if (simulatorUrl !== undefined) {
    lines.push(`  模拟支付 Simulator ${simulatorUrl}`)
  }
  lines.push(`  后台 Console     ${publicUrl}/admin`)
  if (firstOwner) lines.push(`  账号 Account     ${firstOwner.email}`)
  // Here and nowhere else: the log never holds it.
  if (firstOwner?.oneTimePassword !== undefined)
    lines.push(`  一次性密码 One-time password  ${firstOwner.oneTimePassword}`)
  if (simulatorUrl !== undefined) {
    lines.push('', '  演示模式：没有真实收款。Demo mode: no real money moves.')
  }
  return `${lines.join('\n')}\n\n`
}
