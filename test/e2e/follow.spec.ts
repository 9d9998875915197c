// The cashier follows its order: other tabs, lost streams and networks, clocks that are wrong, and what was paid elsewhere.

import { expect, type Page, type Request, test } from '@playwright/test'
import { expectKey, goToGateway, orderNumberOf, pay, payAt, placeOrder } from './shop-pages.ts'

/** What a browser tells a page when its tab is left or come back to. */
const turn = (page: Page, visibilityState: 'hidden' | 'visible') =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, visibilityState)

/** Waits until the shop knows of the payment: what a page takes from then on is its own. */
const untilKnown = (page: Page, number: string) =>
  expect
    .poll(async () => (await (await page.request.get(`/cashier/${number}/status`)).json()).status, {
      intervals: [20],
    })
    .toBe(1)

/** The cashier leaves for the result within so many ms. */
const turnsWithin = (page: Page, timeout: number) =>
  page.waitForURL(/\/payment\/result/, { timeout, waitUntil: 'commit' })

/** In the page: how long each timer was asked to wait. */
function noteWaits(): void {
  const plain = window.setTimeout
  const waits: unknown[] = []
  const noting = (...asked: Parameters<typeof plain>) => {
    waits.push(asked[1])
    return plain(...asked)
  }
  Object.assign(window, { waits, setTimeout: noting })
}

const lastWait = () => (window as unknown as { waits: number[] }).waits.at(-1)

test('18, 20, 21: two tabs of one order both turn to paid @desktop', async ({ page, context }) => {
  const number = await placeOrder(page)
  const second = await context.newPage()
  const asked: string[] = []
  second.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await second.goto(page.url())
  // Behind another tab it lets go of its stream, for a browser has six connections; in front it asks at once.
  const closed = second.waitForEvent('requestfailed', (request) => /events$/.test(request.url()))
  await turn(second, 'hidden')
  await closed
  asked.length = 0
  await turn(second, 'visible')
  await expect
    .poll(() => asked.map((path) => path.split('/').at(-1)))
    .toEqual(expect.arrayContaining(['events', 'status']))
  // Out of the browser's memory a page is loaded anew: what it shows may be long over.
  await Promise.all([
    second.waitForRequest((request) => request.isNavigationRequest()),
    second.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))),
  ])
  await second.waitForLoadState()
  const alipay = await goToGateway(page, context)
  await pay(alipay)
  await expectKey(alipay)
  await expectKey(second)
  expect(orderNumberOf(second)).toBe(number)
})

test('20: the seventh tab of a shop is answered, since those behind hold no stream @desktop', async ({
  page,
  context,
}) => {
  await placeOrder(page)
  for (let tab = 2; tab <= 7; tab += 1) {
    const behind = context.pages().at(-1)
    if (behind) await turn(behind, 'hidden')
    const next = await context.newPage()
    // A browser keeps six connections to a shop: were they all held, this would wait for ever.
    const asked = next.waitForResponse((reply) => reply.url().endsWith('/status'))
    const started = Date.now()
    await next.goto(page.url())
    expect((await asked).status()).toBe(200)
    expect(Date.now() - started, `tab ${tab}`).toBeLessThan(2_000)
  }
})

test('19: where the event stream is cut the cashier polls; where nothing answers it says so and asks less and less often', async ({
  page,
  context,
}) => {
  await page.clock.install()
  await page.addInitScript(noteWaits)
  const stream = 'event: status\ndata: {"status":0,"state":"waiting","version":1}\n\n'
  let streams = 0
  await page.route('**/events*', (route) => {
    streams += 1
    return streams === 1
      ? route.fulfill({ contentType: 'text/event-stream', body: stream })
      : route.abort()
  })
  let underWay = 0
  let asked = 0
  const ofStatus = (count: () => void) => (request: Request) => {
    if (request.url().endsWith('/status')) count()
  }
  page.on(
    'request',
    ofStatus(() => {
      asked += 1
      underWay += 1
    }),
  )
  const ended = ofStatus(() => {
    underWay -= 1
  })
  page.on('requestfinished', ended).on('requestfailed', ended)
  const number = await placeOrder(page)
  const form = page.locator('form[action$="/pay"]').first()
  await form.evaluate((element) => element.setAttribute('target', '_blank'))
  const [alipay] = await Promise.all([
    context.waitForEvent('page'),
    form.locator('button').first().click(),
  ])
  await alipay.waitForURL(/\/simulator\//)

  await page.clock.pauseAt(Date.now() + 60_000)
  await expect.poll(() => underWay).toBe(0)
  await page.route('**/status', (route) => route.abort())
  const lost = () => page.waitForEvent('requestfailed', (one) => one.url().endsWith('/status'))
  const retrying = page.locator('[data-status]', { hasText: '网络异常，正在重试' })
  await expect(async () => {
    await Promise.all([lost(), page.evaluate(() => window.dispatchEvent(new Event('online')))])
    // One that was under way before the rest were cut off may have been answered meanwhile.
    await expect.poll(() => underWay).toBe(0)
    await expect(retrying).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(page.locator('[data-live]')).toHaveClass(/is-lost/)
  // Where one that was under way failed too, this was the second time.
  await expect.poll(() => page.evaluate(lastWait)).toBeGreaterThan(0)
  const first = await page.evaluate(lastWait)
  expect([2_000, 4_000]).toContain(first)
  const waits = [2, 4, 8, 15, 15]
  for (const seconds of waits.slice(waits.indexOf(Number(first) / 1_000))) {
    // Time may go on once the page has taken the failure in.
    await expect.poll(() => page.evaluate(lastWait)).toBe(seconds * 1_000)
    const before = asked
    await page.clock.runFor(seconds * 1_000 - 1)
    expect(asked - before, `before ${seconds} s are over`).toBe(0)
    await Promise.all([lost(), page.clock.runFor(1)])
  }

  await page.unroute('**/status')
  await page.clock.resume()
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await expect(page.locator('[data-live]')).not.toHaveClass(/is-lost/)
  await expect(retrying).toBeHidden()
  await pay(alipay)
  await untilKnown(alipay, number)
  await turnsWithin(page, 4_000)
  await expectKey(page)
})

test('22, 30, 43: “I have paid” tells the truth, and the look-up leads back to paying @desktop', async ({
  page,
  baseURL,
}) => {
  const number = await placeOrder(page)
  await page.locator('form[action$="/check"] button').click()
  await page.waitForURL(/checked=1/)
  await expect(page.locator('.amount').first()).toContainText('99.00')
  await expect(page.locator('main')).toContainText('正在确认付款')
  await expect(page.locator('main')).toContainText('暂未收到付款结果，请勿重复支付')

  await page.goto('/orders')
  await page.locator('#order_number').fill(number)
  await page.locator('#phone').fill('+86 138-0013-8000')
  await page.locator('form[action="/orders"] button').first().click()
  await page.getByRole('link', { name: '继续支付' }).click()
  await page.waitForURL(/\/cashier\//)
  expect(orderNumberOf(page)).toBe(number)
  await expect(page.locator('.qr-code')).toBeVisible()

  // Back from the gateway before its word: the page waits, and turns without being loaded again by hand.
  await page.clock.install()
  await page.goto(`/payment/result?order_number=${number}&returned=1`)
  await expect(page.locator('main')).toContainText('正在确认付款')
  await expect(page.locator('[data-long-wait]')).toBeEmpty()
  await page.clock.fastForward(15_000)
  await expect(page.locator('[data-long-wait]')).toContainText('比平时久一些')
  expect((await payAt(baseURL ?? '', number)).status).toBe(200)
  await expectKey(page)
})

test('5, 6: a wrong clock, a late script and a long sleep change no countdown, and at 00:00 one way is left @desktop', async ({
  page,
}) => {
  await page.clock.install({ time: new Date('2001-01-01T00:00:00Z') })
  // As if the script had come three seconds after the page.
  await page.addInitScript(() =>
    Object.assign(performance, {
      getEntriesByType: () => [{ responseStart: performance.now() - 3_000 }],
    }),
  )
  await placeOrder(page)
  await page.clock.pauseAt(new Date('2001-01-01T00:10:00Z'))
  await page.reload()
  const clock = page.locator('.clock')
  const told = () =>
    clock.evaluate(
      ({ dataset }: HTMLElement) => (Number(dataset.expires) - Number(dataset.now)) / 1_000,
    )
  const left = async () => {
    const [minutes = 0, seconds = 0] = (await clock.innerText()).split(':').map(Number)
    return minutes * 60 + seconds
  }
  const whole = await told()
  expect(whole).toBeGreaterThan(25 * 60)
  for (const passed of [1, 10 * 60]) {
    const before = await page.evaluate(() => Date.now())
    // The long sleep is behind another tab.
    if (passed > 1) await turn(page, 'hidden')
    await page.clock.fastForward(passed * 1_000)
    if (passed > 1) await turn(page, 'visible')
    expect((await page.evaluate(() => Date.now())) - before).toBe(passed * 1_000)
    const since = 3 + (passed === 1 ? 1 : 601)
    expect(Math.abs(whole - since - (await left())), `after ${passed} s`).toBeLessThanOrEqual(1)
  }
  await page.clock.fastForward(whole * 1_000)
  await expect(page.locator('[data-over] .button-primary')).toBeVisible()
  await expect(page.locator('main .button-primary:visible')).toHaveText('重新下单')
  await expect(page.locator('.qr-code')).toBeHidden()
  await expect(page.locator('main input:visible')).toHaveCount(0)
  await expect(page.locator('form[action$="/pay"]').first()).toBeHidden()
})

test('12, 18: QR: paid from another phone, the desktop page turns by itself @desktop', async ({
  page,
  browser,
  baseURL,
}) => {
  const number = await placeOrder(page)
  const reply = await fetch(`${baseURL}/api/v1/user/pay/alipay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order_number: number, payment_type: 'qr' }),
  })
  const { data } = (await reply.json()) as { data: { qr_code: string } }
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
  const scanned = await phone.newPage()
  await scanned.goto(data.qr_code)
  await pay(scanned)
  await untilKnown(page, number)
  await turnsWithin(page, 2_000)
  await expectKey(page)
  await phone.close()
})
