// The little of PostgreSQL's protocol a supervisor must understand: where a message ends, which prepared
// statement a request names, and when the database is done with it.

/** A whole message: its type letter ('' for the first one of a connection) and its bytes. */
export type Message = Readonly<{ type: string; bytes: Buffer }>

/** Cuts a stream of bytes into messages. The first message of a client carries no type letter. */
export class MessageReader {
  #left: Buffer = Buffer.alloc(0)
  #isFirst: boolean

  constructor(speaker: 'client' | 'server') {
    this.#isFirst = speaker === 'client'
  }

  read(chunk: Buffer): Message[] {
    this.#left = Buffer.concat([this.#left, chunk])
    const messages: Message[] = []
    for (;;) {
      const head = this.#isFirst ? 0 : 1
      if (this.#left.length < head + 4) return messages
      const end = head + this.#left.readInt32BE(head)
      if (this.#left.length < end) return messages
      const type = this.#isFirst ? '' : String.fromCharCode(this.#left[0] ?? 0)
      messages.push({ type, bytes: this.#left.subarray(0, end) })
      this.#left = this.#left.subarray(end)
      this.#isFirst = false
    }
  }
}

/** The statement a Parse or a Bind names, or what a simple query says when that is one word; else ''. */
export function namedIn({ type, bytes }: Message): string {
  if (type === 'P') return textAt(bytes, 5)
  // A Bind names its portal first.
  if (type === 'B') return textAt(bytes, bytes.indexOf(0, 5) + 1)
  if (type !== 'Q') return ''
  const text = textAt(bytes, 5).trim().toLowerCase()
  return /^[a-z]+$/.test(text) ? text : ''
}

function textAt(bytes: Buffer, from: number): string {
  return bytes.toString('utf8', from, bytes.indexOf(0, from))
}

/** After these a client waits for the server's ReadyForQuery. */
export function endsRequest({ type }: Message): boolean {
  return type === 'Q' || type === 'S' || type === ''
}
