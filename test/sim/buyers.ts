// Buyers: they place an order (asking again when no answer comes) and live their story step by step: open, pay in
// time, late, or twice, give up, look, lie, and activate what they bought on more machines than they may.

import { activateLicense } from '../../src/app/license/activate-license.ts'
import { deactivateDevice } from '../../src/app/license/deactivate-device.ts'
import { cancelOrder } from '../../src/app/order/cancel-order.ts'
import { findFreshOrder } from '../../src/app/order/find-order.ts'
import { type OrderRequest, placeOrder } from '../../src/app/order/place-order.ts'
import { openPayment, openPlaced, type PaymentOpened } from '../../src/app/payment/open-payment.ts'
import { secondMs } from '../../src/core/time.ts'
import { findOrder } from '../../src/db/orders.ts'
import { Refusal } from '../../src/errors.ts'
import type { GatewayKind } from '../../src/gateways/gateway.ts'
import { ask } from './ask.ts'
import { confirmByHand } from './by-hand.ts'
import { charge } from './counter.ts'
import { noteGivenUp, notePaid } from './moments.ts'
import type { Profile } from './profile.ts'
import { drawStory, type Lie, type Payment, type Step, type Story } from './stories.ts'
import { Broken, type World } from './world.ts'

export type Link = Readonly<{ kind: GatewayKind; outTradeNo: string }>

/** What one buyer knows. */
export type Buyer = {
  readonly world: World
  readonly phone: string
  readonly address: string
  readonly orderLifeMs: number
  orderNumber: string
  placedAt: number
  readonly links: Link[]
}

/** One buyer's day, from the order to the last activation. */
export async function buy(world: World, profile: Profile, at: number): Promise<void> {
  const { kernel } = world
  const startMs = kernel.pick([0, secondMs, 240 * secondMs])
  await live(world, drawStory(kernel, profile), { at, startMs, orderLifeMs: profile.orderLifeMs })
}

/** A code the buyer has, and who is told what the order costs. */
export type Coupon = Readonly<{ code: string; placed: (order: string, dueFen: number) => void }>

/** How a buyer is reached beside the phone, and who is told of the order. */
export type Mailbox = Readonly<{ email: string | undefined; placed: (order: string) => void }>

/** Who lives a story: a number of their own, when they come, how long orders live, their phone, a coupon and a mailbox. */
export type Part = Readonly<{
  at: number
  startMs: number
  orderLifeMs: number
  phone?: string
  coupon?: Coupon
  mailbox?: Mailbox
}>

/** Lives a story through. */
export async function live(
  world: World,
  story: Story,
  { at, startMs, orderLifeMs, phone = `1380000000${at}`, coupon, mailbox }: Part,
): Promise<void> {
  await world.kernel.sleep(world.outside, startMs)
  const buyer: Buyer = {
    world,
    phone,
    address: `203.0.113.${10 + at}`,
    orderLifeMs,
    orderNumber: '',
    placedAt: 0,
    links: [],
  }
  if (await place(buyer, at, story, { coupon, mailbox })) await take(buyer, story.steps)
}

async function take(buyer: Buyer, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await takeOne(buyer, step)
}

async function takeOne(buyer: Buyer, step: Step): Promise<void> {
  const { world } = buyer
  const { kernel, outside } = world
  switch (step.act) {
    case 'wait':
      return kernel.sleep(outside, step.ms)
    case 'wait-for-expiry': {
      const over = buyer.placedAt + buyer.orderLifeMs + step.ms
      return kernel.sleep(outside, Math.max(0, over - kernel.now))
    }
    case 'wait-until':
      return kernel.sleep(outside, Math.max(0, step.at - kernel.now))
    case 'open':
      return openUntilThere(buyer, step)
    case 'pay': {
      const link = step.which === 'newest' ? buyer.links.at(-1) : buyer.links[0]
      return link && pay(buyer, link, step.payment)
    }
    case 'cancel':
      return cancel(buyer)
    case 'look':
      await ask(buyer.world, (app) => findFreshOrder(app, buyer.orderNumber))
      return
    case 'lie':
      return lie(buyer, step.lie)
    case 'activate':
      return activate(buyer)
    case 'silence':
      world.faults.call.downUntil = kernel.now + step.ms
      kernel.mark('gateway_away')
      return
    case 'stall':
      return stall(world, step.ms)
    case 'blackout':
      world.connection.line?.breakOff()
      world.faults.line.downUntil = kernel.now + step.ms
      kernel.mark('database_away')
      return
    case 'charge':
      return charge(buyer, step)
    case 'confirm':
      return confirmByHand(buyer, step)
    case 'die':
      return die(world, step.ms)
    case 'meanwhile':
      await Promise.all(step.lists.map((list) => take(buyer, list)))
  }
}

async function place(
  buyer: Buyer,
  at: number,
  { lines, clicks, steps }: Story,
  { coupon, mailbox }: Readonly<{ coupon: Coupon | undefined; mailbox: Mailbox | undefined }>,
): Promise<boolean> {
  const { kernel, outside } = buyer.world
  // Every second one of those who open a payment first does both in one call.
  const [first] = steps
  const way = first?.act === 'open' && at % 2 === 0 ? first : undefined
  const request: OrderRequest = {
    lines,
    contactPerson: 'Li Lei',
    phone: buyer.phone,
    email: mailbox?.email,
    totalFen: undefined,
    couponCode: coupon?.code,
    returnUrl: undefined,
    lang: undefined,
    customerId: undefined,
    clientAddress: buyer.address,
    idempotency: { key: `click-${at}`, body: lines },
    way: way && { kind: way.kind, scene: way.scene, payer: { address: buyer.address } },
  }
  const answers = new Set<string>()
  const send = async () => {
    const done = await ask(buyer.world, async (app) => {
      const placed = await placeOrder(app, request)
      if (!request.way || placed.dueFen === 0) return { placed }
      // The order stands also where its payment is refused.
      const opened = await openPlaced(app, placed, request.way).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error
      })
      return { placed, opened }
    })
    if (!done) return
    const { placed, opened } = done
    kernel.mark('order_placed')
    if (way && opened) {
      kernel.mark(placed.first ? 'placed_with_payment' : 'opened_by_a_repeat')
      noteLink(buyer, way.kind, opened)
    }
    answers.add(placed.orderNumber)
    coupon?.placed(placed.orderNumber, placed.dueFen)
    mailbox?.placed(placed.orderNumber)
  }
  for (let tries = 0; tries < 4 && answers.size === 0; tries += 1) {
    if (tries > 0) kernel.mark('order_asked_again')
    buyer.placedAt = kernel.now
    await Promise.all(Array.from({ length: clicks }, send))
    if (answers.size === 0) await kernel.sleep(outside, 3 * secondMs)
  }
  if (answers.size > 1) throw new Broken('one-key-one-order', [...answers].join(' and '))
  for (const number of answers) buyer.orderNumber = number
  return answers.size === 1
}

/** Clicks, and once more when nothing came of it. */
async function openUntilThere(buyer: Buyer, step: Step & { act: 'open' }): Promise<void> {
  const { kernel, outside } = buyer.world
  for (let tries = 0; tries < 3; tries += 1) {
    await Promise.all(Array.from({ length: step.clicks }, () => open(buyer, step)))
    if (buyer.links.some(({ kind }) => kind === step.kind)) return
    await kernel.sleep(outside, 3 * secondMs)
  }
}

async function open(buyer: Buyer, { kind, scene }: Step & { act: 'open' }): Promise<void> {
  const { orderNumber } = buyer
  const payer = { address: buyer.address }
  const opened = await ask(buyer.world, (app) =>
    openPayment(app, { orderNumber, kind, scene, payer }),
  )
  if (opened) noteLink(buyer, kind, opened)
}

function noteLink(buyer: Buyer, kind: GatewayKind, opened: PaymentOpened): void {
  const link = opened.kind === 'qr' ? opened.code : opened.kind === 'redirect' ? opened.url : ''
  const outTradeNo = link.slice('sim:'.length)
  if (!buyer.links.some((one) => one.kind === kind && one.outTradeNo === outTradeNo))
    buyer.links.push({ kind, outTradeNo })
}

async function pay(
  { world }: Buyer,
  { kind, outTradeNo }: Link,
  { scans, staleMs, oddFen, lost, twice, letterMs }: Payment,
): Promise<void> {
  const { kernel, outside } = world
  const model = world.models[kind]
  if (scans) await kernel.effect(outside, `scans ${outTradeNo}`, 0, () => model.scan(outTradeNo))
  const trade = await kernel.effect(outside, `pays ${outTradeNo}`, 0, () =>
    model.pay(outTradeNo, staleMs, oddFen),
  )
  if (!trade) return
  notePaid(world, kind, outTradeNo)
  kernel.mark(oddFen === 0 ? 'paid_at_gateway' : 'odd_amount_at_gateway')
  const news = {
    outTradeNo,
    gatewayTradeNo: trade.gatewayTradeNo,
    says: 'paid',
    amountFen: trade.chargedFen,
    paidAt: trade.paidAt,
  } as const
  world.post(kind, news, { lost, twice, isLie: oddFen !== 0 })
  if (letterMs === undefined) return
  world.spawn(async () => {
    await kernel.sleep(outside, letterMs)
    if (await world.deliver(kind, model.sign(news))) world.acknowledged(kind, news)
  })
}

async function cancel(buyer: Buyer): Promise<void> {
  noteGivenUp(buyer.world, buyer.orderNumber)
  await ask(buyer.world, (app) => cancelOrder(app, buyer.orderNumber))
}

/** One instance stands still, unless others wait for a transaction of its own. */
async function stall(world: World, ms: number): Promise<void> {
  const instance = world.instances[world.kernel.choose(world.instances.length)]
  if (!instance?.app || world.connection.line?.process === instance.process) return
  instance.process.heldUntil = world.kernel.now + ms
  world.kernel.mark('pause')
}

/** One instance is killed, and starts again. */
async function die(world: World, ms: number): Promise<void> {
  const instance = world.instances[world.kernel.choose(world.instances.length)]
  if (!instance?.app) return
  world.crash(instance)
  await world.kernel.sleep(world.outside, ms)
  if (!instance.app) world.start(instance)
}

/** News that must move nothing: forged, of another merchant, of another amount, of an order nobody knows. */
async function lie({ world, links, orderNumber }: Buyer, told: Lie): Promise<void> {
  const { kernel } = world
  const kind = links.at(-1)?.kind ?? 'alipay'
  const outTradeNo = links.at(-1)?.outTradeNo ?? orderNumber
  const amountFen = world.models[kind].trades.get(outTradeNo)?.amountFen ?? 990
  const news = {
    outTradeNo,
    gatewayTradeNo: `lie-${kind}-${outTradeNo}`,
    says: 'paid',
    amountFen,
    paidAt: kernel.now,
  } as const
  // A lie that was refused thrice is refused again.
  const plainly = { lost: false, twice: false, isLie: true, letters: 3 }
  kernel.mark(`lie_${told}`)
  switch (told) {
    case 'forged':
      if (await world.deliver(kind, Buffer.from(JSON.stringify(news))))
        throw new Broken('forged-is-refused', outTradeNo)
      return
    case 'stranger':
      return world.post(kind, { ...news, stranger: 'app_id 2' }, plainly)
    case 'amount':
      return world.post(kind, { ...news, amountFen: 1 }, plainly)
    case 'unknown':
      return world.post(kind, { ...news, outTradeNo: 'NOBODYKNOWSTHISONE' }, plainly)
    case 'quiet':
      return world.post(kind, { ...news, says: kernel.pick(['waiting', 'closed']) }, plainly)
  }
}

/** More machines at once than the licence has seats, some of them twice, some given back. */
async function activate(buyer: Buyer): Promise<void> {
  const { kernel } = buyer.world
  const order = await ask(buyer.world, (app) =>
    findOrder(app.db, app.merchantId, buyer.orderNumber),
  )
  const [license] = order?.licenses ?? []
  const sealed = license?.keySealed
  if (!license || !sealed) return
  kernel.mark('license_in_hand')
  const call = (machine: number) => ({
    licenseKey: '',
    fingerprint: `machine-${machine}-0123456789`,
    deviceName: undefined,
    productId: undefined,
  })
  const on = (machine: number, use: typeof activateLicense) =>
    ask(buyer.world, (app) =>
      use(app, {
        ...call(machine),
        licenseKey: app.licenseKeys.unseal(sealed, license.licenseId),
      }),
    )
  await Promise.all([0, 1, 2, 3].map((machine) => on(machine % 4, activateLicense)))
  if (kernel.chance(500))
    await Promise.all([on(0, deactivateDevice), on(4, activateLicense), on(0, activateLicense)])
}
