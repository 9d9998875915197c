// The doctor: everything that can be known about a configuration before the first buyer finds out.

import type { Config } from '../config.ts'
import type { Finding } from '../gateways/gateway.ts'
import type { LetterDrivers } from '../letters/letters.ts'
import type { Channel } from './app.ts'
import { examineWays } from './letter/examine-letters.ts'

/** Examines the installation and each channel and each way of sending. Asks the gateways; never throws for what they answer. */
export async function runDoctor(
  config: Config,
  channels: readonly Channel[],
  letters: LetterDrivers,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [...examineSettings(config)]
  for (const channel of channels) findings.push(...(await channel.gateway.examine()))
  findings.push(...(await examineWays(letters)))
  return findings
}

function examineSettings(config: Config): readonly Finding[] {
  const findings: Finding[] = []
  const add = (level: Finding['level'], check: string, zh: string, en: string) =>
    findings.push({ level, check, zh, en })

  if (config.mode === 'demo') {
    add(
      'ok',
      'mode',
      '演示模式：使用模拟网关，不会真实收款。',
      'Demo mode: simulated gateways, no real money.',
    )
  } else if (!config.alipay && !config.wechat) {
    add(
      'bad',
      'channels',
      '没有配置任何支付渠道，买家无法付款。请设置 ALIPAY_ 或 WECHAT_ 开头的变量。',
      'No gateway is configured, so nobody can pay. Set the variables that begin with ALIPAY_ or WECHAT_.',
    )
  }
  if (!config.paymentEnabled) {
    add(
      'warn',
      'payment_enabled',
      'PAYMENT_ENABLED=false：付款已关闭，商店会告知买家。',
      'PAYMENT_ENABLED=false: paying is off, and the shop says so.',
    )
  }
  if (config.mode === 'live' && config.publicUrl === undefined) {
    add(
      'warn',
      'public_url',
      '没有设置 PUBLIC_URL：网关无法把通知送到本机地址。',
      'PUBLIC_URL is not set: a gateway cannot send notices to a local address.',
    )
  }
  if (config.rateLimitFactor !== 1) {
    add(
      'warn',
      'rate_limit_factor',
      `RATE_LIMIT_FACTOR=${config.rateLimitFactor}：公开接口的限制已被放大或缩小。`,
      `RATE_LIMIT_FACTOR=${config.rateLimitFactor}: public limits are not what they normally are.`,
    )
  }
  for (const { zh, en } of config.warnings) add('warn', 'config', zh, en)
  return findings
}
