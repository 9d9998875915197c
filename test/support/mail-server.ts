// A real SMTP server that keeps what it is given, refuses or falls silent as a test wants.

import { SMTPServer } from 'smtp-server'

export type KeptMail = Readonly<{ from: string; to: string; messageId: string; raw: string }>

/** `takes`; `later`: says 451; `never`: says that there is no such mailbox; `unheard`: takes it and hangs up. */
type Manner = 'takes' | 'later' | 'never' | 'unheard'

export class MailServer {
  readonly mails: KeptMail[] = []
  manner: Manner = 'takes'
  /** the passwords it was shown */
  readonly passwords: (string | null | undefined)[] = []
  readonly #server: SMTPServer
  readonly #host: string
  #port = 0

  private constructor(host: string) {
    this.#host = host
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      authOptional: true,
      onAuth: ({ username, password }, _session, done) => {
        this.passwords.push(password)
        if (username === 'shop' && password === 'right') done(null, { user: username })
        else done(new Error('Invalid login'))
      },
      onRcptTo: (_address, _session, done) =>
        this.manner === 'never'
          ? done(Object.assign(new Error('No such mailbox'), { responseCode: 550 }))
          : done(),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          if (this.manner === 'later') {
            done(Object.assign(new Error('Try again later'), { responseCode: 451 }))
            return
          }
          this.#keep(Buffer.concat(chunks).toString('utf8'), session.envelope)
          if (this.manner === 'takes') done()
          else this.#hangUp(session.id)
        })
      },
    })
    this.#server.on('error', () => {})
  }

  static async start(host = '127.0.0.1'): Promise<MailServer> {
    const server = new MailServer(host)
    await new Promise<void>((resolve) => {
      const listener = server.#server.listen(0, host, () => {
        const address = listener.address()
        server.#port = typeof address === 'object' && address ? address.port : 0
        resolve()
      })
    })
    return server
  }

  url(password = 'right'): string {
    return `smtp://shop:${password}@${this.#host}:${this.#port}`
  }

  /** The text of the newest mail to somebody, as a person reads it. */
  textTo(to: string): string {
    const raw = this.mails.findLast((mail) => mail.to === to)?.raw ?? ''
    const [, boundary = ''] = /boundary="([^"]+)"/.exec(raw) ?? []
    const part = raw.split(`--${boundary}\r\n`).find((one) => one.includes('text/plain')) ?? ''
    const [head = '', ...body] = part.split('\r\n\r\n')
    const encoded = body.join('\r\n\r\n')
    return /base64/.test(head) ? Buffer.from(encoded, 'base64').toString('utf8') : unquoted(encoded)
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #keep(
    raw: string,
    { mailFrom, rcptTo }: Readonly<{ mailFrom: unknown; rcptTo: readonly { address: string }[] }>,
  ): void {
    const from = (mailFrom as { address?: string }).address ?? ''
    const [, messageId = ''] = /^Message-ID: *(\S+)/im.exec(raw) ?? []
    this.mails.push({ from, to: rcptTo[0]?.address ?? '', messageId, raw })
  }

  #hangUp(sessionId: string): void {
    for (const connection of this.#server.connections)
      if (connection.id === sessionId) connection.close()
  }
}

/** Quoted-printable, UTF-8. */
function unquoted(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
