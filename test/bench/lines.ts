// Lines to a server that are kept and used again: whoever has something to ask takes one that is free, or a new one.

import { connect, type Socket } from 'node:net'

/** `status` is the number of the answer, or `lost` where the line broke; `text` has a character for each byte. */
export type Reply = Readonly<{ isRight: boolean; status: string; text: string }>

export type Lines = Readonly<{
  /** Sends a whole request and answers what came, right when it begins and ends as expected. */
  ask(request: string, expected: Readonly<{ status: string; end?: string }>): Promise<Reply>
  close(): void
}>

const readBytesMax = 64 * 1024
type Line = { readonly socket: Socket; text: string; answered: (text: string) => void }

export function openLines(port: number): Lines {
  const free: Line[] = []
  const all = new Set<Line>()
  const arriving = Buffer.alloc(readBytesMax)
  const open = (): Line => {
    // Past the stream: what comes is read where it lies, before anything else is.
    const hear = (length: number) => {
      line.text += arriving.toString('latin1', 0, length)
      if (!isWhole(line.text)) return true
      const whole = line.text
      line.text = ''
      free.push(line)
      line.answered(whole)
      return true
    }
    const onread = { buffer: arriving, callback: hear }
    const socket = connect({ host: '127.0.0.1', port, noDelay: true, onread })
    const line: Line = { socket, text: '', answered: () => {} }
    all.add(line)
    line.socket.on('error', () => {})
    line.socket.on('close', () => {
      all.delete(line)
      const at = free.indexOf(line)
      if (at >= 0) free.splice(at, 1)
      line.answered('')
    })
    return line
  }
  return {
    ask(request, { status, end }) {
      const line = free.pop() ?? open()
      return new Promise((resolve) => {
        line.answered = (text) => {
          const got = text.slice(9, 12) || 'lost'
          const isRight = got === status && (end === undefined || text.endsWith(end))
          resolve({ isRight, status: got === status && !isRight ? 'wrong' : got, text })
        }
        line.socket.write(request)
      })
    },
    close() {
      for (const { socket } of all) socket.destroy()
    },
  }
}

/** Whether the answer is over: its length is announced. */
function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, head + 2))?.[1] ?? 0)
  return text.length - head - 4 >= length
}
