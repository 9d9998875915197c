// Mail through any SMTP server. The message's id is the letter's own, so that a try that was taken without our hearing
// of it is told from a second letter.

import { createTransport, type Transporter } from 'nodemailer'
import type { Secret } from '../kit/secret.ts'
import type { LetterDriver, LetterFinding, ReadyLetter, Sent } from './letters.ts'
import { letterKinds } from './letters.ts'

export type MailTexts = Readonly<{
  /** smtp://user:password@host:587 or smtps://…:465 */
  url: Secret
  /** `shop@shop.example`, or with a name before it */
  from: string
}>

const connectMs = 8_000
const silentMs = 20_000
const connectionsMax = 3
const noteMax = 300

export function openMail({ url, from }: MailTexts): LetterDriver {
  const transport = createTransport({
    ...serverOf(new URL(url.reveal())),
    pool: true,
    maxConnections: connectionsMax,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silentMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    way: 'mail',
    kinds: letterKinds,
    send: (letter) => send(transport, from, letter),
    examine: () => examine(transport),
    stop: () => transport.close(),
  }
}

/** A password travels encrypted, but for a server on this machine. */
function serverOf(url: URL) {
  const isSecure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isHere = ['localhost', '127.0.0.1', '::1'].includes(host)
  const user = decodeURIComponent(url.username)
  const pass = decodeURIComponent(url.password)
  return {
    host,
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    requireTLS: !isSecure && user !== '' && !isHere,
    ...(user === '' ? {} : { auth: { user, pass } }),
  }
}

async function send(transport: Transporter, from: string, letter: ReadyLetter): Promise<Sent> {
  const { id, host, lang, to, subject, text, html, at } = letter
  try {
    const info = await transport.sendMail({
      from,
      // As an object, so that no comma in it makes two recipients of one.
      to: { name: '', address: to },
      subject,
      text,
      html,
      messageId: `<${id}@${host}>`,
      date: new Date(at),
      headers: {
        'Auto-Submitted': 'auto-generated',
        'Content-Language': lang,
      },
    })
    return { outcome: 'sent', note: short(String(info.response ?? '')), code: 'ok' }
  } catch (error) {
    return failureOf(error)
  }
}

/**
 * 5xx about this letter or its recipient is the last word. Anything about the connection or the account is the
 * merchant's to mend, and a letter waits for that.
 */
function failureOf(error: unknown): Sent {
  const { responseCode = 0, code = '', message = String(error) } = error as SmtpError
  const isAboutLetter = code === 'EENVELOPE' || code === 'EMESSAGE'
  const isLast = isAboutLetter && responseCode >= 500
  const said = responseCode > 0 ? String(responseCode) : code || 'unknown'
  return { outcome: isLast ? 'refused' : 'unknown', note: short(message), code: said }
}

type SmtpError = Readonly<{ responseCode?: number; code?: string; message?: string }>

async function examine(transport: Transporter): Promise<readonly LetterFinding[]> {
  try {
    await transport.verify()
    return [
      {
        level: 'ok',
        check: 'mail.server',
        zh: '邮件服务器可以连接，账号可用。',
        en: 'The mail server answers and takes the account.',
      },
    ]
  } catch (error) {
    const { code } = failureOf(error)
    const isAccount = code === 'EAUTH' || code === '535'
    return [
      {
        level: 'bad',
        check: 'mail.server',
        zh: isAccount
          ? '邮件服务器不接受这个账号或密码。很多邮箱要用“授权码”代替登录密码，请检查 SMTP_URL。'
          : `连不上邮件服务器（${code}）。请检查 SMTP_URL 里的主机名和端口，以及服务器能否访问它。`,
        en: isAccount
          ? 'The mail server refuses the account or the password. Many mailboxes want an app password instead; check SMTP_URL.'
          : `The mail server cannot be reached (${code}). Check host and port in SMTP_URL, and that this machine may reach it.`,
      },
    ]
  }
}

function short(text: string): string {
  return text.replaceAll('\0', '').slice(0, noteMax)
}
