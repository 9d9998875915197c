// peer, only when it is named: orders from their placing to paid per second over HTTP, by Keytill and by Vendure on the same
// database server. Vendure is no part of this project: npm installs it into a folder that is gone afterwards.

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inFolder } from './folder.ts'
import { type Lines, openLines, type Reply } from './lines.ts'
import { callersOf } from './memory.ts'
import { onProgram, type Program } from './program.ts'
import type { Figure } from './report.ts'
import { rateOf, takeTurns } from './rounds.ts'

const rounds = 5
const perRound = 240
const perPeerRound = 40
const inFlight = 16
const version = '3.7.3'
/** One of its packages asks for a version that not every registry has. */
const overrides = { '@graphql-tools/batch-execute': '>=10 <11' }

export async function benchPeer(signal: AbortSignal): Promise<Figure[]> {
  return inFolder(async (folder) => {
    if (!(await install(folder))) return []
    return onProgram(async (program) => {
      await program.db.script('create schema vendure')
      const vendure = await start(folder, program)
      const callers = await callersOf(program)
      const lines = openLines(vendure.port)
      try {
        const contenders = {
          async ours() {
            const told = await callers.call('paid', { count: perRound, inFlight })
            if (told.right < perRound) throw new Error(`answered: ${JSON.stringify(told.others)}`)
            return (told.right * 1_000) / told.ms
          },
          peer: () => rateOf(perPeerRound, inFlight, (at) => buy(lines, vendure.variant, at)),
        }
        const taken = await takeTurns(contenders, { rounds, signal })
        const against = { what: `Vendure ${version}`, rounds: taken.peer }
        return [{ name: 'paid.peer', unit: '/s', rounds: taken.ours, against }]
      } finally {
        lines.close()
        callers.stop()
        vendure.stop()
      }
    })
  })
}

async function install(folder: string): Promise<boolean> {
  const dependencies = { '@vendure/core': version, pg: '8.23.1' }
  const about = JSON.stringify({ private: true, type: 'module', dependencies, overrides })
  await writeFile(join(folder, 'package.json'), about)
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund']
  try {
    await promisify(execFile)('npm', words, { cwd: folder })
    return true
  } catch (error) {
    console.error(`Vendure ${version} cannot be installed here: ${String(error)}`)
    process.exitCode = 1
    return false
  }
}

async function start(folder: string, { connection }: Program) {
  const { host, port, user, database } = connection
  const words = [join(import.meta.dirname, 'peer-vendure.mjs'), host, String(port), user, database]
  const child = spawn(process.execPath, words, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [listening, variant] = await readyOf(child)
  return { port: Number(listening), variant, stop: () => void child.kill('SIGTERM') }
}

async function readyOf(child: ChildProcess): Promise<readonly [string, string]> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`Vendure ended with ${code}`)
  })
  let output = ''
  const ready = new Promise<readonly [string, string]>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const [, port, variant] = /^ready (\d+) (\d+)$/m.exec(output) ?? []
      if (port !== undefined && variant !== undefined) resolve([port, variant])
    })
  })
  ended.catch(() => {})
  return Promise.race([ready, ended])
}

/** By its shop API: a line in the cart, who buys, on to paying, paid. */
async function buy(lines: Lines, variant: string, at: number): Promise<void> {
  let token = ''
  const ask = async (query: string, expected: string): Promise<void> => {
    const reply: Reply = await lines.ask(requestOf(query, token), { status: '200' })
    if (!reply.text.includes(expected)) throw new Error(`Vendure answered ${reply.text}`)
    token = /\r\nvendure-auth-token: (\S+)/i.exec(reply.text)?.[1] ?? token
  }
  await ask(
    `addItemToOrder(productVariantId: "${variant}", quantity: 1) { ${order} }`,
    'AddingItems',
  )
  const customer = `{firstName: "三", lastName: "张", emailAddress: "buyer${at}@shop.example"}`
  await ask(`setCustomerForOrder(input: ${customer}) { ${order} }`, 'AddingItems')
  await ask(`transitionOrderToState(state: "ArrangingPayment") { ${order} }`, 'ArrangingPayment')
  const payment = '{method: "dummy", metadata: {}}'
  await ask(`addPaymentToOrder(input: ${payment}) { ${order} }`, 'PaymentSettled')
}

const order = '__typename ... on Order { code state } ... on ErrorResult { errorCode message }'

function requestOf(mutation: string, token: string): string {
  const body = JSON.stringify({ query: `mutation { ${mutation} }` })
  const head = [
    'POST /shop-api HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(token === '' ? [] : [`authorization: Bearer ${token}`]),
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
