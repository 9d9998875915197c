// Asks a server over kept connections, in a process of its own and by bare sockets, so that asking takes as little as
// possible of the time that is measured. Every answer must be 200.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

/** Several ports are asked in turns. `type` is that of the bodies; JSON where nothing is said. */
export type Asked = Readonly<{
  ports: readonly number[]
  path: string
  bodies: readonly string[]
  type?: string
}>
export type Asker = Readonly<{
  /** Questions answered per second. */
  rate(count: number): Promise<number>
  /** The same, with how many ms half of the answers took at most, and all but one in a hundred. */
  times(count: number): Promise<Readonly<{ rate: number; p50: number; p99: number }>>
  stop(): void
}>
type Times = Readonly<{ ms: number; p50: number; p99: number }>

/** Opens `inFlight` connections; each asks again as soon as it is answered, and each body is asked in its turn. */
export async function openAsker(asked: Asked, inFlight: number): Promise<Asker> {
  const child = fork(fileURLToPath(import.meta.url), [], { execArgv: ['--import', 'tsx'] })
  const isOver = new AbortController()
  child.once('exit', () => isOver.abort())
  /** What it says next. Throws when it ends instead. */
  const told = async () => (await once(child, 'message', isOver))[0] as Times
  child.send({ ...asked, inFlight })
  await told()
  const times = async (count: number) => {
    child.send(count)
    const { ms, p50, p99 } = await told()
    return { rate: (count * 1_000) / ms, p50, p99 }
  }
  return {
    rate: async (count) => (await times(count)).rate,
    times,
    stop: () => void child.kill(),
  }
}

if (process.send !== undefined) serve()

function serve(): void {
  let lines: readonly Line[] = []
  let requests: readonly Buffer[] = []
  let next = 0
  const hear = async (told: number | (Asked & { inFlight: number })): Promise<Times> => {
    if (typeof told === 'number') {
      next += told
      return timeOf(lines, requests, next - told, next)
    }
    requests = told.bodies.map((body) => requestOf(told, body))
    const portOf = (line: number) => told.ports[line % told.ports.length] ?? 0
    lines = await Promise.all(
      Array.from({ length: told.inFlight }, (_, line) => openLine(portOf(line))),
    )
    return { ms: 0, p50: 0, p99: 0 }
  }
  process.on('message', (told: Parameters<typeof hear>[0]) => {
    void hear(told).then((said) => process.send?.(said))
  })
}

async function timeOf(
  lines: readonly Line[],
  requests: readonly Buffer[],
  from: number,
  to: number,
): Promise<Times> {
  const took: number[] = []
  let next = from
  const begun = performance.now()
  await Promise.all(
    lines.map(async (ask) => {
      while (next < to) {
        const request = requests[next % requests.length]
        next += 1
        const asked = performance.now()
        if (request) await ask(request)
        took.push(performance.now() - asked)
      }
    }),
  )
  const ms = performance.now() - begun
  took.sort((a, b) => a - b)
  const at = (share: number) => took[Math.ceil(took.length * share) - 1] ?? Number.NaN
  return { ms, p50: at(0.5), p99: at(0.99) }
}

function requestOf({ path, type = 'application/json' }: Asked, body: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    `content-type: ${type}`,
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
