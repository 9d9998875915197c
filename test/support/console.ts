// The console as a browser calls it: signed in as somebody, with cookies kept and calls that come from its own page.

import { createOperator } from '../../src/app/people/create-operator.ts'
import type { Role } from '../../src/core/rights.ts'
import type { Reply, Shop } from './shop.ts'

export const ownPassword = 'a password of my own 7'
const author = { operator: 'test', address: 'local', requestId: '' }
let people = 0

/** A browser at the console, with its own cookies. */
export class Browser {
  readonly shop: Shop
  readonly cookies = new Map<string, string>()
  readonly headers: Record<string, string>

  constructor(shop: Shop, headers: Record<string, string> = {}) {
    this.shop = shop
    this.headers = headers
  }

  async get(path: string): Promise<Reply> {
    return this.#keep(await this.shop.get(`/api/v1/admin${path}`, this.#headers()))
  }

  async post(
    path: string,
    body: unknown = {},
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const all = { origin: this.shop.running.publicUrl, ...this.#headers(), ...headers }
    return this.#keep(await this.shop.post(`/api/v1/admin${path}`, body, all))
  }

  signIn(email: string, password: string): Promise<Reply> {
    return this.post('/session', { email, password })
  }

  /** The same browser with the cookies it has now; what happens to one is not told to the other. */
  copy(): Browser {
    const other = new Browser(this.shop, this.headers)
    for (const [name, value] of this.cookies) other.cookies.set(name, value)
    return other
  }

  #headers(): Record<string, string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return { ...this.headers, ...(cookie === '' ? {} : { cookie }) }
  }

  #keep(reply: Reply): Reply {
    for (const set of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return reply
  }
}

export type Person = Readonly<{ email: string; operatorId: string; browser: Browser }>

/** A new operator with a password of their own, signed in. */
export async function signedIn(shop: Shop, role: Role = 'owner'): Promise<Person> {
  people += 1
  const person = { email: `${role}-${people}@shop.test`, name: role, role }
  const { email, operatorId, oneTimePassword } = await createOperator(
    shop.running.app,
    person,
    author,
  )
  const browser = new Browser(shop)
  await browser.signIn(email, oneTimePassword)
  const changed = await browser.post('/session/password', {
    password: oneTimePassword,
    new_password: ownPassword,
  })
  if (changed.status !== 200) throw new Error(`not signed in: ${changed.text}`)
  return { email, operatorId, browser }
}

/** Signed in, and proved again who they are a moment ago. */
export async function raised(shop: Shop, role: Role = 'owner'): Promise<Person> {
  const person = await signedIn(shop, role)
  await stepUp(person.browser)
  return person
}

/** Proves by password, which is enough where no second factor is set up. */
export async function stepUp(browser: Browser): Promise<void> {
  const reply = await browser.post('/session/step-up', { password: ownPassword })
  if (reply.status !== 200) throw new Error(`not raised: ${reply.text}`)
}
