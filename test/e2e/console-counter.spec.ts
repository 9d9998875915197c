// The counter as a cashier works it: choose, scan with a scanner (a keyboard that ends with Enter), wait with the
// customer, hand the keys over, next customer.

import { expect, type Page, test } from '@playwright/test'
import { encodeQR } from 'qr'
import { expectAccessible } from './axe.ts'
import { openConsole } from './console.ts'

type Outcome = 'paid' | 'password' | 'poor'

test('a code is scanned, the customer is shown the keys, and the next one comes at one key', async ({
  page,
}) => {
  await openConsole(page, '/counter')
  await expect(page.locator('h1')).toHaveText('柜台收款')
  await begin(page)
  await expect(page.locator('.amount')).toHaveText('¥9.90')
  await expect(codeField(page)).toBeFocused()
  await expectAccessible(page)

  await scan(page, await codeOf(page, 'alipay', 'paid'))
  await expect(page.locator('[data-state="paid"]')).toContainText('已收款')
  await page.getByRole('button', { name: '显示授权码' }).click()
  await expect(page.locator('.key .mono')).toHaveText(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/)
  await expectAccessible(page)
  await page.evaluate(() => {
    window.print = () => {
      document.documentElement.dataset.printed = document.querySelector('.key .mono')?.textContent
    }
  })
  await page.getByRole('button', { name: '打印' }).click()
  await expect(page.locator('html')).toHaveAttribute(
    'data-printed',
    /^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/,
  )

  await page.getByRole('button', { name: /下一位顾客/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('顾客手机号')).toHaveValue('')
})

test('a refused code says what to do, the field is ready for the next one, and a sale can be given up in English @desktop', async ({
  page,
}) => {
  await openConsole(page, '/counter')
  await begin(page)
  await scan(page, await codeOf(page, 'wechat', 'poor'))
  await expect(page.locator('[data-state="refused"]')).toContainText('余额或银行卡额度不够')
  await expect(codeField(page)).toBeFocused()
  await expectAccessible(page)
  await scan(page, '6901234567892')
  await expect(page.getByRole('alert')).toContainText('不是本店能收的付款码')
  await scan(page, await codeOf(page, 'wechat', 'paid'))
  await expect(page.locator('[data-state="paid"]')).toBeVisible()

  await page.goto('/admin/counter?lang=en')
  await page.getByLabel("Customer's phone").fill('13800138000')
  await page.getByRole('button', { name: 'Take payment' }).click()
  await expect(page.getByText("Scan the customer's payment code")).toBeVisible()
  await page.getByRole('button', { name: 'Give up' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Give up' }).click()
  await expect(page.locator('[data-state="over"]')).toContainText('The order is over')
})

test('a password is waited for, and the screen follows the phone @desktop', async ({ page }) => {
  await openConsole(page, '/counter')
  await begin(page)
  await scan(page, await codeOf(page, 'alipay', 'password'))
  await expect(page.locator('[data-state="password"]')).toContainText('等顾客在手机上输入密码')
  await expect(page.getByText(/还可以等 \d+ 秒/)).toBeVisible()
  await expect(codeField(page)).toHaveCount(0)
  await expectAccessible(page)

  // Nobody begins another sale by mistake while the customer still types: not by the menu, and not by a reload.
  page.once('dialog', (question) => void question.dismiss())
  const menu = page.getByRole('button', { name: '打开菜单' })
  if (await menu.isVisible()) await menu.click()
  await page.locator('a[href="/admin/counter"]:visible').click()
  await expect(page).toHaveURL(/order=/)
  await expect(page.locator('[data-state="password"]')).toBeVisible()
  page.once('dialog', (question) => void question.accept())
  await page.reload()
  await expect(page.locator('[data-state="password"]')).toContainText('等顾客在手机上输入密码')
  await confirmOnPhone(page)
  await expect(page.locator('[data-state="paid"]')).toBeVisible({ timeout: 15_000 })
})

test('on a plain http address in the shop’s own network the counter sells by scanner @desktop', async ({
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(crypto, 'randomUUID', { value: undefined })
    Object.defineProperty(window, 'isSecureContext', { value: false })
  })
  await page.route('**/api/v1/admin/counter', (route) => route.fulfill({ status: 502 }), {
    times: 1,
  })
  await openConsole(page, '/counter')
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByRole('button', { name: '重试' }).click()
  await begin(page)
  await page.getByRole('button', { name: '用摄像头扫' }).click()
  await expect(page.getByRole('alert')).toContainText('只有 https 地址')
})

test('a QR code before the camera is charged, in a browser that reads no codes itself', async ({
  page,
}) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'BarcodeDetector'))
  await openConsole(page, '/counter')
  const code = await codeOf(page, 'alipay', 'paid')
  await page.evaluate(standInCamera, encodeQR(code, 'raw', { border: 4 }))
  await begin(page)
  await page.getByRole('button', { name: '用摄像头扫' }).click()
  await expect(page.locator('[data-state="paid"]')).toBeVisible()
})

async function begin(page: Page): Promise<void> {
  await page.getByLabel('顾客手机号').fill('13800138000')
  await page.keyboard.press('Enter')
  await expect(codeField(page)).toBeVisible()
}

function codeField(page: Page) {
  return page.getByLabel('付款码').and(page.getByRole('textbox'))
}

/** A scanner is a keyboard: it types wherever the cursor is, and ends with Enter. */
async function scan(page: Page, code: string): Promise<void> {
  await expect(codeField(page)).toBeFocused()
  await page.keyboard.type(code)
  await page.keyboard.press('Enter')
}

async function codeOf(page: Page, gateway: 'alipay' | 'wechat', outcome: Outcome): Promise<string> {
  const made = await page.request.post('/simulator/control/codes', { data: { gateway, outcome } })
  return (await made.json()).auth_code
}

/** The charge that waits is the youngest one of this page’s order. */
async function confirmOnPhone(page: Page): Promise<void> {
  const listed = await (await page.request.get('/simulator/control/trades')).json()
  const waiting = listed.trades.filter(
    (trade: { scene: string; trade_status: string }) =>
      trade.scene === 'code' && trade.trade_status === 'WAIT_BUYER_PAY',
  )
  for (const { out_trade_no } of waiting) {
    const data = { gateway: 'alipay', out_trade_no }
    await page.request.post('/simulator/control/pay', { data })
  }
}

/** A camera that looks at this code; the page's own policy decides whether it may be opened. */
function standInCamera(modules: readonly (readonly boolean[])[]): void {
  const canvas = document.createElement('canvas')
  const paint = canvas.getContext('2d')
  const [width, height, side] = [640, 480, 9]
  Object.assign(canvas, { width, height })
  let shade = 0
  // A picture that never changes makes no frames.
  setInterval(() => {
    shade = (shade + 40) % 256
    if (!paint) return
    paint.fillStyle = '#fff'
    paint.fillRect(0, 0, width, height)
    paint.fillStyle = '#000'
    for (const [y, row] of modules.entries())
      for (const [x, isDark] of row.entries())
        if (isDark) paint.fillRect(120 + x * side, 60 + y * side, side, side)
    paint.fillStyle = `rgb(${shade} 0 0)`
    paint.fillRect(0, 0, 8, 8)
  }, 50)
  const policy = (
    document as Document & { featurePolicy?: { allowsFeature(name: string): boolean } }
  ).featurePolicy
  const getUserMedia = async () => {
    if (policy?.allowsFeature('camera') === false) throw new DOMException('', 'NotAllowedError')
    return canvas.captureStream(20)
  }
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia } })
}
