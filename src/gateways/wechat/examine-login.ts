// The doctor's look at the page login: whether the AppSecret is the app's, found out by redeeming a login code
// that nobody was ever given.

import { findingOf } from '../examination.ts'
import type { Finding } from '../gateway.ts'
import type { Words } from '../key-texts.ts'
import type { V3Config } from './config.ts'
import { payerLogin } from './login.ts'

const deadlineMs = 8_000
const bogusCode = 'KEYTILL_DOCTOR_0'

type Verdict = Readonly<{ level: Finding['level']; words: Words }>

const right: Verdict = {
  level: 'ok',
  words: {
    zh: '微信内付款：AppSecret 正确，可以识别付款人',
    en: 'Inside WeChat: the AppSecret is right, and the payer can be learnt',
  },
}
const wrongSecret: Verdict = {
  level: 'bad',
  words: {
    zh: 'WECHAT_APP_SECRET 不是这个 AppID 的 AppSecret：请在微信公众平台“开发接口管理 → 基本配置”重置并填写',
    en: 'WECHAT_APP_SECRET is not the AppSecret of this app id: reset it under “Basic configuration” of the official account platform',
  },
}
const wrongApp: Verdict = {
  level: 'bad',
  words: {
    zh: '微信不认识这个 AppID：请检查 WECHAT_APP_ID，它应为公众号的 AppID',
    en: 'WeChat does not know this app id: check WECHAT_APP_ID, which should be of an official account',
  },
}

/** By the login's `errcode`, as WeChat's list of return codes explains them. */
const verdicts: ReadonlyMap<string, Verdict> = new Map([
  ['40001', wrongSecret],
  ['40125', wrongSecret],
  ['40013', wrongApp],
  // Only the code was refused, so everything before it was right.
  ['40029', right],
  ['40163', right],
])

/** Tries the login where an AppSecret is set. Takes at most 8 seconds; never throws. */
export async function examineLogin(config: V3Config): Promise<readonly Finding[]> {
  const { level, words } = await judgeLogin(config)
  return [findingOf('wechat', level, 'login', words)]
}

async function judgeLogin(config: V3Config): Promise<Verdict> {
  const login = payerLogin(config)
  if (!login) return notSet
  const answer = await login.openid(bogusCode, deadlineMs)
  if (answer.outcome === 'unknown') return untried(answer.reason)
  if (answer.outcome === 'known') return untried('a code nobody was given was redeemed')
  return verdicts.get(answer.code) ?? untried(`errcode ${answer.code} ${answer.message}`)
}

const notSet: Verdict = {
  level: 'ok',
  words: {
    zh: '没有填写 WECHAT_APP_SECRET：买家在微信内打开商店时，页面会请他改用浏览器',
    en: 'Without WECHAT_APP_SECRET a buyer inside WeChat is asked to open a browser',
  },
}

function untried(reason: string): Verdict {
  return {
    level: 'warn',
    words: {
      zh: `已填写 WECHAT_APP_SECRET，但无法试用（${reason}），不能确认是否正确`,
      en: `WECHAT_APP_SECRET is set, but could not be tried (${reason}): nothing shows whether it is right`,
    },
  }
}
