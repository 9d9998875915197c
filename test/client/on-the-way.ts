// What somebody between the program and the shop can make of its questions, and what an older program leaves behind.

import { describe, expect, it } from 'vitest'
import { fileCache, type LicenseOptions } from '../../src/client/node.ts'
import type { openProgram, Swap } from '../support/program.ts'
import type { Shop } from '../support/shop.ts'

type Given = Readonly<{
  shop: () => Shop
  aKey: () => Promise<string>
  setTerms: (key: string, terms: object) => Promise<unknown>
  aProgram: (changes?: Partial<LicenseOptions>) => ReturnType<typeof openProgram>
}>

export function onTheWay({ shop, aKey, aProgram, setTerms }: Given): void {
  describe('whoever stands between the program and the shop', () => {
    it('gains nothing by asking for another device, product, verb, key or version', async () => {
      const key = await aKey()
      const old = await aKey()
      const fingerprint = 'the one that paid'
      const components = { machine: 'm1', board: 'b1' }
      const body = { license_key: key, fingerprint, components }
      for (const license_key of [key, old])
        await shop().post('/api/v1/licenses/activate', { ...body, license_key })
      await setTerms(key, { versionMax: '3', match: 'two' })
      const swaps: readonly [object, Swap][] = [
        [{}, ({ url, body: asked }) => ({ url, body: { ...asked, fingerprint } })],
        [{}, ({ url, body: asked }) => ({ url, body: { ...asked, components } })],
        [
          { fingerprint },
          ({ url, body: asked }) => ({ url, body: { ...asked, license_key: old } }),
        ],
        [
          { fingerprint, productId: 'another' },
          ({ url, body: asked }) => ({ url, body: { ...asked, product_id: undefined } }),
        ],
        [
          { fingerprint, version: '4.0' },
          ({ url, body: asked }) => ({ url, body: { ...asked, version: undefined } }),
        ],
        [
          { fingerprint },
          ({ url, body: asked }) => ({ url: url.replace(/\w+$/, 'deactivate'), body: asked }),
        ],
      ]
      for (const [changes, swap] of swaps) {
        const { client, asksAs } = aProgram(changes)
        asksAs(swap)
        expect(await client.activate(key)).toEqual({ allowed: false, why: 'not_genuine' })
        expect((await client.check()).allowed).toBe(false)
      }
    })

    it('closes nothing by asking for a device that was freed', async () => {
      const { client, asksAs } = aProgram()
      await client.activate(await aKey())
      asksAs(({ url, body }) => ({ url, body: { ...body, fingerprint: 'nobody' } }))
      expect(await client.check({ force: true })).toMatchObject({ allowed: true, why: 'grace' })
    })

    it('is not suspected where the shop refused before it read the question', async () => {
      const { client, asksAs } = aProgram()
      await client.activate(await aKey())
      const tooLong = 'x'.repeat(70_000)
      asksAs(({ url, body }) => ({ url, body: { ...body, device_name: tooLong } }))
      expect((await client.activate('another key')).why).toBe('unreachable')
      asksAs(({ url, body }) => ({ url: `${url}s`, body }))
      expect((await client.activate('another key')).why).toBe('not_found')
    })
  })

  describe('a program of a newer version', () => {
    it('is not covered by what an older one was told, nor by a file', async () => {
      const key = await aKey()
      await setTerms(key, { versionMax: '3' })
      const before = aProgram({ version: '3.8' })
      await before.client.activate(key)
      const { path, options } = before
      const about = { license_key: key, fingerprint: options.fingerprint }
      const made = await shop().post('/api/v1/licenses/file', about)
      const updated = (version: string) => {
        const program = aProgram({ ...options, version, cache: fileCache(path) })
        program.goesOffline()
        return program.client
      }
      expect((await updated('3.9').check()).why).toBe('valid')
      expect((await updated('4.0').useFile(JSON.stringify(made.json.data.file))).result).toBe(
        'version_not_covered',
      )
      expect(await updated('4.0').check()).toMatchObject({
        allowed: false,
        why: 'version_not_covered',
      })
    })
  })
}
