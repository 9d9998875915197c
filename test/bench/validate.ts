// validate: a licensed program's question per second over HTTP, from its request to the signed answer, beside a bare
// Fastify server of the same settings that reads the licence by its index and answers it as JSON.

import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import pg from 'pg'
import { exportBatch, makeBatch } from '../../src/app/license/make-batch.ts'
import { isGenuineAnswer } from '../../src/client/node.ts'
import { parseLicenseKey } from '../../src/core/ids.ts'
import { type Asker, openAsker } from './asker.ts'
import type { Figure } from './report.ts'
import { takeTurns } from './rounds.ts'
import { onStage, type Stage } from './stage.ts'

const rounds = 9
const loads = [
  { inFlight: 1, perRound: 800 },
  { inFlight: 16, perRound: 2_000 },
]
const licenses = 5_000
/** So many that none is asked about more often than its limit allows. */
const activated = 400
/** As many as the program keeps for such calls. */
const connections = 3
export const path = '/api/v1/licenses/validate'
const author = { operator: 'bench', address: 'local', requestId: '' }

export async function benchValidate(signal: AbortSignal): Promise<Figure[]> {
  return onStage(async (stage) => {
    const keys = await activatedKeys(stage)
    await stage.app.db.script('analyze')
    await proveSigned(stage, keys[0] ?? '')
    const bare = await bareServer(stage)
    try {
      const figures: Figure[] = []
      for (const load of loads) figures.push(await measure(stage, keys, bare.port, load, signal))
      // The last one also by the name of all: what a shop with many programs in the field is asked.
      return [...figures, ...figures.slice(-1).map((figure) => ({ ...figure, name: 'validate' }))]
    } finally {
      await bare.stop()
    }
  })
}

async function measure(
  { url }: Stage,
  keys: readonly string[],
  barePort: number,
  { inFlight, perRound }: Readonly<{ inFlight: number; perRound: number }>,
  signal: AbortSignal,
): Promise<Figure> {
  const bodies = keys.map((key) => bodyOf(key, `nonce of ${key.slice(0, 5)}`))
  const port = Number(new URL(url).port)
  const asked = [port, barePort].map((one) => openAsker({ ports: [one], path, bodies }, inFlight))
  const [ours, floor] = (await Promise.all(asked)) as [Asker, Asker]
  try {
    const taken = await takeTurns(
      { ours: () => ours.rate(perRound), floor: () => floor.rate(perRound) },
      { rounds, signal },
    )
    const against = { what: 'one indexed read, bare Fastify', rounds: taken.floor }
    return { name: `validate.${inFlight}`, unit: '/s', rounds: taken.ours, against }
  } finally {
    ours.stop()
    floor.stop()
  }
}

/** Keys of licences that the bench's machine is activated on. */
export async function activatedKeys({ app, url }: Stage): Promise<readonly string[]> {
  const batch = { batchId: 'bench', productId: 'demo-app', planId: 'year' }
  await makeBatch(app, { ...batch, quantity: licenses, note: 'bench' }, author)
  const made = (await exportBatch(app, batch.batchId, author)).slice(0, activated)
  for (const { key } of made) {
    const reply = await post(url + path.replace('validate', 'activate'), key)
    if (!reply.ok) throw new Error(`not activated: ${await reply.text()}`)
  }
  return made.map(({ key }) => key)
}

/** What is measured is the real thing: signed over its bytes and the nonce of the question. Throws otherwise. */
async function proveSigned({ app, url }: Stage, key: string): Promise<void> {
  const reply = await post(url + path, key)
  const answer = { body: await reply.text(), nonce: 'n', signature: signatureOf(reply) }
  const keys = app.signingKeys.all.map((one) => [one.kid, one.publicKey.toString('base64')])
  if (!(await isGenuineAnswer(Object.fromEntries(keys), answer)))
    throw new Error('an answer is not signed')
}

const signatureOf = (reply: Response) => reply.headers.get('keytill-signature')

function post(address: string, key: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(address, { method: 'POST', headers, body: bodyOf(key, 'n') })
}

export function bodyOf(license_key: string, nonce: string): string {
  return JSON.stringify({ license_key, fingerprint: 'machine', product_id: 'demo-app', nonce })
}

/** The least such a server could do: parse the question, read one row by its index, and say it. */
async function bareServer({ app, connection }: Stage) {
  const pool = new pg.Pool({ ...connection, max: connections })
  // The database may stop before it has seen the last of them go.
  pool.on('error', () => {})
  const hash = (key: string) => app.licenseKeys.hash(parseLicenseKey(key) ?? '')
  const read = {
    name: 'read',
    text: 'select * from license where merchant_id = $1 and key_hash = $2',
  }
  const server = fastify({
    logger: false,
    bodyLimit: 64 * 1024,
    requestTimeout: 15_000,
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    keepAliveTimeout: 72_000,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 200 },
  })
  server.post<{ Body: { license_key: string } }>(path, async ({ body }) => {
    const values = [app.merchantId, hash(body.license_key)]
    const { rows } = await pool.query({ ...read, values })
    return rows[0]
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    port: (server.server.address() as AddressInfo).port,
    async stop() {
      server.server.closeAllConnections()
      await server.close()
      await pool.end()
    },
  }
}
