// What an examination looks at whichever gateway it is: the clock, and whether a notice would find its way
// back to us.

import { isIP } from 'node:net'
import { dayMs, type Instant } from '../core/time.ts'
import { type Finding, type GatewayKind, probeAgent, type Unknown } from './gateway.ts'
import type { Words } from './key-texts.ts'
import { type Answered, exchange, type Request } from './transport.ts'

const names: Readonly<Record<GatewayKind, Words>> = {
  alipay: { zh: '支付宝', en: 'Alipay' },
  wechat: { zh: '微信支付', en: 'WeChat Pay' },
}

/** `check` without the gateway's name before it. */
export function findingOf(
  kind: GatewayKind,
  level: Finding['level'],
  check: string,
  { zh, en }: Words,
): Finding {
  return { level, check: `${kind}.${check}`, zh, en }
}

/** Compares our clock with the Date header of an answer; nothing to say when it has none. Limits in ms. */
export function examineSkew(
  kind: GatewayKind,
  { now, headers }: Readonly<{ now: Instant; headers: Headers }>,
  { warnMs, badMs }: Readonly<{ warnMs: number; badMs: number }>,
): readonly Finding[] {
  const theirs = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(theirs)) return []
  const skewMs = Math.abs(now - theirs)
  const seconds = Math.round(skewMs / 1_000)
  if (skewMs < warnMs) {
    return [
      findingOf(kind, 'ok', 'clock', {
        zh: `本机时钟与网关相差 ${seconds} 秒`,
        en: `This machine's clock differs from the gateway's by ${seconds} s`,
      }),
    ]
  }
  return [
    findingOf(kind, skewMs < badMs ? 'warn' : 'bad', 'clock', {
      zh: `本机时钟与网关相差 ${seconds} 秒，请启用时间同步`,
      en: `This machine's clock is ${seconds} s off the gateway's: turn on time synchronisation`,
    }),
  ]
}

/** A month to order a new certificate, a week before buyers notice, and the last day. */
const alarmDays = { warn: 30, bad: 7, last: 1 } as const

/** What the doctor and the log say of certificates that run out at a moment; `whose` begins the sentence. */
export function examineEnd(
  kind: GatewayKind,
  check: string,
  whose: Words,
  { until, now }: Readonly<{ until: Instant; now: Instant }>,
): Finding {
  const days = Math.floor((until - now) / dayMs)
  if (days < 0)
    return findingOf(kind, 'bad', check, {
      zh: `${whose.zh}已过期，请更换`,
      en: `${whose.en}: expired, to be replaced`,
    })
  const level = days < alarmDays.bad ? 'bad' : days < alarmDays.warn ? 'warn' : 'ok'
  const haste = {
    zh: days < alarmDays.last ? '，今天必须更换' : level === 'ok' ? '' : '，请尽快更换',
    en: days < alarmDays.last ? '; replace today' : level === 'ok' ? '' : '; replace soon',
  }
  return findingOf(kind, level, check, {
    zh: `${whose.zh} ${days} 天后到期${haste.zh}`,
    en: `${whose.en}: ${days} days left${haste.en}`,
  })
}

/** An empty notice, and whether an answer to it is this program's refusal. */
export type Echo = Readonly<{
  request: Omit<Request, 'url' | 'method'>
  isOurs: (answer: Answered) => boolean
}>

/** Looks at the notify address, and posts an empty notice to it: what is ours refuses that. */
export async function examineNotifyUrl(
  kind: GatewayKind,
  notifyUrl: string | undefined,
  { request, isOurs }: Echo,
  deadlineMs: number,
): Promise<readonly Finding[]> {
  if (notifyUrl === undefined || !URL.canParse(notifyUrl)) {
    return [
      findingOf(kind, 'warn', 'notify_url', {
        zh: '没有可用的通知地址：支付结果只能靠查询得知',
        en: 'There is no usable notify address: payments are only found by asking',
      }),
    ]
  }
  const headers = { ...request.headers, 'user-agent': probeAgent }
  const answer = await exchange({ ...request, method: 'POST', url: notifyUrl, headers }, deadlineMs)
  return [...examinePlace(kind, notifyUrl), judgeEcho(kind, notifyUrl, answer, isOurs)]
}

function examinePlace(kind: GatewayKind, notifyUrl: string): readonly Finding[] {
  const { protocol, hostname } = new URL(notifyUrl)
  if (!isPublicHost(hostname)) {
    return [
      findingOf(kind, 'warn', 'notify_url', {
        zh: `通知地址 ${notifyUrl} 不是公网地址，${names[kind].zh}无法送达`,
        en: `The notify address ${notifyUrl} is not public; ${names[kind].en} cannot reach it`,
      }),
    ]
  }
  if (protocol === 'https:') return []
  return [
    findingOf(kind, 'warn', 'notify_url', {
      zh: `通知地址 ${notifyUrl} 不是 https`,
      en: `The notify address ${notifyUrl} is not https`,
    }),
  ]
}

function judgeEcho(
  kind: GatewayKind,
  notifyUrl: string,
  answer: Answered | Unknown,
  isOurs: Echo['isOurs'],
): Finding {
  if (answer.outcome === 'unknown') {
    return findingOf(kind, 'warn', 'notify_reachable', {
      zh: `从本机访问不到通知地址 ${notifyUrl}（${answer.reason}）`,
      en: `The notify address ${notifyUrl} cannot be reached from here (${answer.reason})`,
    })
  }
  if (isOurs(answer)) {
    return findingOf(kind, 'ok', 'notify_reachable', {
      zh: `通知地址 ${notifyUrl} 可以访问`,
      en: `The notify address ${notifyUrl} can be reached`,
    })
  }
  return findingOf(kind, 'warn', 'notify_reachable', {
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
