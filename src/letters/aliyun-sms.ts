// Text messages through Aliyun (dysmsapi, SendSms). Its templates are written and approved there; we fill them in.

import type { LetterKind } from '../core/letter.ts'
import type { Clock, Random } from '../core/ports.ts'
import type { Secret } from '../kit/secret.ts'
import { signAliyun } from './aliyun-sign.ts'
import {
  type LetterDriver,
  type LetterFinding,
  letterKinds,
  type ReadyLetter,
  type Sent,
} from './letters.ts'

export type AliyunSmsTexts = Readonly<{
  keyId: string
  keySecret: Secret
  /** 短信签名, as it was approved */
  signName: string
  /** by kind; a kind without one is not sent */
  templates: Readonly<Partial<Record<LetterKind, string>>>
  gateway: string
}>

type Ports = Readonly<{ clock: Clock; random: Random }>

const version = '2017-05-25'
const deadlineMs = 10_000
const answerMax = 65_536

/** Said of this number or this text, and it will not be otherwise tomorrow. */
const lastWords = new Set([
  'isv.MOBILE_NUMBER_ILLEGAL',
  'isv.MOBILE_COUNT_OVER_LIMIT',
  'isv.BLACK_KEY_CONTROL_LIMIT',
  'isv.PARAM_LENGTH_LIMIT',
  'isv.DENY_IP_RANGE',
  'MOBILE_IN_BLACK',
])

export function openAliyunSms(texts: AliyunSmsTexts, ports: Ports): LetterDriver {
  return {
    way: 'sms',
    kinds: letterKinds.filter((kind) => texts.templates[kind] !== undefined),
    send: (letter) => send(texts, ports, letter),
    examine: () => examine(texts, ports),
    stop: () => {},
  }
}

async function send(texts: AliyunSmsTexts, ports: Ports, letter: ReadyLetter): Promise<Sent> {
  const template = texts.templates[letter.kind]
  if (template === undefined)
    return { outcome: 'refused', note: 'no template of this kind', code: 'no_template' }
  const answer = await call(texts, ports, 'SendSms', {
    PhoneNumbers: letter.to,
    SignName: texts.signName,
    TemplateCode: template,
    TemplateParam: JSON.stringify(letter.params),
    OutId: letter.id.slice(0, 256),
  })
  const { code, message } = answer
  if (code === 'OK') return { outcome: 'sent', note: answer.id, code }
  return { outcome: lastWords.has(code) ? 'refused' : 'unknown', note: `${code} ${message}`, code }
}

/** Asks for the code's template: that proves the key, the permission and the template at once, and costs nothing. */
async function examine(texts: AliyunSmsTexts, ports: Ports): Promise<readonly LetterFinding[]> {
  const { code: template = '' } = texts.templates
  const answer = await call(texts, ports, 'QuerySmsTemplate', { TemplateCode: template })
  const check = 'sms.aliyun'
  if (answer.code !== 'OK')
    return [
      {
        level: 'bad',
        check,
        zh: `阿里云短信不可用（${answer.code}）。请检查 AccessKey 是否正确、是否有短信权限，以及模板代码 ${template}。`,
        en: `Aliyun SMS does not work (${answer.code}). Check the access key, its permission for SMS, and the template ${template}.`,
      },
    ]
  if (answer.templateStatus !== 1)
    return [
      {
        level: 'bad',
        check,
        zh: `验证码短信模板 ${template} 还没有通过审核，短信发不出去。`,
        en: `The template ${template} for codes is not approved yet, so no message goes out.`,
      },
    ]
  return [
    {
      level: 'ok',
      check,
      zh: '阿里云短信可用，验证码模板已通过审核。',
      en: 'Aliyun SMS works, and the template for codes is approved.',
    },
  ]
}

type Answer = Readonly<{ code: string; message: string; id: string; templateStatus?: number }>

/** Never throws: no answer is a code of its own. */
async function call(
  { keyId, keySecret, gateway }: AliyunSmsTexts,
  { clock, random }: Ports,
  action: string,
  query: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { host, origin } = new URL(gateway)
  const date = new Date(clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z')
  const nonce = Buffer.from(random.bytes(16)).toString('hex')
  const signed = signAliyun(
    { host, action, version, query, date, nonce },
    keyId,
    keySecret.reveal(),
  )
  try {
    const response = await fetch(`${origin}/?${signed.query}`, {
      method: 'POST',
      headers: { ...signed.headers, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    })
    return readAnswer((await response.text()).slice(0, answerMax))
  } catch (error) {
    const code = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable'
    return { code, message: '', id: '' }
  }
}

function readAnswer(text: string): Answer {
  try {
    const { Code, Message, BizId, TemplateStatus } = JSON.parse(text) as Record<string, unknown>
    return {
      code: typeof Code === 'string' ? Code.slice(0, 80) : 'unreadable',
      message: typeof Message === 'string' ? Message.slice(0, 200) : '',
      id: typeof BizId === 'string' ? BizId.slice(0, 80) : '',
      ...(typeof TemplateStatus === 'number' ? { templateStatus: TemplateStatus } : {}),
    }
  } catch {
    return { code: 'unreadable', message: '', id: '' }
  }
}
