// pages: what a payer on a slow phone waits for. The built shop's pages in Chromium over slow 4G, the processor slowed
// four times and nothing cached, beside a page of one heading and one button from a bare server of the same settings.

import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { fastify } from 'fastify'
import { build } from '../support/build.ts'
import { startProgram } from './demo-program.ts'
import { inFolder } from './folder.ts'
import type { Figure } from './report.ts'
import { median, takeTurns } from './rounds.ts'
import { slow4G, slowdown, watchShifts } from './slow-phone.ts'

const rounds = 7
/** What a payer may wait for, in ms, and how much of the page may jump. */
const goals = { paint: 1_000, usable: 1_200, shift: 20 }
const shopPhone = '13800138000'

/** Of one load: moments in ms since it was asked for; the shift in thousandths of the screen; bytes as they travelled. */
type Load = Readonly<Record<'paint' | 'usable' | 'shift' | 'bytes' | 'script', number>>

const units = { paint: 'ms', usable: 'ms', shift: '‰', bytes: 'B', script: 'B' } as const
const measures = Object.keys(units) as (keyof typeof units)[]

type Shown = Readonly<{
  path: string
  /** what somebody came for: the code, the key, the button */
  main: string
  /** the order whose buyer looks at it */
  of?: Placed
  /** Proves that the page reacts: throws when it does not. */
  press(page: Page): Promise<void>
}>

type Placed = Readonly<{ order_number: string; access_token: string }>

/** Fails when a page keeps a payer waiting longer than the goals allow. */
export async function benchPages(signal: AbortSignal): Promise<Figure[]> {
  await build()
  return inFolder(async (folder) => {
    const shop = await startProgram(folder, { DEMO: '1', RATE_LIMIT_FACTOR: '10000' })
    const bare = await bareServer()
    const browser = await chromium.launch({ executablePath: chromiumHere(), args: flags })
    try {
      const figures: Figure[] = []
      for (const [name, shown] of Object.entries(await pagesOf(shop.url)))
        figures.push(...(await figuresOf(name, browser, shop.url, bare.url, shown, signal)))
      remark(figures)
      return figures
    } finally {
      await browser.close()
      await bare.stop()
      await shop.stop()
    }
  })
}

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--font-render-hinting=none']

/** Best the one without windows. */
function chromiumHere(): string {
  const named = process.env.CHROMIUM
  const usual = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
  return named ?? usual.find((path) => existsSync(path)) ?? 'chromium'
}

/** An order that waits with its code, and one that is paid, are what the pages show. */
async function pagesOf(url: string): Promise<Readonly<Record<string, Shown>>> {
  const waiting = await placeOrder(url, 'year')
  // The gateway has made the code already: how long one takes is not the page's doing.
  const cashier = `/cashier/${waiting.order_number}?env=desktop&method=alipay`
  await fetch(url + cashier)
  const paid = await placeOrder(url, 'free')
  return {
    product: {
      path: '/products/demo-app?plan=year',
      main: '[data-submit]',
      press: async (page) => {
        const price = page.locator('[data-submit]')
        const before = await price.innerText()
        await page.locator('[name=package_id]').last().check({ force: true })
        if ((await price.innerText()) === before) throw new Error('the price does not follow')
      },
    },
    cashier: {
      path: cashier,
      main: '.qr-code',
      of: waiting,
      press: copy,
    },
    result: {
      path: `/payment/result?order_number=${paid.order_number}`,
      main: '.key',
      of: paid,
      press: copy,
    },
    lookup: {
      path: '/orders',
      main: 'form[action="/orders"] button',
      press: (page) => page.locator('#order_number').fill(paid.order_number),
    },
  }
}

async function copy(page: Page): Promise<void> {
  await page.locator('[data-copy]').first().click()
  await page.locator('[data-announce]:not(:empty)').waitFor()
}

async function placeOrder(url: string, package_id: string): Promise<Placed> {
  const reply = await fetch(`${url}/api/v1/user/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      product_id: 'demo-app',
      package_id,
      quantity: 1,
      contact_person: '张三',
      phone: shopPhone,
    }),
  })
  return ((await reply.json()) as { data: Placed }).data
}

async function figuresOf(
  name: string,
  browser: Browser,
  shop: string,
  bare: string,
  shown: Shown,
  signal: AbortSignal,
): Promise<Figure[]> {
  const taken: Record<'ours' | 'floor', Load[]> = { ours: [], floor: [] }
  const round = (which: 'ours' | 'floor', address: string, what: Shown) => async () => {
    taken[which].push(await load(browser, address, what, taken[which].length === 0))
    return 0
  }
  const plain: Shown = { path: '/', main: 'button', press: async () => {} }
  await takeTurns(
    { ours: round('ours', shop, shown), floor: round('floor', bare, plain) },
    { rounds, signal },
  )
  return measures.map((measure) => {
    // The first load of each warmed up.
    const of = (which: 'ours' | 'floor') => taken[which].slice(1).map((one) => one[measure])
    const figure = { name: `pages.${name}.${measure}`, unit: units[measure], rounds: of('ours') }
    const isCompared = measure === 'paint' || measure === 'usable'
    return isCompared
      ? { ...figure, against: { what: 'bare page, bare server', rounds: of('floor') } }
      : figure
  })
}

/** One load by a browser that has never been there. */
async function load(
  browser: Browser,
  origin: string,
  { path, main, of, press }: Shown,
  isProved: boolean,
): Promise<Load> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN',
  })
  const cookie = of && { name: `order_${of.order_number}`, value: of.access_token, url: origin }
  try {
    if (cookie) await context.addCookies([cookie])
    const page = await slowPage(context)
    await page.goto(origin + path, { waitUntil: 'load' })
    await page.locator(main).first().waitFor()
    if (isProved) await press(page)
    return await readLoad(page)
  } finally {
    await context.close()
  }
}

async function slowPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  const wire = await context.newCDPSession(page)
  await wire.send('Network.enable')
  await wire.send('Network.setCacheDisabled', { cacheDisabled: true })
  await wire.send('Network.emulateNetworkConditions', slow4G)
  await wire.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await page.addInitScript(watchShifts)
  return page
}

/**
 * A page's script is deferred, so its listeners are there when the document's own end is told: from then on, and once it
 * is painted, the page can be used.
 */
async function readLoad(page: Page): Promise<Load> {
  const { paint, document, files, jumped } = await page.evaluate(async () => {
    // A paint is told of a moment after it was made.
    while (performance.getEntriesByName('first-contentful-paint').length === 0)
      await new Promise(requestAnimationFrame)
    return {
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      document: performance.getEntriesByType('navigation')[0]?.toJSON() as Timing & {
        domContentLoadedEventEnd: number
      },
      files: performance.getEntriesByType('resource').map((file) => file.toJSON() as Timing),
      jumped: (window as unknown as { jumped: number }).jumped,
    }
  })
  const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0)
  const scripts = files.filter((file) => file.initiatorType === 'script')
  return {
    paint,
    usable: Math.max(paint, document.domContentLoadedEventEnd),
    shift: jumped * 1_000,
    bytes: sum([document, ...files].map((file) => file.transferSize)),
    script: sum(scripts.map((file) => file.encodedBodySize)),
  }
}

type Timing = Pick<PerformanceResourceTiming, 'initiatorType' | 'transferSize' | 'encodedBodySize'>

function remark(figures: readonly Figure[]): void {
  const slow = figures.filter(({ name, rounds: all }) => {
    const measure = name.split('.')[2] as keyof typeof goals
    return median(all) > (goals[measure] ?? Number.POSITIVE_INFINITY)
  })
  for (const { name } of slow) console.error(`${name} is above its goal`)
  if (slow.length > 0) process.exitCode = 1
}

/** The least there could be: a page of one heading and one button, packed, from a server of the shop's settings. */
async function bareServer() {
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>bare</title><link rel="icon" href="data:,"></head><body><h1>99.00</h1><button>Pay</button></body></html>`
  const packed = gzipSync(page)
  const server = fastify({ logger: false, keepAliveTimeout: 72_000 })
  server.get('/', (_, reply) =>
    reply.type('text/html; charset=utf-8').header('content-encoding', 'gzip').send(packed),
  )
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.server.closeAllConnections()
      await server.close()
    },
  }
}
