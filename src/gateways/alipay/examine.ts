// The doctor's look at one Alipay account: what its configuration shows by itself, one signed round trip to
// the gateway, and whether a notice would find its way back.

import { isIP } from 'node:net'
import { dayMs, minuteMs } from '../../core/time.ts'
import type { Finding, Unknown } from '../gateway.ts'
import { type Answered, postForm } from '../transport.ts'
import { codeSays, judgeAnswer, sendCall } from './call.ts'
import { type AlipayConfig, productionGateway, sandboxGateway, type Words } from './config.ts'
import { explainCode } from './explain.ts'
import { keyBits } from './keys.ts'
import type { Account } from './request.ts'

const deadlineMs = 8_000
const expiresSoonMs = 30 * dayMs
/** Alipay publishes no tolerance; its REST protocol refuses after ten minutes (fact sheet, section 10). */
const skewWarnMs = minuteMs
const skewBadMs = 10 * minuteMs

/** An order number nobody can have; the answer to it must be a signed "no such trade". */
const impossibleNumber = 'KEYTILL_DOCTOR_0'

/** Everything that can be found out about an account. Takes at most the deadline; never throws. */
export async function examineAlipay(account: Account): Promise<readonly Finding[]> {
  const { config } = account
  const [trip, notify] = await Promise.all([examineTrip(account), examineNotifyUrl(config)])
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
  const days = Math.floor((verify.validUntil - clock.now()) / dayMs)
  const isSoon = verify.validUntil - clock.now() < expiresSoonMs
  findings.push(
    finding(isSoon ? 'warn' : 'ok', 'certificates', {
      zh: `证书相符，${days} 天后到期${isSoon ? '，请尽快更换' : ''}`,
      en: `The certificates match and run out in ${days} days${isSoon ? '; replace them soon' : ''}`,
    }),
  )
  return findings
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
  return [judgeTrip(config, method, answer), ...examineSkew(account, answer)]
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

function examineSkew({ clock }: Account, { date }: Answered): readonly Finding[] {
  const theirs = Date.parse(date ?? '')
  if (Number.isNaN(theirs)) return []
  const skewMs = Math.abs(clock.now() - theirs)
  const seconds = Math.round(skewMs / 1_000)
  if (skewMs < skewWarnMs) {
    return [
      finding('ok', 'clock', {
        zh: `本机时钟与网关相差 ${seconds} 秒`,
        en: `This machine's clock differs from the gateway's by ${seconds} seconds`,
      }),
    ]
  }
  return [
    finding(skewMs < skewBadMs ? 'warn' : 'bad', 'clock', {
      zh: `本机时钟与网关相差 ${seconds} 秒，请启用时间同步`,
      en: `This machine's clock is ${seconds} seconds off the gateway's: turn on time synchronisation`,
    }),
  ]
}

/** Posts an empty notice to the address itself: what is ours refuses it with the word `failure`. */
async function examineNotifyUrl({ notifyUrl }: AlipayConfig): Promise<readonly Finding[]> {
  if (notifyUrl === undefined || !URL.canParse(notifyUrl)) {
    return [
      finding('warn', 'notify_url', {
        zh: '没有可用的通知地址：支付结果只能靠查询得知',
        en: 'There is no usable notify address: payments are only found by asking',
      }),
    ]
  }
  const { protocol, hostname } = new URL(notifyUrl)
  const findings: Finding[] = []
  if (!isPublicHost(hostname)) {
    findings.push(
      finding('warn', 'notify_url', {
        zh: `通知地址 ${notifyUrl} 不是公网地址，支付宝无法送达`,
        en: `The notify address ${notifyUrl} is not public; Alipay cannot reach it`,
      }),
    )
  } else if (protocol !== 'https:') {
    findings.push(
      finding('warn', 'notify_url', {
        zh: `通知地址 ${notifyUrl} 不是 https`,
        en: `The notify address ${notifyUrl} is not https`,
      }),
    )
  }
  return [...findings, judgeEcho(notifyUrl, await postForm(notifyUrl, '', deadlineMs))]
}

function judgeEcho(notifyUrl: string, answer: Answered | Unknown): Finding {
  if (answer.outcome === 'unknown') {
    return finding('warn', 'notify_reachable', {
      zh: `从本机访问不到通知地址 ${notifyUrl}（${answer.reason}）`,
      en: `The notify address ${notifyUrl} cannot be reached from here (${answer.reason})`,
    })
  }
  if (answer.status === 200 && answer.body.toString('latin1').trim() === 'failure') {
    return finding('ok', 'notify_reachable', {
      zh: `通知地址 ${notifyUrl} 可以访问`,
      en: `The notify address ${notifyUrl} can be reached`,
    })
  }
  return finding('warn', 'notify_reachable', {
    zh: `通知地址 ${notifyUrl} 应答的不是本程序（HTTP ${answer.status}）：是否有跳转、登录或其他站点？`,
    en: `Something else answers at the notify address ${notifyUrl} (HTTP ${answer.status}): a redirect, a login or another site?`,
  })
}

const privateNetworks =
  /^(127|10|0)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^\[(::1?|f[cde].*)\]$/

/** A name with a dot in it that is not known to stay at home, or an address outside the private ranges. */
function isPublicHost(hostname: string): boolean {
  if (isIP(hostname) !== 0 || hostname.startsWith('[')) return !privateNetworks.test(hostname)
  return hostname.includes('.') && !/\.(local|localhost|internal|lan|home\.arpa)$/.test(hostname)
}

function hostOf(url: string): string {
  return new URL(url).hostname
}

function finding(level: Finding['level'], check: string, { zh, en }: Words): Finding {
  return { level, check: `alipay.${check}`, zh, en }
}
