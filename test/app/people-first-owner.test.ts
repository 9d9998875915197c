// The first administrator: made once, and told the one way that leaves no trace.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { Browser, ownPassword } from '../support/console.ts'
import { Shop } from '../support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await Shop.open()
})
afterAll(() => shop?.close())

const owner = () => shop.running.firstOwner
const opens = async (email: string, password: string) =>
  (await new Browser(shop).signIn(email, password)).status === 200

it('has a generated password that is told at each start until it is changed', async () => {
  const first = owner()
  expect(first?.email).toBe('admin@localhost')
  await shop.restart()
  const second = owner()
  expect(second?.oneTimePassword).not.toBe(first?.oneTimePassword)
  expect(await opens('admin@localhost', first?.oneTimePassword ?? '')).toBe(false)
  const browser = new Browser(shop)
  const password = second?.oneTimePassword ?? ''
  await browser.signIn('admin@localhost', password)
  await browser.post('/session/password', { password, new_password: ownPassword })
  await shop.restart()
  expect(owner()).toBeUndefined()
  expect(await opens('admin@localhost', ownPassword)).toBe(true)
})

it('is made once from the configuration: a later start puts no old password back', async () => {
  Object.assign(shop.env, { ADMIN_EMAIL: 'boss@shop.test', ADMIN_PASSWORD: ownPassword })
  await shop.restart()
  expect(owner()).toEqual({ email: 'boss@shop.test', oneTimePassword: undefined })
  const browser = new Browser(shop)
  await browser.signIn('boss@shop.test', ownPassword)
  const next = 'quite another password 8'
  await browser.post('/session/password', { password: ownPassword, new_password: next })
  await shop.restart()
  expect(owner()).toBeUndefined()
  expect(await opens('boss@shop.test', ownPassword)).toBe(false)
  expect(await opens('boss@shop.test', next)).toBe(true)
})
