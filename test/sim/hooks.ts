// Sellers' own servers, which want to be told what happens in the shop: they fail, are slow, are away, take what they
// are told and are not heard, or are gone for good. What each of them was told is known here.

import { createHmac } from 'node:crypto'
import { addEndpoint } from '../../src/app/webhook/edit-endpoint.ts'
import { sendMessageAgain } from '../../src/app/webhook/send-again.ts'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { webhookEvents } from '../../src/core/webhook.ts'
import type { Posted, Posting, PostLimits } from '../../src/kit/post-out.ts'
import { ask, did } from './ask.ts'
import { buy } from './buyers.ts'
import { personNamed } from './by-hand.ts'
import { offerReceiver } from './post-out.ts'
import type { Profile } from './profile.ts'
import { Broken, type World } from './world.ts'

/** `unheard`: it took the message, and its answer came too late or never. */
const manners = ['refuses', 'away', 'unheard', 'busy', 'fails'] as const
type Manner = (typeof manners)[number] | 'takes' | 'gone'

type Told = { body: string; times: number; isTaken: boolean }

class Receiver {
  readonly #world: World
  /** where it was registered; undefined: not yet */
  url: string | undefined
  readonly told = new Map<string, Told>()
  secret = ''
  /** it says that it is gone when it is told so many messages */
  readonly goneAfter: number
  isGone = false

  constructor(world: World, goneAfter: number) {
    this.#world = world
    this.goneAfter = goneAfter
  }

  /**
   * Says what it wants to hear of, until the shop has answered. One that was made and not answered has a secret nobody
   * knows, and is gone.
   */
  async register(name: string): Promise<void> {
    for (let tries = 0; this.url === undefined; tries += 1) {
      const url = `https://${name}.example/${tries}`
      const wish = { name, url, events: webhookEvents }
      offerReceiver(url, () => Promise.resolve(answered(410)))
      const made = await ask(this.#world, (app) =>
        addEndpoint(app, wish, personNamed('Han Meimei')),
      )
      this.#world.hasHooks = true
      if (!made) {
        await this.#world.kernel.sleep(this.#world.outside, 5 * secondMs)
        continue
      }
      this.secret = made.secret
      this.url = url
      offerReceiver(url, (posting, limits) => this.#receive(posting, limits))
    }
  }

  /** All of it happens to whoever posts: an instance that is killed meanwhile hears no answer. */
  async #receive(posting: Posting, { wholeMs }: PostLimits): Promise<Posted> {
    const { kernel } = this.#world
    const sender = kernel.running ?? this.#world.outside
    const manner = this.#draw()
    kernel.mark(`hook_${manner}`)
    const answer = await kernel.effect(sender, `hook ${manner}`, 20, () =>
      this.#answer(posting, manner),
    )
    if (answer.outcome === 'unreachable') await kernel.sleep(sender, wholeMs)
    return answer
  }

  #draw(): Manner {
    const { kernel, faults } = this.#world
    if (this.isGone || this.told.size >= this.goneAfter) return 'gone'
    if (kernel.now < faults.hook.downUntil) return 'away'
    return kernel.chance(faults.hook.perMille) ? kernel.pick(manners) : 'takes'
  }

  #answer(posting: Posting, manner: Manner): Posted {
    switch (manner) {
      case 'takes':
        this.#take(posting, true)
        return answered(204)
      case 'unheard':
        this.#take(posting, false)
        return { outcome: 'unreachable', error: 'no answer in time', ms: 0 }
      case 'fails':
        this.#take(posting, false)
        return answered(500)
      case 'away':
        return { outcome: 'unreachable', error: 'no connection in time', ms: 0 }
      case 'refuses':
        return answered(302)
      case 'busy':
        return answered(503, '600')
      case 'gone':
        this.isGone = true
        return answered(410)
    }
  }

  /** As the standard has it: the signature is over the id, the time and the bytes. */
  #take({ headers, body }: Posting, isTaken: boolean): void {
    const id = headers['webhook-id'] ?? ''
    const signed = `${id}.${headers['webhook-timestamp']}.${body}`
    const key = Buffer.from(this.secret.slice('whsec_'.length), 'base64')
    const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
    if (!headers['webhook-signature']?.split(' ').includes(signature))
      this.#world.fail(new Broken('a-message-is-signed', id))
    const before = this.told.get(id)
    if (before) this.#world.kernel.mark('hook_told_again')
    if (before && before.body !== body)
      this.#world.fail(new Broken('a-message-stays-as-it-was', `${before.body} and then ${body}`))
    const times = (before?.times ?? 0) + 1
    this.told.set(id, { body, times, isTaken: isTaken || before?.isTaken === true })
  }
}

function answered(status: number, retryAfter?: string): Posted {
  return { outcome: 'answered', status, retryAfter, body: Buffer.alloc(0), ms: 0 }
}

const receivers = new WeakMap<World, readonly Receiver[]>()

/** One server or two, one of which may soon be gone; then the usual buyers. */
export async function liveWithHooks(world: World, profile: Profile): Promise<void> {
  const { kernel, faults } = world
  const goneAfter = kernel.pick([undefined, Number.POSITIVE_INFINITY, 2])
  const open = [new Receiver(world, Number.POSITIVE_INFINITY)]
  if (goneAfter !== undefined) open.push(new Receiver(world, goneAfter))
  receivers.set(world, open)
  for (const [at, receiver] of open.entries()) await receiver.register(`seller-${at + 1}`)
  faults.hook.perMille = kernel.pick([300, 0, 600])
  faults.hook.downUntil = kernel.now + kernel.pick([0, 40 * minuteMs, 5 * hourMs])
  await Promise.all(
    Array.from({ length: 1 + kernel.choose(2) }, (_, at) => buy(world, profile, at)),
  )
}

/** One message that got through is sent once more by hand. */
export async function sendOneAgain(world: World): Promise<void> {
  const [row] = world.look<Readonly<{ id: string }>>(
    'hook_delivered',
    `select m.message_id as id from webhook_message m join webhook_endpoint e using (merchant_id, endpoint_id)
     where m.state = 'delivered' and e.state = 'active' order by m.created_at, 1 limit 1`,
  )
  const told = [...(receivers.get(world) ?? [])].find(({ told }) => row && told.has(row.id))
  if (!row || !told) return
  const before = told.told.get(row.id)?.times ?? 0
  await did(world, (app) => sendMessageAgain(app, row.id, personNamed('Han Meimei'), 'asked to'))
  await world.kernel.sleep(world.outside, minuteMs)
  world.kernel.mark('hook_sent_by_hand')
  if (!told.isGone && (told.told.get(row.id)?.times ?? 0) <= before)
    throw new Broken('sent-by-hand-is-sent', row.id)
}

/** How every buyer's phone begins. */
const somePhone = '1380000000'

type Row = Readonly<{
  id: string
  type: string
  state: string
  order: string | null
  url: string
  isActive: boolean
}>

/** Whatever happened was told, nothing else was, and nobody was told who the buyer is. */
export function checkHooks(world: World): void {
  const rows = world.look<Row>(
    'hook_messages',
    `select m.message_id as id, m.type, m.state, m.order_number as order, e.url, e.state = 'active' as "isActive"
     from webhook_message m join webhook_endpoint e using (merchant_id, endpoint_id)`,
  )
  for (const receiver of receivers.get(world) ?? []) {
    const own = rows.filter(({ url }) => url === receiver.url)
    for (const row of own) checkMessage(receiver, row)
    checkPaid(world, receiver, own)
    if (receiver.isGone && own.some(({ isActive }) => isActive))
      throw new Broken('who-is-gone-is-not-told', receiver.url ?? '')
    const ids = new Set(own.map(({ id }) => id))
    for (const [id, { body }] of receiver.told) {
      if (!ids.has(id)) throw new Broken('what-is-told-has-happened', body)
      if (body.includes(somePhone)) throw new Broken('nobody-is-told-who-buys', body)
    }
  }
}

function checkMessage({ told, isGone }: Receiver, { id, type, state, order }: Row): void {
  const known = told.get(id)
  if (state === 'delivered' && !known?.isTaken) throw new Broken('delivered-was-taken', id)
  if (state !== 'delivered' && !isGone) throw new Broken('a-message-comes-to-its-end', id)
  if (!known) return
  const says = JSON.parse(known.body) as {
    type?: string
    data?: { order?: { order_number: string } }
  }
  if (says.type !== type || (order ?? undefined) !== says.data?.order?.order_number)
    throw new Broken('a-message-says-what-happened', known.body)
}

/** Told once that an order was paid: no more, no less. */
function checkPaid(world: World, { isGone, url }: Receiver, own: readonly Row[]): void {
  if (isGone) return
  const paid = world.look<Readonly<{ order: string }>>(
    'hook_paid',
    `select order_number as order from payment_fact where verdict = 'accepted'`,
  )
  for (const { order } of paid) {
    const told = own.filter((row) => row.type === 'order.paid' && row.order === order)
    if (told.length !== 1) throw new Broken('a-payment-is-told-once', `${url} ${order}`)
    world.kernel.mark('hook_told_of_payment')
  }
}
