// Programs that are not ours at a running shop: the examples in other languages, each held against all the vectors, and
// programs written for the licences of another shop. What is not on this machine is skipped, and the run says so.

import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Reply, Shop } from '../support/shop.ts'

/** Lemon Squeezy's own client, where it is installed. */
type LemonSqueezy = Readonly<{
  activateLicense(key: string, name: string): Promise<TheirReply>
  validateLicense(key: string, instanceId?: string): Promise<TheirReply>
  deactivateLicense(key: string, instanceId: string): Promise<TheirReply>
}>
type TheirReply = Readonly<{
  statusCode: number | null
  data: Reply['json']
  error: Readonly<{ message: string }> | null
}>
const theirName = '@lemonsqueezy/lemonsqueezy.js'
const theirs: LemonSqueezy | undefined = await import(theirName).catch(() => undefined)

const root = join(import.meta.dirname, '../..')
const examples = join(root, 'examples/license')
const folder = mkdtempSync(join(tmpdir(), 'keytill-languages-'))
const built = join(folder, 'license-go')

const has = (...words: readonly [string, ...string[]]) =>
  spawnSync(words[0], words.slice(1), { stdio: 'ignore' }).status === 0
const languages = [
  {
    name: 'Python',
    isHere: has('python3', '-c', 'import sys; assert sys.version_info >= (3, 8)'),
    words: ['python3', join(examples, 'python/keytill_license.py')],
  },
  { name: 'Go', isHere: has('go', 'version'), words: [built] },
  {
    name: 'PHP',
    isHere: has('php', '-r', 'exit(extension_loaded("sodium") ? 0 : 1);'),
    words: ['php', join(examples, 'php/keytill-license.php')],
  },
] as const

let shop: Shop
beforeAll(async () => {
  if (languages.some(({ name, isHere }) => name === 'Go' && isHere))
    spawnSync('go', ['build', '-o', built, '.'], { cwd: join(examples, 'go'), stdio: 'inherit' })
  shop = await Shop.open()
})
afterAll(async () => {
  await shop?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function aKey(): Promise<string> {
  const order = await shop.order({ package_id: 'free' })
  return (await shop.look(order)).json.data.licenses[0].license_key
}

/** Somebody who asks for the one device that was paid for, whoever asks. */
async function aProxyTo(fingerprint: string) {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = { ...JSON.parse(await text(request)), fingerprint }
    const reply = await shop.post(request.url ?? '', body)
    const signature = reply.headers.get('keytill-signature') ?? ''
    response.writeHead(reply.status, { 'keytill-signature': signature }).end(reply.text)
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}

describe.each(languages)('a program in $name', ({ isHere, words: [command, ...first] }) => {
  const run = (...words: readonly string[]) =>
    new Promise<readonly [number, string]>((resolve) => {
      execFile(command, [...first, ...words], (error, out) =>
        resolve([error ? Number(error.code) : 0, out.trim()]),
      )
    })

  it.skipIf(!isHere)('agrees with all the vectors', async () => {
    const [code, said] = await run('vectors', join(root, 'docs/license-vectors.json'))
    expect([code, said]).toEqual([0, expect.stringMatching(/^(\d+) of \1 vectors$/)])
  })

  it.skipIf(!isHere)('is told yes and no by the shop, and takes nobody else for it', async () => {
    const key = await aKey()
    const [{ kid, public_key }] = (await shop.get('/api/v1/licenses/public-key')).json.data.keys
    const pin = `${kid}=${public_key}`
    const ask = (verb: string, device: string, pinned = pin, server = shop.url) =>
      run(verb, server, 'demo-app', key, device, pinned)

    expect(await ask('validate', 'pc-1')).toEqual([1, 'no: device_not_found'])
    expect(await ask('activate', 'pc-1')).toEqual([0, 'yes'])
    expect(await ask('validate', 'pc-1')).toEqual([0, 'yes'])
    expect(await ask('activate', 'pc-2')).toEqual([1, 'no: device_limit_reached'])
    const stranger = `${kid}=${Buffer.alloc(32, 7).toString('base64')}`
    expect((await ask('validate', 'pc-1', stranger))[0]).toBe(3)
    expect((await ask('validate', 'pc-1', pin, 'http://127.0.0.1:9'))[0]).toBe(3)
    const proxy = await aProxyTo('pc-1')
    expect((await ask('validate', 'pc-2', pin, proxy.url))[0]).toBe(3)
    proxy.close()
  })
})

it.skipIf(!theirs)(
  "a program with Lemon Squeezy's own client runs with only the host changed",
  async () => {
    if (!theirs) return
    const own = globalThis.fetch
    globalThis.fetch = (url, init) =>
      own(new Request(url).url.replace('https://api.lemonsqueezy.com', shop.url), init)
    try {
      const key = await aKey()
      const activated = await theirs.activateLicense(key, 'Office')
      expect(activated).toMatchObject({ statusCode: 200, error: null, data: { activated: true } })
      const { id } = activated.data.instance
      expect(await theirs.validateLicense(key, id)).toMatchObject({ data: { valid: true } })
      const full = await theirs.activateLicense(key, 'Home')
      expect(full).toMatchObject({ statusCode: 400, data: { activated: false } })
      expect((await theirs.deactivateLicense(key, id)).data.deactivated).toBe(true)
      expect(await theirs.validateLicense('none')).toMatchObject({ statusCode: 404 })
    } finally {
      globalThis.fetch = own
    }
  },
)
