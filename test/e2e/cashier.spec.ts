// The cashier when things do not go straight: other tabs, lost streams, no script, other apps, giving up.

import { expect, type Page, test } from '@playwright/test'
import { slow4G, watchShifts } from '../bench/slow-phone.ts'
import { phoneOf } from './agents.ts'
import { expectKey, goToGateway, orderNumberOf, pay, placeOrder } from './shop-pages.ts'

const payAt = (origin: string, outTradeNo: string) =>
  fetch(`${origin}/simulator/control/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ out_trade_no: outTradeNo }),
  })

/** What a browser tells a page when its tab is left or come back to. */
const turn = (page: Page, visibilityState: 'hidden' | 'visible') =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, visibilityState)

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
    await next.goto(page.url())
    expect((await asked).status()).toBe(200)
  }
})

test('19: the cashier turns by polling when the event stream is cut, and says when the network is lost', async ({
  page,
  context,
}) => {
  await page.route('**/events*', (route) => route.abort())
  await placeOrder(page)
  const form = page.locator('form[action$="/pay"]').first()
  await form.evaluate((element) => element.setAttribute('target', '_blank'))
  const [alipay] = await Promise.all([
    context.waitForEvent('page'),
    form.locator('button').first().click(),
  ])
  await alipay.waitForURL(/\/simulator\//)
  await page.route('**/status', (route) => route.abort())
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await expect(page.locator('[data-status]')).toHaveText('网络异常，正在重试')
  await expect(page.locator('[data-live]')).toHaveClass(/is-lost/)
  await pay(alipay)
  await page.unroute('**/status')
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await expectKey(page)
})

test('22, 30: "I have paid" tells the truth @desktop', async ({ page, baseURL }) => {
  const number = await placeOrder(page)
  await page.locator('form[action$="/check"] button').click()
  await page.waitForURL(/checked=1/)
  await expect(page.locator('.amount').first()).toContainText('99.00')
  await expect(page.locator('main')).toContainText('暂未收到付款结果，请勿重复支付')

  // Back from the gateway before its word: the page waits, and turns without being loaded again by hand.
  await page.goto(`/payment/result?order_number=${number}&returned=1`)
  await expect(page.locator('main')).toContainText('正在确认付款')
  expect((await payAt(baseURL ?? '', number)).status).toBe(200)
  await expectKey(page)
})

test('5, 6: a wrong clock and a long sleep change no countdown, and at 00:00 one way is left @desktop', async ({
  page,
}) => {
  await page.clock.install({ time: new Date('2001-01-01T00:00:00Z') })
  await placeOrder(page)
  const left = async () => {
    const [minutes = 0, seconds = 0] = (await page.locator('.clock').innerText())
      .split(':')
      .map(Number)
    return minutes * 60 + seconds
  }
  const before = await left()
  expect(before).toBeGreaterThan(25 * 60)
  await page.clock.fastForward('10:00')
  await expect.poll(async () => Math.abs(before - 600 - (await left()))).toBeLessThan(8)
  await page.clock.fastForward(before * 1000)
  await expect(page.locator('[data-over] .button-primary')).toBeVisible()
  await expect(page.locator('main .button-primary:visible')).toHaveText('重新下单')
  await expect(page.locator('.qr-code')).toBeHidden()
  await expect(page.locator('form[action$="/pay"]').first()).toBeHidden()
})

test('on a slow phone nothing is fetched before a page is painted, little after, and nothing on it jumps @own-phone', async ({
  browser,
  baseURL,
}) => {
  const phone = await phoneOf(browser, 'android')
  const page = await phone.newPage()
  const number = await placeOrder(page, 'year', baseURL)
  const wire = await phone.newCDPSession(page)
  await wire.send('Network.enable')
  await wire.send('Network.setCacheDisabled', { cacheDisabled: true })
  await wire.send('Network.emulateNetworkConditions', slow4G)
  await page.addInitScript(watchShifts)
  const paths = [`/cashier/${number}?env=desktop`, '/orders', '/products/demo-app']
  for (const path of paths) {
    await page.goto(path, { waitUntil: 'load' })
    if (path.startsWith('/cashier')) await expect(page.locator('.clock')).toHaveText(/\d\d:\d\d/)
    const { asked, blocking, bytes, script, jumped } = await page.evaluate(() => {
      const [document] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      return {
        asked: files.map((file) => new URL(file.name).pathname),
        blocking: files
          .filter(
            (file) =>
              'renderBlockingStatus' in file && file.renderBlockingStatus !== 'non-blocking',
          )
          .map((file) => file.name),
        bytes: files.reduce((sum, file) => sum + file.transferSize, document?.transferSize ?? 0),
        script: files.reduce(
          (sum, file) => sum + (file.initiatorType === 'script' ? file.encodedBodySize : 0),
          0,
        ),
        jumped: (window as unknown as { jumped: number }).jumped,
      }
    })
    expect(blocking, path).toEqual([])
    // The page itself, its script, its icon; a cashier asks where its order stands besides, in two ways.
    expect(new Set(asked).size, asked.join(' ')).toBeLessThanOrEqual(4)
    expect(bytes, path).toBeLessThan(18 * 1024)
    expect(script, path).toBeLessThan(4 * 1024)
    expect(jumped, path).toBeLessThan(0.02)
  }
  await phone.close()
})

test('27: the main job goes by keyboard alone @desktop', async ({ page, context }) => {
  await page.goto('/products/demo-app?plan=year')
  const tabTo = async (on: Page, selector: string) => {
    for (let pressed = 0; pressed < 40; pressed += 1) {
      await on.keyboard.press('Tab')
      if (await on.locator(`${selector}:focus-visible`).count()) return
    }
    throw new Error(`no way to ${selector}`)
  }
  await tabTo(page, '#contact_person')
  await page.keyboard.type('张三')
  await tabTo(page, '#phone')
  await page.keyboard.type('13800138000')
  await tabTo(page, '[data-submit]')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/cashier\//)
  await tabTo(page, 'form[action$="/pay"] button')
  const ring = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).outlineStyle)
  expect(await ring('form[action$="/pay"] button')).not.toBe('none')
  const opened = context.waitForEvent('page')
  await page.keyboard.press('Enter')
  const alipay = await opened
  await alipay.waitForURL(/\/simulator\//)
  await pay(alipay)
  await expectKey(page)
  await tabTo(page, '.key-card button')
})

test('a cancelled order says so and offers to order again @desktop', async ({ page }) => {
  await placeOrder(page)
  page.on('dialog', (dialog) => dialog.accept())
  await page.locator('form[action$="/cancel"] button').click()
  await expect(page.locator('a.button-primary')).toHaveAttribute('href', /\/products\/demo-app/)
  await expect(page.locator('form[action$="/pay"]')).toHaveCount(0)
})

test('23: a buyer without money is told why, and another one pays', async ({ page, context }) => {
  await placeOrder(page)
  const alipay = await goToGateway(page, context)
  await alipay.getByRole('radio').nth(1).check()
  await pay(alipay)
  // Only the page that answers has it; the choice on the one before would be lost.
  await expect(alipay.getByRole('alert')).toContainText('余额不足')
  await expect(alipay.locator('body')).toContainText('99.00')
  await alipay.getByRole('radio').first().check()
  await pay(alipay)
  await expectKey(alipay)
  // On a desktop the cashier is still open in a tab of its own, and turns as well.
  await expectKey(page)
})

test('inside another app the page says how to open the browser @own-phone', async ({
  browser,
  baseURL,
}) => {
  const context = await phoneOf(browser, 'qq')
  const page = await context.newPage()
  await placeOrder(page, 'year', baseURL)
  await expect(page.locator('.cover')).toContainText('浏览器')
  await expect(page.locator('form[action$="/pay"]')).toHaveCount(0)
  await context.close()
})

test('4: a second press of the order button is the same order @desktop', async ({
  page,
  baseURL,
}) => {
  await page.goto('/products/demo-app?plan=year')
  await page.locator('#contact_person').fill('张三')
  await page.locator('#phone').fill('13800138000')
  const form = await page.locator('form[action="/buy"]').evaluate((element) => {
    const fields = new URLSearchParams()
    for (const [name, value] of new FormData(element as HTMLFormElement)) {
      if (typeof value === 'string') fields.set(name, value)
    }
    return fields.toString()
  })
  const send = () =>
    fetch(`${baseURL}/buy`, {
      method: 'POST',
      body: form,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      redirect: 'manual',
    })
  const [first, second] = [await send(), await send()]
  expect(first.headers.get('location')).toMatch(/\/cashier\//)
  expect(second.headers.get('location')).toBe(first.headers.get('location'))
})

test('12: QR: paid from another phone, the desktop page turns by itself @desktop', async ({
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
  await expectKey(page)
  await phone.close()
})

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false })

  test('1: the whole main job works', async ({ page, context }, info) => {
    const number = await placeOrder(page, 'year')
    await expect(page.locator('main')).toContainText(number)
    await expect(page.locator('main')).toContainText('Demo App')
    await expect(page.locator('input[name="method"]').first()).toBeVisible()
    await expect(page.locator('.qr-code')).toHaveCount(info.project.name === 'phone' ? 0 : 1)
    await expect(page.locator('.amount').first()).toContainText('99.00')
    const alipay = await goToGateway(page, context)
    await pay(alipay)
    await alipay.waitForURL(/\/payment\/result/)
    await expect(alipay.locator('.key').first()).toBeVisible({ timeout: 15_000 })
  })

  test('the waiting cashier turns by itself when it is paid elsewhere @desktop', async ({
    page,
    baseURL,
  }) => {
    const number = await placeOrder(page, 'month')
    const opened = await fetch(`${baseURL}/api/v1/user/pay/alipay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order_number: number, payment_type: 'wap' }),
    })
    const { data } = (await opened.json()) as { data: { payment_url: string } }
    await fetch(data.payment_url)
    expect((await payAt(baseURL ?? '', number)).status).toBe(200)
    await page.waitForURL(/\/payment\/result/, { timeout: 20_000 })
    await expect(page.locator('.key').first()).toBeVisible()
  })
})
