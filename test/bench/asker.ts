// Asks a server over kept connections, in a process of its own and by bare sockets, so that asking takes as little as
// possible of the time that is measured. Every answer must be 200.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

export type Asked = Readonly<{ port: number; path: string; bodies: readonly string[] }>
export type Asker = Readonly<{
  /** Questions answered per second. */
  rate(count: number): Promise<number>
  stop(): void
}>

/** Opens `inFlight` connections; each asks again as soon as it is answered. */
export async function openAsker(asked: Asked, inFlight: number): Promise<Asker> {
  const child = fork(fileURLToPath(import.meta.url), [], { execArgv: ['--import', 'tsx'] })
  const isOver = new AbortController()
  child.once('exit', () => isOver.abort())
  /** What it says next. Throws when it ends instead. */
  const told = async () => Number((await once(child, 'message', isOver))[0])
  child.send({ ...asked, inFlight })
  await told()
  return {
    async rate(count) {
      child.send(count)
      return (count * 1_000) / (await told())
    },
    stop: () => void child.kill(),
  }
}

if (process.send !== undefined) serve()

function serve(): void {
  let lines: readonly Line[] = []
  let requests: readonly Buffer[] = []
  const hear = async (told: number | (Asked & { inFlight: number })) => {
    if (typeof told === 'number') return timeOf(lines, requests, told)
    requests = told.bodies.map((body) => requestOf(told.path, body))
    lines = await Promise.all(Array.from({ length: told.inFlight }, () => openLine(told.port)))
    return 0
  }
  process.on('message', (told: Parameters<typeof hear>[0]) => {
    void hear(told).then((said) => process.send?.(said))
  })
}

async function timeOf(lines: readonly Line[], requests: readonly Buffer[], count: number) {
  let next = 0
  const begun = performance.now()
  await Promise.all(
    lines.map(async (ask) => {
      while (next < count) {
        const request = requests[next % requests.length]
        next += 1
        if (request) await ask(request)
      }
    }),
  )
  return performance.now() - begun
}

function requestOf(path: string, body: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

type Line = (request: Buffer) => Promise<void>

/** One connection; an answer is over when as many bytes as it announced have come. */
async function openLine(port: number): Promise<Line> {
  const socket: Socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  await new Promise<void>((resolve) => void socket.once('connect', resolve))
  let text = ''
  let answered = () => {}
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text += chunk
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2))?.[1])
    if (text.length < end + 4 + length) return
    if (!text.startsWith('HTTP/1.1 200')) throw new Error(`answered ${text.slice(0, 400)}`)
    text = ''
    answered()
  })
  return (request) =>
    new Promise((resolve) => {
      answered = resolve
      socket.write(request)
    })
}
