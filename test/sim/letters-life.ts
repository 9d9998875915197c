// A day on which letters go out: buyers are told of what they bought, ask for codes and enter them, rightly, wrongly,
// late and twice, sign in, claim what they bought as guests; and somebody asks for more codes than one may have.

import type { App } from '../../src/app/app.ts'
import { sendCode } from '../../src/app/code/send-code.ts'
import { claimByCode } from '../../src/app/customer/claim-orders.ts'
import { findSignedInCustomer } from '../../src/app/customer/find-customer.ts'
import { setCustomerReach } from '../../src/app/customer/link-account.ts'
import { signInByCode } from '../../src/app/customer/sign-in.ts'
import { keepOpenWays } from '../../src/app/letter/keep-ways.ts'
import { resendLetters } from '../../src/app/letter/resend-letters.ts'
import { checkOrderCode, sendOrderCode } from '../../src/app/order/open-by-code.ts'
import type { Reach } from '../../src/core/customer.ts'
import type { LetterKind } from '../../src/core/letter.ts'
import type { CodePurpose } from '../../src/core/one-time-code.ts'
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts'
import { did } from './ask.ts'
import { live } from './buyers.ts'
import { personNamed } from './by-hand.ts'
import { type Asked, CodeBook, type Entered } from './code-book.ts'
import { type Heard, hear } from './hear.ts'
import { type OpenWays, PostOffice } from './post-office.ts'
import type { Profile } from './profile.ts'
import { drawStory } from './stories.ts'
import { Broken, type World } from './world.ts'

type Post = Readonly<{
  world: World
  office: PostOffice
  codes: CodeBook
  ways: OpenWays
  /** whose phones and addresses each account has shown to be its own */
  proofs: Map<string, Set<string>>
  /** shown to be somebody's, whose account nobody was told */
  perhaps: Set<string>
  /** proved to the shop, with the orders there were by then */
  claimed: { reader: string; orders: readonly string[] }[]
}>

type Person = {
  readonly phone: string
  readonly email: string | undefined
  readonly address: string
  order: string | undefined
  account: string | undefined
  token: string | undefined
}

/** Somewhere a code is sent, and what it opens there. */
type Errand = Readonly<{
  asked: Asked
  send: (app: App) => Promise<unknown>
  entered: Omit<Entered, 'code'>
  open: (app: App, code: string) => Promise<unknown>
  opened?: (answer: unknown) => void
}>

const all: readonly LetterKind[] = ['code', 'delivered', 'owed', 'refunded']
const posts = new WeakMap<World, Post>()

export async function liveWithLetters(world: World, profile: Profile): Promise<void> {
  const { kernel } = world
  const post = await openPost(world)
  const people = Array.from({ length: 1 + kernel.choose(2) }, (_, at) => personOf(post, at))
  await Promise.all([
    ...people.flatMap((person, at) => [buys(post, profile, person, at), runErrands(post, person)]),
    insist(post, people[0]?.phone ?? ''),
  ])
}

async function openPost(world: World): Promise<Post> {
  const { kernel, outside, faults } = world
  const ways = kernel.pick<OpenWays>([
    { mail: all, sms: all },
    { sms: all },
    { mail: all, sms: ['code'] },
  ])
  const codes = new CodeBook(world)
  const office = new PostOffice(world, ways, (letter) => codes.take(letter))
  const post = {
    world,
    office,
    codes,
    ways,
    proofs: new Map(),
    perhaps: new Set<string>(),
    claimed: [],
  }
  posts.set(world, post)
  world.rateLimitFactor = 1
  world.letters = (process) => office.drivers(process)
  while (!(await did(world, keepOpenWays))) await kernel.sleep(outside, 5 * secondMs)
  faults.letter.perMille = kernel.pick([200, 0, 500])
  faults.letter.downUntil = kernel.now + kernel.pick([0, 0, 20 * minuteMs, 30 * hourMs])
  office.away = { from: kernel.now, until: faults.letter.downUntil }
  return post
}

function personOf({ world, ways }: Post, at: number): Person {
  const hasMail = ways.mail !== undefined && world.kernel.choose(3) > 0
  return {
    phone: `1380000000${at}`,
    email: hasMail ? `Li.Lei${at}@example.com` : undefined,
    address: `203.0.113.${10 + at}`,
    order: undefined,
    account: undefined,
    token: undefined,
  }
}

async function buys(post: Post, profile: Profile, person: Person, at: number): Promise<void> {
  const { kernel } = post.world
  const { phone, email } = person
  const placed = (order: string) => {
    person.order = order
    post.office.readers.set(order, { phone, email })
  }
  const part = {
    at,
    startMs: 0,
    orderLifeMs: profile.orderLifeMs,
    phone,
    mailbox: { email, placed },
  }
  await live(post.world, drawStory(kernel, profile), part)
}

async function runErrands(post: Post, person: Person): Promise<void> {
  const { kernel, outside } = post.world
  for (let left = 2 + kernel.choose(4); left > 0; left -= 1) {
    await kernel.sleep(
      outside,
      kernel.pick([70 * secondMs, 2 * secondMs, 6 * minuteMs, 20 * minuteMs]),
    )
    const errand = drawErrand(post, person)
    await post.codes.ask(errand.asked, errand.send)
    await kernel.sleep(outside, kernel.pick([8 * secondMs, secondMs, 45 * secondMs, 4 * minuteMs]))
    await enterSomehow(post, errand)
  }
}

function drawErrand(post: Post, person: Person): Errand {
  const { kernel } = post.world
  const kinds: ((post: Post, person: Person) => Errand)[] = [signIn]
  if (person.order !== undefined) kinds.push(opensOrder, opensOrder)
  if (person.account !== undefined) kinds.push(claims, changesReach)
  return (kinds[kernel.choose(kinds.length)] ?? signIn)(post, person)
}

function drawReach({ world, ways }: Post, { phone, email }: Person): Reach {
  const canMail = email !== undefined && ways.mail !== undefined
  return canMail && world.kernel.choose(2) === 1 ? { email: email.toLowerCase() } : { phone }
}

function readerOf(reach: Reach): string {
  return 'phone' in reach ? reach.phone : reach.email
}

/** A code that is sent to whoever it is asked for. */
function plain(purpose: CodePurpose, reach: Reach, { address }: Pick<Person, 'address'>) {
  const reader = readerOf(reach)
  return {
    asked: { purpose, subject: reader, reader, address, isPlain: true },
    send: (app: App) => sendCode(app, { purpose, to: reach, address, lang: 'zh' }),
    entered: { purpose, readers: [reader] },
  }
}

function signIn(post: Post, person: Person): Errand {
  const reach = drawReach(post, person)
  const visitor = visitorOf(person)
  return {
    ...plain('sign-in', reach, person),
    open: (app, code) => signInByCode(app, { reach, code }, { kind: 'program', visitor }),
    opened(answer) {
      const { customerId, token } = answer as Awaited<ReturnType<typeof signInByCode>>
      person.account = customerId
      person.token = token
      prove(post, customerId, reach)
      post.world.spawn(() => checkSession(post, token, reach))
    },
  }
}

function claims(post: Post, person: Person): Errand {
  const reach = drawReach(post, person)
  const customerId = person.account ?? ''
  return {
    ...plain('claim', reach, person),
    open: (app, code) => claimByCode(app, { customerId }, { reach, code }),
    opened: () => prove(post, customerId, reach),
  }
}

function changesReach(post: Post, person: Person): Errand {
  const reach = drawReach(post, person)
  const again = { password: undefined, place: visitorOf(person) }
  return {
    ...plain('sign-up', reach, person),
    open: async (app, code) => {
      const session = await findSignedInCustomer(app, person.token)
      if (!session) throw new Broken('a-session-lasts', person.phone)
      await setCustomerReach(app, session, { reach, code }, again)
    },
    opened: () => prove(post, person.account ?? '', reach),
  }
}

/** By its number and phone; one of them may be wrong. */
function opensOrder(post: Post, person: Person): Errand {
  const { kernel } = post.world
  const wrong = kernel.pick(['none', 'none', 'none', 'phone', 'number'] as const)
  const phone = wrong === 'phone' ? '13900000000' : person.phone
  const orderNumber = wrong === 'number' ? 'N0SUCH0RDER123456789' : (person.order ?? '')
  const way = post.ways.mail !== undefined && kernel.choose(2) === 1 ? 'mail' : 'sms'
  const email = person.email?.toLowerCase()
  const reader = way === 'sms' ? phone : email
  const isKnown = wrong === 'none' && reader !== undefined
  const { address } = person
  return {
    asked: {
      purpose: 'look-up',
      subject: isKnown || way === 'sms' ? (reader ?? '') : `nobody ${phone}`,
      reader: isKnown ? reader : undefined,
      address,
      isPlain: false,
    },
    send: (app) => sendOrderCode(app, { orderNumber, phone, way, address, lang: 'en' }),
    entered: {
      purpose: 'look-up',
      readers: wrong === 'none' && email !== undefined ? [phone, email] : [phone],
    },
    open: (app, code) => checkOrderCode(app, { orderNumber, phone }, code),
  }
}

function visitorOf({ address }: Person) {
  return { address, device: undefined, userAgent: 'a program', requestId: '' }
}

/** Enters what came, or what did not. */
async function enterSomehow(post: Post, errand: Errand): Promise<void> {
  const { kernel, outside } = post.world
  const inbox = errand.entered.readers.flatMap((reader) => post.codes.inbox(reader))
  const right = inbox.at(-1)
  if (right === undefined) return void (await enter(post, errand, '000000'))
  const how = kernel.pick(['once', 'again', 'wrong', 'thrice', 'late', 'twice', 'older'] as const)
  const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0')
  const before = how === 'wrong' ? 1 + kernel.choose(2) : how === 'thrice' ? 3 : 0
  for (let left = before; left > 0; left -= 1) await enter(post, errand, wrong)
  if (how === 'late') await kernel.sleep(outside, kernel.pick([5 * minuteMs, hourMs]))
  const older = inbox.at(-2)
  if (how === 'older' && older !== undefined) await enter(post, errand, older)
  if (how === 'twice') {
    await Promise.all([enter(post, errand, right), enter(post, errand, right)])
    return
  }
  const isUnheard = (await enter(post, errand, right)).is === 'unknown'
  if (how === 'again' || isUnheard) await enter(post, errand, right)
}

async function enter(post: Post, errand: Errand, code: string): Promise<Heard<unknown>> {
  const orders = [...post.office.readers]
  const heard = await post.codes.enter({ ...errand.entered, code }, (app) => errand.open(app, code))
  const { readers, purpose } = errand.entered
  if (heard.is === 'unknown') for (const reader of readers) post.perhaps.add(reader)
  if (heard.is !== 'done') return heard
  errand.opened?.(heard.value)
  if (!errand.opened || purpose === 'sign-up') return heard
  for (const reader of readers) {
    const own = orders.filter(([, to]) => to.phone === reader || to.email?.toLowerCase() === reader)
    post.claimed.push({ reader, orders: own.map(([order]) => order) })
  }
  return heard
}

function prove({ proofs }: Post, account: string, reach: Reach): void {
  proofs.set(account, (proofs.get(account) ?? new Set()).add(readerOf(reach)))
}

/** Whoever was let in by a code is who got it. */
async function checkSession({ world }: Post, token: string, reach: Reach): Promise<void> {
  const heard = await hear(world, (app) => findSignedInCustomer(app, token))
  if (heard.is !== 'done') return
  const { phone, email } = heard.value ?? { phone: undefined, email: undefined }
  if (readerOf(reach) !== phone && readerOf(reach) !== email)
    throw new Broken('who-is-let-in-got-the-code', readerOf(reach))
}

/** Somebody wants more codes than one may have: for one phone, all at once and some hours later, or from one address. */
async function insist(post: Post, phone: string): Promise<void> {
  const { kernel, outside } = post.world
  const how = kernel.pick(['not', 'phone', 'address', 'phone', 'not'] as const)
  if (how === 'not') return
  const times = how === 'phone' ? 12 : 23
  await kernel.sleep(outside, kernel.pick([0, 10 * minuteMs]))
  for (let at = 0; at < times; at += 1) {
    // Who waits after ten of them hopes that some of the ten are forgotten.
    if (how === 'phone' && at === 10) await kernel.sleep(outside, kernel.pick([3, 5]) * hourMs)
    const reach = { phone: how === 'phone' ? phone : `137000000${String(at).padStart(2, '0')}` }
    const address = how === 'phone' ? `198.51.100.${at}` : '198.51.100.200'
    const errand = plain('sign-in', reach, { address })
    await post.codes.ask(errand.asked, errand.send)
    await kernel.sleep(
      outside,
      how === 'phone' ? kernel.pick([61, 40, 25]) * secondMs : 2 * secondMs,
    )
  }
}

/** The merchant sends a buyer's letters once more. */
export async function sendLettersOnceMore(world: World): Promise<void> {
  const post = posts.get(world)
  const [order] = [...(post?.office.readers.keys() ?? [])]
  if (!post || order === undefined) return
  const before = post.office.countTaken(order)
  const by = personNamed('Han Meimei')
  const heard = await hear(world, (app) => resendLetters(app, order, by, 'asked to'))
  if (heard.is !== 'done') return
  world.kernel.mark('letter_by_hand')
  await world.kernel.sleep(world.outside, minuteMs)
  const isAway = world.kernel.now < world.faults.letter.downUntil
  if (!isAway && post.office.countTaken(order) < before + heard.value)
    throw new Broken('sent-by-hand-is-sent', order)
}

/** Every buyer was told, and every account has what it proved to be its own, and nothing else. */
export function checkPost(world: World): void {
  const post = posts.get(world)
  if (!post) return
  post.office.checkOwed()
  if (world.broken) throw world.broken
  const owned = world.look<Readonly<{ order: string; account: string }>>(
    'owned_orders',
    'select order_number as order, customer_id as account from customer_order',
  )
  for (const { order, account } of owned) {
    const { phone = '', email } = post.office.readers.get(order) ?? {}
    const shown = post.proofs.get(account)
    const isProved = [phone, email?.toLowerCase() ?? ''].some(
      (reader) => shown?.has(reader) || post.perhaps.has(reader),
    )
    if (!isProved) throw new Broken('an-order-is-claimed-by-proof', `${order} by ${account}`)
  }
  const taken = new Set(owned.map(({ order }) => order))
  for (const { reader, orders } of post.claimed)
    for (const order of orders)
      if (!taken.has(order)) throw new Broken('what-was-proved-is-claimed', `${order} by ${reader}`)
}
