// Buyers: they place an order (asking again when no answer comes), open it at one gateway or the other, pay in
// time, late, or twice, give up, look, and activate what they bought on more machines than they may.

import type { App } from '../../src/app/app.ts'
import { activateLicense } from '../../src/app/license/activate-license.ts'
import { deactivateDevice } from '../../src/app/license/deactivate-device.ts'
import { cancelOrder } from '../../src/app/order/cancel-order.ts'
import { findFreshOrder } from '../../src/app/order/find-order.ts'
import { type OrderRequest, placeOrder } from '../../src/app/order/place-order.ts'
import { openPayment } from '../../src/app/payment/open-payment.ts'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { findOrder } from '../../src/db/orders.ts'
import { Refusal } from '../../src/errors.ts'
import type { GatewayKind, Scene } from '../../src/gateways/gateway.ts'
import { productIds } from './catalogue.ts'
import type { Profile } from './profile.ts'
import { Broken, gatewayKinds, type World } from './world.ts'

type Link = Readonly<{ kind: GatewayKind; outTradeNo: string }>

/** What one buyer knows. */
export type Buyer = {
  readonly world: World
  readonly profile: Profile
  readonly phone: string
  readonly address: string
  orderNumber: string
  readonly links: Link[]
}

/** One buyer's day, from the order to the last activation. */
export async function buy(world: World, profile: Profile, at: number): Promise<void> {
  const { kernel } = world
  await kernel.sleep(world.outside, kernel.pick([0, secondMs, 4 * minuteMs]))
  const buyer: Buyer = {
    world,
    profile,
    phone: `1380000000${at}`,
    address: `203.0.113.${10 + at}`,
    orderNumber: '',
    links: [],
  }
  if (!(await place(buyer, at))) return
  if (profile.has('late') && kernel.chance(400)) return payAfterCancelling(buyer)
  const first = kernel.pick(gatewayKinds as [GatewayKind, ...GatewayKind[]])
  await open(buyer, first)
  if (profile.has('double-click') && kernel.chance(500))
    await Promise.all([open(buyer, first), open(buyer, first)])
  if (profile.has('slow-buyer'))
    await kernel.sleep(
      world.outside,
      kernel.pick([
        secondMs,
        3 * minuteMs,
        profile.orderLifeMs - 61 * secondMs,
        profile.orderLifeMs - 30 * secondMs,
      ]),
    )
  if (profile.has('switch') && kernel.chance(600))
    await open(buyer, first === 'alipay' ? 'wechat' : 'alipay')
  if (profile.has('cancel') && kernel.chance(350)) await cancel(buyer)
  await payWhatIsThere(buyer)
  if (profile.has('lookup')) await lookUp(buyer)
  if (profile.has('lies')) await lie(buyer)
  if (profile.has('devices')) await activate(buyer)
}

/** Tries to do something in the shop; refused, failed or cut off, the buyer goes on with the next. */
async function attempt<T>(buyer: Buyer, work: (app: App) => Promise<T>): Promise<T | undefined> {
  try {
    return await buyer.world.call(work)
  } catch (error) {
    if (error instanceof Refusal) buyer.world.kernel.mark(`refused_${error.code}`)
    buyer.world.judge(error)
    return undefined
  }
}

async function place(buyer: Buyer, at: number): Promise<boolean> {
  const { kernel, outside } = buyer.world
  const lines = [
    {
      productId: kernel.pick(productIds),
      planId: kernel.pick(['month', 'team']),
      quantity: 1 + kernel.choose(2),
    },
  ]
  if (kernel.chance(250)) lines.push({ productId: 'keeps', planId: 'year', quantity: 1 })
  const request: OrderRequest = {
    lines,
    contactPerson: 'Li Lei',
    phone: buyer.phone,
    email: undefined,
    totalFen: undefined,
    returnUrl: undefined,
    clientAddress: buyer.address,
    idempotency: { key: `click-${at}`, body: lines },
  }
  const answers = new Set<string>()
  const ask = async () => {
    const placed = await attempt(buyer, (app) => placeOrder(app, request))
    if (placed) answers.add(placed.orderNumber)
  }
  for (let tries = 0; tries < 4 && answers.size === 0; tries += 1) {
    if (tries > 0) kernel.mark('order_asked_again')
    await (buyer.profile.has('double-click') ? Promise.all([ask(), ask()]) : ask())
    if (answers.size === 0) await kernel.sleep(outside, 3 * secondMs)
  }
  if (answers.size > 1) throw new Broken('one-key-one-order', [...answers].join(' and '))
  for (const number of answers) buyer.orderNumber = number
  return answers.size === 1
}

async function open(buyer: Buyer, kind: GatewayKind): Promise<void> {
  const { kernel } = buyer.world
  const scene: Scene = kernel.pick(['qr', 'pc'])
  const { orderNumber } = buyer
  const payer = { address: buyer.address }
  const opened = await attempt(buyer, (app) =>
    openPayment(app, { orderNumber, kind, scene, payer }),
  )
  if (!opened) return
  const link = opened.kind === 'qr' ? opened.code : opened.kind === 'redirect' ? opened.url : ''
  const outTradeNo = link.slice('sim:'.length)
  if (!buyer.links.some((one) => one.kind === kind && one.outTradeNo === outTradeNo))
    buyer.links.push({ kind, outTradeNo })
}

/** Pays by the link opened last, by all of them, or not at all. */
async function payWhatIsThere(buyer: Buyer): Promise<void> {
  const { kernel, outside } = buyer.world
  const intends = kernel.pick(['last', 'last', 'all', 'none'])
  if (intends === 'none') return
  const links = intends === 'all' ? buyer.links : buyer.links.slice(-1)
  for (const link of links) {
    await kernel.sleep(outside, kernel.pick([secondMs, 20 * secondMs, minuteMs]))
    await pay(buyer, link)
  }
}

async function pay({ world, profile }: Buyer, { kind, outTradeNo }: Link): Promise<void> {
  const { kernel, outside } = world
  const model = world.models[kind]
  const me = outside
  if (kernel.choose(2) === 1)
    await kernel.effect(me, `scans ${outTradeNo}`, kernel.pick([0, 30 * secondMs]), () =>
      model.scan(outTradeNo),
    )
  const staleMs = profile.has('stale') ? kernel.pick([0, 30 * secondMs, 5 * minuteMs]) : 0
  const oddFen = profile.has('odd-amount') && kernel.chance(300) ? kernel.pick([-1, 1, -500]) : 0
  const trade = await kernel.effect(me, `pays ${outTradeNo}`, kernel.pick([secondMs, 100]), () =>
    model.pay(outTradeNo, staleMs, oddFen),
  )
  if (!trade) return
  kernel.mark(oddFen === 0 ? 'paid_at_gateway' : 'odd_amount_at_gateway')
  world.post(
    kind,
    {
      outTradeNo,
      gatewayTradeNo: trade.gatewayTradeNo,
      says: 'paid',
      amountFen: trade.chargedFen,
      paidAt: trade.paidAt,
    },
    {
      lost: profile.has('lost-notice') && kernel.chance(500),
      twice: profile.has('double-notice') && kernel.chance(500),
      isLie: oddFen !== 0,
    },
  )
}

/** Opens, cancels while the link is still out, and pays nevertheless. */
async function payAfterCancelling(buyer: Buyer): Promise<void> {
  const { kernel, outside } = buyer.world
  await open(buyer, 'alipay')
  await cancel(buyer)
  await kernel.sleep(outside, kernel.pick([secondMs, minuteMs, 6 * minuteMs]))
  for (const link of buyer.links) await pay(buyer, link)
}

async function cancel(buyer: Buyer): Promise<void> {
  await attempt(buyer, (app) => cancelOrder(app, buyer.orderNumber))
}

async function lookUp(buyer: Buyer): Promise<void> {
  const { kernel, outside } = buyer.world
  for (let left = 1 + kernel.choose(3); left > 0; left -= 1) {
    await kernel.sleep(outside, kernel.pick([4 * secondMs, minuteMs, hourMs]))
    await attempt(buyer, (app) => findFreshOrder(app, buyer.orderNumber))
  }
}

/** News that must move nothing: forged, of another merchant, of another amount, of an order nobody knows. */
async function lie({ world, links, orderNumber }: Buyer): Promise<void> {
  const { kernel } = world
  const kind = links.at(-1)?.kind ?? 'alipay'
  const outTradeNo = links.at(-1)?.outTradeNo ?? orderNumber
  const news = {
    outTradeNo,
    gatewayTradeNo: `lie-${kind}-${outTradeNo}`,
    says: 'paid',
    amountFen: 990,
    paidAt: kernel.now,
  } as const
  const lies = kernel.pick(['forged', 'stranger', 'amount', 'unknown', 'quiet'])
  kernel.mark(`lie_${lies}`)
  if (lies === 'forged') {
    const taken = await world.deliver(kind, Buffer.from(JSON.stringify(news)))
    if (taken) throw new Broken('forged-is-refused', outTradeNo)
    return
  }
  if (lies === 'stranger')
    world.post(
      kind,
      { ...news, amountFen: trueAmount(world, kind, outTradeNo), stranger: 'app_id 2' },
      plainly,
    )
  if (lies === 'amount') world.post(kind, { ...news, amountFen: 1 }, plainly)
  if (lies === 'unknown') world.post(kind, { ...news, outTradeNo: 'NOBODYKNOWSTHISONE' }, plainly)
  if (lies === 'quiet')
    world.post(kind, { ...news, says: kernel.pick(['waiting', 'closed']) }, plainly)
}

const plainly = { lost: false, twice: false, isLie: true }

function trueAmount(world: World, kind: GatewayKind, outTradeNo: string): number {
  return world.models[kind].trades.get(outTradeNo)?.amountFen ?? 990
}

/** More machines at once than the licence has seats, some of them twice, some given back. */
async function activate(buyer: Buyer): Promise<void> {
  const { kernel, outside } = buyer.world
  await kernel.sleep(outside, kernel.pick([minuteMs, 10 * minuteMs]))
  const order = await attempt(buyer, (app) => findOrder(app.db, app.merchantId, buyer.orderNumber))
  const [license] = order?.licenses ?? []
  if (!license) return
  kernel.mark('license_in_hand')
  const call = (machine: number) => ({
    licenseKey: '',
    fingerprint: `machine-${machine}-0123456789`,
    deviceName: undefined,
    productId: undefined,
  })
  const on = (machine: number, use: typeof activateLicense) =>
    attempt(buyer, (app) =>
      use(app, {
        ...call(machine),
        licenseKey: app.licenseKeys.unseal(license.keySealed, license.licenseId),
      }),
    )
  await Promise.all([0, 1, 2, 3].map((machine) => on(machine % 4, activateLicense)))
  if (kernel.chance(500))
    await Promise.all([on(0, deactivateDevice), on(4, activateLicense), on(0, activateLicense)])
}
