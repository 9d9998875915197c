// The doctor's look at an old account of API v2: its names, whether it can give money back, one signed round
// trip, and whether a notice would find its way back.

import type { Clock } from '../../core/ports.ts'
import type { Instant } from '../../core/time.ts'
import { type Echo, examineEnd, examineNotifyUrl, findingOf } from '../examination.ts'
import type { Finding, Queried } from '../gateway.ts'
import type { Words } from '../key-texts.ts'
import type { V2Config } from './config.ts'
import { examineNames, examineQuery, impossibleNumber } from './examine.ts'
import { explainCode } from './explain.ts'
import { createWechatV2 } from './v2-client.ts'

const deadlineMs = 8_000

/** What is ours refuses an empty notice in XML. */
const echo: Echo = {
  request: { headers: { 'content-type': 'text/xml; charset=utf-8' }, body: '<xml></xml>' },
  isOurs: ({ status, body }) => status === 200 && /<return_code>.*FAIL/.test(body.toString('utf8')),
}

/** Everything that can be found out about an account. Takes at most the deadline; never throws. */
export async function examineV2(
  config: V2Config,
  ports: Readonly<{ clock: Clock }>,
): Promise<readonly Finding[]> {
  const [queried, reaching] = await Promise.all([
    createWechatV2(config, ports).query(impossibleNumber, deadlineMs),
    examineNotifyUrl('wechat', config.notifyUrl, echo, deadlineMs),
  ])
  return [
    ...examineNames(config),
    examineVersion(config),
    judgeTrip(config, queried),
    examineRefunds(config, ports.clock.now()),
    ...examineQuery(config.notifyUrl),
    ...reaching,
  ]
}

function examineVersion({ signType, sandbox }: V2Config): Finding {
  const place = sandbox ? { zh: '，沙箱', en: ', sandbox' } : { zh: '', en: '' }
  return finding(sandbox ? 'warn' : 'ok', 'version', {
    zh: `API v2，${signType}${place.zh}：仅支持扫码支付，建议申请 API v3`,
    en: `API v2, ${signType}${place.en}: payment by QR code only; API v3 is advised`,
  })
}

/** One signed question, answered with a signature: proves the key, the merchant number and the way there. */
function judgeTrip(config: V2Config, queried: Queried): Finding {
  if (queried.outcome === 'refused')
    return finding('bad', 'round_trip', explainCode('v2', queried.code, queried.message))
  if (queried.outcome === 'unknown')
    return finding('bad', 'round_trip', explainDoubt(config, queried.reason))
  return finding('ok', 'round_trip', {
    zh: '网关已应答，双方签名均通过验证',
    en: 'The gateway answered, and both signatures were verified',
  })
}

function explainDoubt({ gatewayUrl }: V2Config, reason: string): Words {
  if (/签名|signature|SIGN_?ERROR/i.test(reason)) return explainCode('v2', 'SIGNERROR', reason)
  if (/mch_?id|商户号/i.test(reason)) return explainCode('v2', 'MCHID_NOT_EXIST', reason)
  if (/appid/i.test(reason)) return explainCode('v2', 'APPID_NOT_EXIST', reason)
  return {
    zh: `网关 ${gatewayUrl} 没有可以确认的应答（${reason}），请检查网络、代理和地址`,
    en: `The gateway ${gatewayUrl} gave no answer that proves anything (${reason}): check network, proxy and address`,
  }
}

function examineRefunds({ clientCert }: V2Config, now: Instant): Finding {
  if (clientCert) {
    const whose = { zh: '退款用的商户证书', en: 'The merchant certificate for refunds' }
    return examineEnd('wechat', 'client_cert', whose, { until: clientCert.until, now })
  }
  return finding('warn', 'client_cert', {
    zh: '没有商户证书（WECHAT_CERT_FILE 和 WECHAT_PRIVATE_KEY），无法退款',
    en: 'Without the merchant certificate (WECHAT_CERT_FILE and WECHAT_PRIVATE_KEY) nothing can be refunded',
  })
}

function finding(level: Finding['level'], check: string, words: Words): Finding {
  return findingOf('wechat', level, check, words)
}
