// The doctor's look at one Alipay account: what its configuration shows by itself, one signed round trip to
// the gateway, and whether a notice would find its way back.

import { minuteMs } from '../../core/time.ts'
import { type Echo, examineEnd, examineNotifyUrl, examineSkew, findingOf } from '../examination.ts'
import type { Finding, Unknown } from '../gateway.ts'
import type { Answered } from '../transport.ts'
import { codeSays, judgeAnswer, sendCall } from './call.ts'
import { type AlipayConfig, productionGateway, sandboxGateway, type Words } from './config.ts'
import { explainCode } from './explain.ts'
import { keyBits } from './keys.ts'
import type { Account } from './request.ts'

const deadlineMs = 8_000
/** Alipay publishes no tolerance; its REST protocol refuses after ten minutes (fact sheet, section 10). */
const skewLimits = { warnMs: minuteMs, badMs: 10 * minuteMs }

/** An order number nobody can have; the answer to it must be a signed "no such trade". */
const impossibleNumber = 'KEYTILL_DOCTOR_0'

/** What is ours refuses an empty notice with the word `failure`. */
const echo: Echo = {
  request: {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: '',
  },
  isOurs: ({ status, body }) => status === 200 && body.toString('latin1').trim() === 'failure',
}

/** Everything that can be found out about an account. Takes at most the deadline; never throws. */
export async function examineAlipay(account: Account): Promise<readonly Finding[]> {
  const { config } = account
  const [trip, notify] = await Promise.all([
    examineTrip(account),
    examineNotifyUrl('alipay', config.notifyUrl, echo, deadlineMs),
  ])
  return [...examineApp(config), ...examineKeys(account), ...trip, ...notify]
}

/** What app id and gateway show without asking anybody. */
export function examineApp({ appId, gatewayUrl, warnings }: AlipayConfig): readonly Finding[] {
  const host = hostOf(gatewayUrl)
  const isSandboxApp = appId.startsWith('9021')
  const mixed =
    (isSandboxApp && host === hostOf(productionGateway)) ||
    (!isSandboxApp && host === hostOf(sandboxGateway))
  const findings = warnings.map((words) => finding('warn', 'gateway', words))
  findings.push(
    /^\d{16}$/.test(appId)
      ? finding('ok', 'app_id', { zh: `应用 ID ${appId}`, en: `App id ${appId}` })
      : finding('warn', 'app_id', {
          zh: `应用 ID ${appId} 不是 16 位数字，请核对`,
          en: `App id ${appId} is not 16 digits; please check it`,
        }),
  )
  if (mixed) {
    findings.push(
      finding('bad', 'environment', {
        zh: `${isSandboxApp ? '沙箱' : '正式'}应用 ${appId} 配了${isSandboxApp ? '正式' : '沙箱'}网关 ${host}，两者必须同属一个环境`,
        en: `${isSandboxApp ? 'Sandbox' : 'Production'} app ${appId} with the ${isSandboxApp ? 'production' : 'sandbox'} gateway ${host}: both must be of one environment`,
      }),
    )
  }
  return findings
}

/** A configuration whose keys do not parse or match never gets here: reading it throws. */
function examineKeys({ config, clock }: Account): readonly Finding[] {
  const { privateKey, signType, verify } = config
  const findings = [
    finding('ok', 'private_key', {
      zh: `应用私钥可用，${keyBits(privateKey)} 位，${signType}`,
      en: `The app's private key is usable: ${keyBits(privateKey)} bits, ${signType}`,
    }),
    finding('ok', 'alipay_public_key', {
      zh: '支付宝公钥可用，且不是应用自己的公钥',
      en: "Alipay's public key is usable and not the app's own",
    }),
  ]
  if (signType === 'RSA') {
    findings.push(
      finding('warn', 'sign_type', {
        zh: '签名类型 RSA（SHA-1）已过时，请在开放平台升级为 RSA2',
        en: 'Sign type RSA (SHA-1) is outdated: change the app to RSA2',
      }),
    )
  }
  if (verify.mode === 'key') {
    const words = {
      zh: '应用公钥与应用私钥相符',
      en: "The app's public key matches its private key",
    }
    return verify.ownPublicKey ? [...findings, finding('ok', 'own_public_key', words)] : findings
  }
  const whose = { zh: '证书相符，', en: 'The certificates match' }
  const end = { until: verify.validUntil, now: clock.now() }
  return [...findings, examineEnd('alipay', 'certificates', whose, end)]
}

/** One signed question, answered with a signature: proves both keys, the app and the way there. */
async function examineTrip(account: Account): Promise<readonly Finding[]> {
  const { config } = account
  const method = 'alipay.trade.query'
  const call = { method, content: { out_trade_no: impossibleNumber } } as const
  const answer = await sendCall(account, call, deadlineMs)
  if (answer.outcome === 'unknown') {
    return [
      finding('bad', 'gateway', {
        zh: `无法连接网关 ${config.gatewayUrl}（${answer.reason}），请检查网络与代理`,
        en: `The gateway ${config.gatewayUrl} cannot be reached (${answer.reason}): check network and proxy`,
      }),
    ]
  }
  const skew = { now: account.clock.now(), headers: answer.headers }
  return [judgeTrip(config, method, answer), ...examineSkew('alipay', skew, skewLimits)]
}

function judgeTrip(config: AlipayConfig, method: string, answer: Answered): Finding {
  const judged = judgeAnswer(config, method, answer)
  const isAnswered =
    judged.outcome === 'ok' ||
    (judged.outcome === 'refused' && codeSays(judged.code, 'TRADE_NOT_EXIST'))
  if (isAnswered) {
    return finding('ok', 'round_trip', {
      zh: '网关已应答，双方签名均通过验证',
      en: 'The gateway answered, and both signatures were verified',
    })
  }
  if (judged.outcome === 'refused')
    return finding('bad', 'round_trip', explainCode(judged.code, judged.message))
  return finding('bad', 'round_trip', explainUnknown(judged))
}

function explainUnknown({ reason }: Unknown): Words {
  if (reason === 'bad signature') {
    return {
      zh: '网关应答的签名无法用所配置的支付宝公钥验证：支付宝公钥填错（每个应用、每个环境各不相同），请从开放平台重新复制',
      en: "The gateway's signature does not verify under the configured Alipay public key. It is another key (it differs by app and environment): copy it again from the open platform",
    }
  }
  if (reason.includes('alipay_cert_sn')) {
    return {
      zh: '网关使用了另一张支付宝证书，请重新下载 alipayCertPublicKey_RSA2.crt',
      en: 'The gateway signs with another Alipay certificate: download alipayCertPublicKey_RSA2.crt again',
    }
  }
  return {
    zh: `网关应答无法确认（${reason}），地址是否为支付宝网关？`,
    en: `The gateway's answer proves nothing (${reason}). Is the address Alipay's gateway?`,
  }
}

function hostOf(url: string): string {
  return new URL(url).hostname
}

function finding(level: Finding['level'], check: string, words: Words): Finding {
  return findingOf('alipay', level, check, words)
}
