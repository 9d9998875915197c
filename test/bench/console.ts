// console: how long the console's list, search and overview take over HTTP with 100,000 orders of two years, beside a
// bare server that answers one indexed read. The goal is under 200 ms for 95 of 100.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { createOperator } from '../../src/app/people/create-operator.ts'
import { billDayOf, dayAfter } from '../../src/core/bill.ts'
import { fillConsole, numberOf } from './console-fill.ts'
import type { Figure } from './report.ts'
import { takeTurns } from './rounds.ts'
import { onStage, type Stage } from './stage.ts'

const orders = 100_000
const rounds = 5
const perRound = 20
const limitMs = 200
const api = '/api/v1/admin'

type Ask = () => Promise<unknown>

/** Fails when any way to ask takes longer for more than one in twenty. */
export async function benchConsole(signal: AbortSignal): Promise<Figure[]> {
  return onStage(async (stage) => {
    await fillConsole(stage.connection, orders)
    const number = await numberedInDatabase(stage, orders / 2)
    const floor = await bareServer(stage, number)
    try {
      const browser = await signIn(stage)
      const figures = await remarks(stage, browser)
      for (const [name, path] of Object.entries(waysOf(stage, number)))
        figures.push(...(await timesOf(name, () => browser.get(path), floor.ask, signal)))
      const slow = figures.filter(
        ({ name, rounds: all }) => name.endsWith('.p95') && middle(all) > limitMs,
      )
      for (const { name } of slow) console.error(`${name} is above ${limitMs} ms`)
      if (slow.length > 0) process.exitCode = 1
      return figures
    } finally {
      await floor.stop()
    }
  })
}

function waysOf({ app }: Stage, number: string): Readonly<Record<string, string>> {
  const to = billDayOf(app.clock.now())
  const ago = (days: number) => dayAfter(to, -days)
  const list = (query: string) => `/orders?${query}`
  const search = (text: string) => list(`search=${encodeURIComponent(text)}`)
  const since = (days: number) => `/dashboard?from=${ago(days - 1)}&to=${to}`
  return {
    list: list(''),
    'list.paid': list('status=paid'),
    'list.waiting': list('status=waiting'),
    'list.channel': list('channel=wechat'),
    'list.product': list('product=demo-app'),
    'list.day': list(`from=${ago(30)}&to=${ago(30)}`),
    'list.days_paid': list(`from=${ago(400)}&to=${ago(300)}&days=paid`),
    'list.cases_open': list('cases=open'),
    'list.cases_any': list('cases=any'),
    'list.confirmation': list('confirmation=awaiting'),
    'list.goods_owed': list('goods=owed'),
    'list.tests': list('tests=only'),
    'list.by_amount': list('sort=amount'),
    'search.number': search(number),
    'search.number_begins': search(number.slice(0, 8)),
    'search.trade': search(`T${number}`),
    'search.phone': search(`138${String(orders / 2).padStart(8, '0')}`),
    'search.phone_ends': search('4321'),
    'search.phone_begins': search('1380000'),
    'search.email': search(`buyer${orders / 2}@`),
    'search.name': search('买家12'),
    'search.name_of_all': search('买家'),
    'search.nobody': search('nobody'),
    timeline: `/orders/${number}/timeline`,
    'overview.today': since(1),
    'overview.month': since(30),
    'overview.year': since(366),
  }
}

/** p50 and p95 in ms, each beside the floor's. */
async function timesOf(name: string, ask: Ask, bare: Ask, signal: AbortSignal): Promise<Figure[]> {
  const taken: Record<'ours' | 'floor', number[][]> = { ours: [], floor: [] }
  const round = (which: 'ours' | 'floor', work: Ask) => async () => {
    const times: number[] = []
    for (let at = 0; at < perRound; at += 1) {
      const begun = performance.now()
      await work()
      times.push(performance.now() - begun)
    }
    taken[which].push(times.sort((one, other) => one - other))
    return 0
  }
  await takeTurns({ ours: round('ours', ask), floor: round('floor', bare) }, { rounds, signal })
  const share = (which: 'ours' | 'floor', part: number) =>
    // The first round of each warmed up.
    taken[which].slice(1).map((times) => times[Math.ceil(times.length * part) - 1] ?? Number.NaN)
  return [0.5, 0.95].map((part) => ({
    name: `${name}.p${part * 100}`,
    unit: 'ms',
    rounds: share('ours', part),
    against: { what: 'one indexed read, bare server', rounds: share('floor', part) },
  }))
}

function middle(all: readonly number[]): number {
  return all.toSorted((one, other) => one - other)[all.length >> 1] ?? Number.NaN
}

/** What happens once: the first look at a year, when no day has been added up, and the spreadsheets of all orders. */
async function remarks(stage: Stage, browser: Browser): Promise<Figure[]> {
  const { app } = stage
  const to = billDayOf(app.clock.now())
  const once = async (name: string, work: Ask): Promise<Figure> => {
    const begun = performance.now()
    await work()
    return { name, unit: 'ms', rounds: [performance.now() - begun] }
  }
  return [
    await once('overview.year.first', () =>
      browser.get(`/dashboard?from=${dayAfter(to, -365)}&to=${to}`),
    ),
    await once('export.csv', () => browser.post('/orders/export', { format: 'csv' })),
    await once('export.xlsx', () => browser.post('/orders/export', { format: 'xlsx' })),
  ]
}

type Browser = Readonly<{
  get(path: string): Promise<string>
  post(path: string, body: unknown): Promise<string>
}>

/** An owner who has just proved who they are. */
async function signIn({ app, url }: Stage): Promise<Browser> {
  const person = { email: 'bench@shop.test', name: 'bench', role: 'owner' } as const
  const made = await createOperator(app, person, {
    operator: 'bench',
    address: 'local',
    requestId: '',
  })
  const cookies = new Map<string, string>()
  const call = async (path: string, init: RequestInit): Promise<string> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { 'content-type': 'application/json', origin: app.publicUrl(), cookie }
    const reply = await fetch(url + api + path, { ...init, headers })
    for (const set of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${text.slice(0, 200)}`)
    return text
  }
  const get = (path: string) => call(path, {})
  const post = (path: string, body: unknown) =>
    call(path, { method: 'POST', body: JSON.stringify(body) })
  const password = 'a password of the bench 7'
  await post('/session', { email: made.email, password: made.oneTimePassword })
  await post('/session/password', { password: made.oneTimePassword, new_password: password })
  await post('/session/step-up', { password })
  return { get, post }
}

/** The least a server over this database could do: one row by its key, as JSON. */
async function bareServer({ connection }: Stage, number: string) {
  const client = new pg.Client(connection)
  await client.connect()
  const read = {
    name: 'read',
    text: 'select * from orders where merchant_id = 1 and order_number = $1',
    values: [number],
  }
  const server = createServer((_, reply) => {
    client.query(read).then(
      ({ rows }) => reply.setHeader('content-type', 'application/json').end(JSON.stringify(rows)),
      (error: Error) => reply.destroy(error),
    )
  })
  await new Promise<void>((listens) => void server.listen(0, '127.0.0.1', listens))
  const { port } = server.address() as AddressInfo
  return {
    ask: async () => (await fetch(`http://127.0.0.1:${port}/`)).text(),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await client.end()
    },
  }
}

async function numberedInDatabase({ connection }: Stage, n: number): Promise<string> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query<{ number: string }>(
      `select ${numberOf(String(n))} as number`,
    )
    return rows[0]?.number ?? ''
  } finally {
    await client.end()
  }
}
