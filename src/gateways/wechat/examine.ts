// The doctor's look at an account of API v3: what its configuration shows by itself, which keys WeChat Pay
// signs with, one signed round trip, and whether a notice would find its way back.

import { type Instant, minuteMs } from '../../core/time.ts'
import { type Echo, examineEnd, examineNotifyUrl, examineSkew, findingOf } from '../examination.ts'
import type { Finding } from '../gateway.ts'
import { readObject, textIn } from '../json.ts'
import { keyBits, type Words } from '../key-texts.ts'
import type { Answered } from '../transport.ts'
import type { Account } from './call.ts'
import { undecryptable } from './certificates.ts'
import type { V3Config, WechatConfig } from './config.ts'
import { examineLogin } from './examine-login.ts'
import { explainCode, explainSignError } from './explain.ts'
import type { Downloaded } from './platform-keys.ts'
import { isRefusedWith, type Judged, judgeAnswer } from './reply.ts'
import { sendCall } from './request.ts'

const deadlineMs = 8_000
/** WeChat refuses after five minutes (fact sheet WeChat Pay, section 2). */
const skewLimits = { warnMs: minuteMs, badMs: 5 * minuteMs }

/** An order number nobody can have; the answer to it must be a signed "no such order". */
export const impossibleNumber = 'KEYTILL_DOCTOR_0'

/** What is ours refuses an empty notice with 400 and the code FAIL. */
const echo: Echo = {
  request: { headers: { 'content-type': 'application/json' }, body: '{}' },
  isOurs: ({ status, body }) => {
    const answer = readObject(body)
    return status === 400 && typeof answer !== 'string' && answer.code === 'FAIL'
  },
}

/** Everything that can be found out about an account. Takes at most twice the deadline; never throws. */
export async function examineV3(account: Account): Promise<readonly Finding[]> {
  const { config } = account
  const reaching = examineNotifyUrl('wechat', config.notifyUrl, echo, deadlineMs)
  const redeeming = examineLogin(config)
  const downloaded = await account.keys.download(deadlineMs)
  return [
    ...examineNames(config),
    ...examineKeys(account),
    ...examinePlatform(config, downloaded),
    ...examinePlatformEnd(config, downloaded, account.clock.now()),
    ...(await examineTrip(account)),
    ...(await redeeming),
    ...examineQuery(config.notifyUrl),
    ...(await reaching),
  ]
}

/** What merchant number and app id show without asking anybody. */
export function examineNames({ appId, mchId, warnings }: WechatConfig): readonly Finding[] {
  return [
    ...warnings.map((words) => finding('warn', 'config', words)),
    /^wx[0-9a-zA-Z]{16}$/.test(appId)
      ? finding('ok', 'app_id', { zh: `AppID ${appId}`, en: `App id ${appId}` })
      : finding('warn', 'app_id', {
          zh: `AppID ${appId} 不是 wx 加 16 个字符，请核对`,
          en: `App id ${appId} is not wx and 16 characters; please check it`,
        }),
    /^\d{8,10}$/.test(mchId)
      ? finding('ok', 'mch_id', { zh: `商户号 ${mchId}`, en: `Merchant number ${mchId}` })
      : finding('warn', 'mch_id', {
          zh: `商户号 ${mchId} 不是 8 到 10 位数字，请核对`,
          en: `Merchant number ${mchId} is not 8 to 10 digits; please check it`,
        }),
  ]
}

/** WeChat drops notices for an address with a query (fact sheet WeChat Pay, section 10). */
export function examineQuery(notifyUrl: string | undefined): readonly Finding[] {
  if (!notifyUrl?.includes('?')) return []
  return [
    finding('bad', 'notify_url', {
      zh: `通知地址 ${notifyUrl} 带有查询参数，微信支付不允许`,
      en: `The notify address ${notifyUrl} has a query, which WeChat Pay does not allow`,
    }),
  ]
}

/** A configuration whose keys do not parse or match never gets here: reading it throws. */
function examineKeys({ config, clock }: Account): readonly Finding[] {
  const { privateKey, serialNo, certificateUntil } = config
  const key = finding('ok', 'private_key', {
    zh: `商户 API 私钥可用，${keyBits(privateKey)} 位`,
    en: `The merchant's private key is usable: ${keyBits(privateKey)} bits`,
  })
  if (certificateUntil === undefined) {
    const words = { zh: `商户证书序列号 ${serialNo}`, en: `Serial of the certificate: ${serialNo}` }
    return [key, finding('ok', 'serial_no', words)]
  }
  const whose = { zh: '商户证书', en: "The merchant's certificate" }
  const end = { until: certificateUntil, now: clock.now() }
  return [
    key,
    finding('ok', 'serial_no', {
      zh: `商户证书、私钥与序列号 ${serialNo} 相符`,
      en: `Certificate, private key and serial ${serialNo} belong together`,
    }),
    examineEnd('wechat', 'certificate', whose, end),
  ]
}

/** Which keys WeChat Pay signs with, and whether the API v3 key is the account's. */
function examinePlatform(config: V3Config, downloaded: Downloaded): readonly Finding[] {
  if (downloaded.outcome === 'certificates' && downloaded.certificates.length > 0) {
    const serials = downloaded.certificates.map(({ serialNo }) => serialNo).join(', ')
    const both = config.publicKey !== undefined
    return [
      finding('ok', 'api_v3_key', {
        zh: 'API v3 密钥正确：平台证书已用它解密',
        en: 'The API v3 key is right: it decrypted the platform certificates',
      }),
      finding('ok', 'platform_keys', {
        zh: `${both ? '公钥与平台证书并用' : '平台证书模式'}，证书 ${serials}`,
        en: `${both ? 'Public key and platform certificates' : 'Platform certificates'}: ${serials}`,
      }),
    ]
  }
  const reason = downloaded.outcome === 'unknown' ? downloaded.reason : ''
  if (reason.includes(undecryptable)) {
    return [
      finding('bad', 'api_v3_key', {
        zh: 'API v3 密钥不正确：无法解密平台证书，也就无法读取任何通知。请在商户平台“API 安全”重新设置并填写',
        en: 'The API v3 key is wrong: it decrypts neither the platform certificates nor any notice. Set it again under “API security” of the merchant platform',
      }),
    ]
  }
  return config.publicKey ? publicKeyFindings : examineWithoutKey(downloaded, reason)
}

/**
 * WeChat Pay lists the next certificate before the last one runs out, and offers the public key to whoever is
 * still in certificate mode (fact sheet WeChat Pay, section 4): with neither, nothing it says could be believed.
 */
function examinePlatformEnd(
  { publicKey, platformCertificates }: V3Config,
  downloaded: Downloaded,
  now: Instant,
): readonly Finding[] {
  const listed = downloaded.outcome === 'certificates' ? downloaded.certificates : []
  const ends = [...listed, ...platformCertificates].map(({ validUntil }) => validUntil)
  const until = ends.toSorted((a, b) => b - a)[0]
  if (publicKey || until === undefined) return []
  const whose = {
    zh: '最新的微信支付平台证书（可在商户平台改用微信支付公钥）',
    en: 'The newest platform certificate (the merchant platform offers the public key instead)',
  }
  return [examineEnd('wechat', 'platform_certificates', whose, { until, now })]
}

const publicKeyFindings = [
  finding('warn', 'api_v3_key', {
    zh: '公钥模式下，API v3 密钥是否正确要到收到第一条通知时才能确认',
    en: 'In public-key mode nothing proves the API v3 key before the first notice comes',
  }),
  finding('ok', 'platform_keys', { zh: '微信支付公钥模式', en: 'Public-key mode' }),
]

function examineWithoutKey(downloaded: Downloaded, reason: string): readonly Finding[] {
  const isPublicKeyOnly =
    /PUB_KEY_ID_|RESOURCE_NOT_EXISTS/.test(reason) ||
    isRefusedWith(downloaded, 'RESOURCE_NOT_EXISTS')
  if (!isPublicKeyOnly) return []
  return [
    finding('bad', 'platform_keys', {
      zh: '该商户使用微信支付公钥模式，没有可用的平台证书：请填写 WECHAT_PUBLIC_KEY_ID 和 WECHAT_PUBLIC_KEY',
      en: 'This merchant is in public-key mode and has no platform certificate: set WECHAT_PUBLIC_KEY_ID and WECHAT_PUBLIC_KEY',
    }),
  ]
}

/** One signed question, answered with a signature: proves key, serial, merchant number and the way there. */
async function examineTrip(account: Account): Promise<readonly Finding[]> {
  const { config, clock, keys } = account
  const path = `/v3/pay/transactions/out-trade-no/${impossibleNumber}?mchid=${config.mchId}`
  const answer = await sendCall(account, { method: 'GET', path }, deadlineMs)
  if (answer.outcome === 'unknown') {
    return [
      finding('bad', 'gateway', {
        zh: `无法连接网关 ${config.gatewayUrl}（${answer.reason}），请检查网络与代理`,
        en: `The gateway ${config.gatewayUrl} cannot be reached (${answer.reason}): check network and proxy`,
      }),
    ]
  }
  const now = clock.now()
  const judged = await judgeAnswer(answer, now, keys.ofReply)
  const skew = examineSkew('wechat', { now, headers: answer.headers }, skewLimits)
  const wrong = explainTrip(config, judged, answer)
  if (wrong) return [finding('bad', 'round_trip', wrong), ...skew]
  return [
    finding('ok', 'round_trip', {
      zh: '网关已应答，双方签名均通过验证',
      en: 'The gateway answered, and both signatures were verified',
    }),
    ...skew,
    finding('ok', 'binding', {
      zh: 'AppID 与商户号是否绑定，要到第一次下单时才能确认',
      en: 'Whether the app id is bound to the merchant number shows at the first order',
    }),
  ]
}

/** What is wrong with the answer to an order nobody has; undefined when it says so, rightly signed. */
function explainTrip(config: V3Config, judged: Judged, { status, body }: Answered) {
  // Where the answer is not believed, what stands in it is a hint and no more.
  const read = readObject(body)
  const told = typeof read === 'string' ? undefined : read
  if (status === 401 && told) return explainSignError(told)
  if (judged.outcome === 'ok' || isRefusedWith(judged, 'ORDER_NOT_EXIST')) return undefined
  if (judged.outcome === 'refused') return explainCode('v3', judged.code, judged.message)
  const { reason } = judged
  const code = told && textIn(told, 'code')
  if (status >= 400 && reason.startsWith('unsigned') && code) return explainCode('v3', code, reason)
  return explainDoubt(config, reason)
}

function explainDoubt({ publicKey }: V3Config, reason: string): Words {
  if (publicKey && reason.startsWith('bad signature')) {
    return {
      zh: '网关应答的签名无法验证：WECHAT_PUBLIC_KEY 不是该商户的微信支付公钥，请从商户平台重新下载 pub_key.pem',
      en: "The gateway's signature does not verify: WECHAT_PUBLIC_KEY is not the WeChat Pay public key of this merchant. Download pub_key.pem again",
    }
  }
  if (reason.startsWith('unknown serial')) {
    return {
      zh: `网关用另一把密钥签名（${reason}）：请核对 WECHAT_PUBLIC_KEY_ID 与 WECHAT_PUBLIC_KEY`,
      en: `The gateway signs with a key that is not known here (${reason}): check WECHAT_PUBLIC_KEY_ID and WECHAT_PUBLIC_KEY`,
    }
  }
  if (reason.startsWith('timestamp')) {
    return {
      zh: '网关应答的时间与本机相差超过 5 分钟，请校准本机时钟',
      en: "The gateway's time and ours are more than 5 minutes apart: set the clock of this machine",
    }
  }
  return {
    zh: `网关应答无法确认（${reason}），地址是否为微信支付网关？`,
    en: `The gateway's answer proves nothing (${reason}). Is the address WeChat Pay's gateway?`,
  }
}

function finding(level: Finding['level'], check: string, words: Words): Finding {
  return findingOf('wechat', level, check, words)
}
