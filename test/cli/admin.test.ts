// keytill admin create: how somebody gets in who was not there when the shop was set up.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '../support/build.ts'
import { Browser } from '../support/console.ts'
import { Shop } from '../support/shop.ts'

type Ran = Readonly<{ code: number; out: string; err: string }>

let shop: Shop
beforeAll(async () => {
  await build()
  shop = await Shop.open()
})
afterAll(() => shop?.close())

const program = join(import.meta.dirname, '../../dist/cli.js')

function keytill(...words: readonly string[]): Promise<Ran> {
  const { PATH = '' } = process.env
  const env = { PATH, ...shop.env }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, 'admin', ...words],
      { cwd: shop.env.DATA_DIR, env, timeout: 30_000 },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

it('prints a one-time password that opens the console of the running shop', async () => {
  const ran = await keytill('create', '--email', 'Ops@shop.test', '--role', 'finance', '--json')
  expect(ran).toMatchObject({ code: 0 })
  const { admin } = JSON.parse(ran.out)
  expect(admin).toMatchObject({ email: 'ops@shop.test', role: 'finance' })
  const browser = new Browser(shop)
  expect((await browser.signIn(admin.email, admin.one_time_password)).json.data).toEqual({
    state: 'new_password',
  })
  expect(await keytill('create', '--email', 'ops@shop.test')).toMatchObject({
    code: 1,
    err: expect.stringContaining('[conflict]'),
  })
})

it.each([
  ['no address', ['create']],
  ['no such role', ['create', '--email', 'a@b.test', '--role', 'king']],
  ['another word', ['remove', '--email', 'a@b.test']],
])('refuses %s', async (_, words) => {
  expect(await keytill(...words)).toMatchObject({ code: 2 })
})
