// Writes docs/screens: what a payer sees in every state, on a phone and on a desktop, taken from the built program
// with its simulated gateways: npm run screens. CHROMIUM names the browser.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'

const root = join(import.meta.dirname, '..')
const folder = process.argv[2] ?? join(root, 'docs/screens')
const owner = { email: 'owner@shop.example', password: 'a long password for pictures only' }
const phone = '13800138000'
const screens = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  },
}
const only = process.env.SCREENS?.split(',')
const look = {
  locale: process.env.SCREENS_LOCALE ?? 'zh-CN',
  colorScheme: process.env.SCREENS_DARK ? 'dark' : 'light',
  timezoneId: 'Asia/Shanghai',
  reducedMotion: 'reduce',
}

/** of the owner's session, once there is one */
let cookie = ''

const port = await freePort()
const origin = `http://127.0.0.1:${port}`
const data = mkdtempSync(join(tmpdir(), 'keytill-screens-'))
const shop = spawn(process.execPath, ['dist/cli.js', 'start'], {
  cwd: root,
  stdio: 'ignore',
  env: {
    ...process.env,
    PORT: String(port),
    DATA_DIR: data,
    DEMO: '1',
    ADMIN_EMAIL: owner.email,
    ADMIN_PASSWORD: owner.password,
    RATE_LIMIT_FACTOR: '1000',
  },
})
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
})
try {
  await until('the shop is ready', async () => (await fetch(`${origin}/readyz`)).ok)
  mkdirSync(folder, { recursive: true })
  for (const [screen, options] of Object.entries(screens)) {
    const context = await browser.newContext({ ...options, ...look })
    const page = await context.newPage()
    await takeAll(page, (name) => shoot(page, `${name}-${screen}`), screen)
    await context.close()
  }
} finally {
  await browser.close()
  const ended = new Promise((resolve) => shop.once('exit', resolve))
  shop.kill('SIGTERM')
  await ended
  rmSync(data, { recursive: true, force: true })
}

/** The states in the order in which one order or the next comes to them. */
async function takeAll(page, take, screen) {
  const waiting = await order(page)
  await take('waiting')
  await page.goto(`${origin}/cashier/${waiting}?method=wechat&env=desktop`)
  await take('qr')
  await page.route(/\/(status|events)$/, (route) => route.abort())
  await page.reload()
  await page.getByText(/网络异常|network/i).waitFor()
  await take('network-lost')
  await page.unroute(/\/(status|events)$/)
  await page.goto(`${origin}/cashier/${waiting}?method=wechat&checked=1`)
  await take('confirming')
  await page.goto(`${origin}/payment/result?order_number=${waiting}&returned=1`)
  await take('returned')

  await page.goto('about:blank')
  await pay(waiting, 'wechat')
  await page.goto(`${origin}/payment/result?order_number=${waiting}`)
  await page.locator('.key').first().waitFor()
  await take('paid')

  const twice = await payTwice(page)
  await page.goto(`${origin}/payment/result?order_number=${twice}`)
  await take('twice')
  await refund(waiting)
  await page.goto(`${origin}/payment/result?order_number=${waiting}`)
  await take('refunded')

  await page.goto(`${origin}/orders`)
  await page.locator('#order_number').fill(twice)
  await page.locator('#phone').fill(phone)
  await page.locator('form[action="/orders"] button').click()
  await take('look-up')
  await page.goto(`${origin}/rescue`)
  await take('rescue')
  const lost = await order(page)
  await page.goto('about:blank')
  await control('faults', { fault: 'lose_notice' })
  const { trade_no } = await pay(lost, 'alipay')
  await control('faults/clear', {})
  await page.goto(`${origin}/rescue`)
  await page.locator('#number').fill(trade_no)
  await page.locator('form[action="/rescue"] button').click()
  await take('rescued')

  const expired = await order(page)
  await control('clock', { advance_ms: 31 * 60_000 })
  await page.locator('a.button-primary[href*="/products/"]').waitFor({ timeout: 30_000 })
  await take('expired')
  await page.goto('about:blank')
  await pay(expired, 'alipay')
  await until('the late money is there', async () => {
    await page.goto(`${origin}/payment/result?order_number=${expired}`)
    return (await page.locator('.key').count()) > 0
  })
  await take('late')
  if (only) console.log(`${screen}: ${only.join(', ')}`)
}

async function shoot(page, name) {
  if (only && !only.some((one) => name.startsWith(one))) return
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

/** A buyer's order, made on the page; ends on the cashier. */
async function order(page) {
  await page.goto(`${origin}/products/demo-app?plan=year`)
  await page.locator('#contact_person').fill('张三')
  await page.locator('#phone').fill(phone)
  await page.locator('[data-submit]').click()
  await page.waitForURL(/\/cashier\//)
  const number = /cashier\/(\w+)/.exec(page.url())[1]
  // A phone is shown no code, so nothing of this order would be at the gateway yet.
  await post('user/pay/alipay', { order_number: number, payment_type: 'qr' })
  return number
}

async function payTwice(page) {
  const number = await order(page)
  await page.goto('about:blank')
  await post('user/pay/wechat', { order_number: number, payment_type: 'native' })
  await pay(number, 'wechat')
  await control('pay', { out_trade_no: number, gateway: 'alipay', even_closed: true })
  await until('it was paid twice', async () => {
    await page.goto(`${origin}/payment/result?order_number=${number}`)
    return (await page.locator('.notice').count()) > 0
  })
  return number
}

async function refund(number) {
  if (cookie === '') {
    await signIn('/api/v1/admin/session', owner)
    await signIn('/api/v1/admin/session/step-up', { password: owner.password })
  }
  await post('admin/refunds', { order_number: number, amount: '99', reason: '买错了' })
  // Until then a person may take it back.
  await control('clock', { advance_ms: 5 * 60_000 })
  await until('the money went back', async () => {
    const query = new URLSearchParams({ order_number: number, phone })
    const answer = await fetch(`${origin}/api/v1/user/orders/query?${query}`)
    return (await answer.json()).data.status === 4
  })
}

/** Proving again who one is makes another session. */
async function signIn(path, proof) {
  const given = (await send(path, proof)).headers.getSetCookie()
  if (given.length > 0) cookie = given.map((one) => one.split(';')[0]).join('; ')
}

function pay(number, gateway) {
  return control('pay', { out_trade_no: number, gateway, even_closed: true })
}

async function control(path, body) {
  return (await send(`/simulator/control/${path}`, body)).json()
}

async function post(path, body) {
  const answer = await send(`/api/v1/${path}`, body)
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return (await answer.json()).data
}

function send(path, body) {
  return fetch(origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie },
    body: JSON.stringify(body),
  })
}

async function until(what, check) {
  for (let tried = 0; tried < 150; tried += 1) {
    if (await check().catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`waited in vain until ${what}`)
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address()
      server.close(() => resolve(free))
    })
  })
}
