// One cashier wherever it is opened: phone browsers, inside WeChat, inside Alipay, and the code that either app
// can scan. Both gateways are simulated; the apps are told by their User-Agent.

import { type Browser, expect, type Page, test } from '@playwright/test'
import { type Agent, answerNext, phoneOf } from './agents.ts'
import { choose, expectKey, goToGateway, orderNumberOf, pay, placeOrder } from './shop-pages.ts'

const methodsOf = (page: Page) =>
  page
    .locator('input[type="radio"][name="method"]')
    .evaluateAll((radios) => radios.map((radio) => (radio as HTMLInputElement).value))

/** Runs a story on a phone of its own. */
async function onPhone(
  browser: Browser,
  agent: Agent,
  story: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await phoneOf(browser, agent)
  try {
    await story(await context.newPage())
  } finally {
    await context.close()
  }
}

/** The text of the code that the page shows, as its demo link hands it to the simulator. */
async function codeText(page: Page): Promise<string> {
  const link = await page.locator('[data-chosen] a[href*="code="]').getAttribute('href')
  return new URL(link ?? '').searchParams.get('code') ?? ''
}

for (const agent of ['iphone', 'android'] as const) {
  test.describe(`in the browser of an ${agent}`, () => {
    test('WeChat Pay leaves for its page and comes back with the key', async ({
      browser,
      baseURL,
    }) => {
      await onPhone(browser, agent, async (page) => {
        await placeOrder(page, 'year', baseURL)
        expect(await methodsOf(page)).toEqual(['alipay', 'wechat'])
        await choose(page, 'wechat')
        await expect(page.locator('.qr-code')).toHaveCount(0)
        await goToGateway(page, page.context())
        await expect(page.locator('body')).toContainText('99.00')
        await pay(page)
        await expectKey(page)
        await expect(page.locator('main')).toContainText('微信支付')
      })
    })

    test('13: Alipay does the same', async ({ browser, baseURL }) => {
      await onPhone(browser, agent, async (page) => {
        await placeOrder(page, 'year', baseURL)
        await choose(page, 'alipay')
        const gateway = await goToGateway(page, page.context())
        expect(gateway).toBe(page)
        await pay(gateway)
        await expectKey(page)
        await expect(page.locator('main')).toContainText('支付宝')
      })
    })
  })
}

test('21: whoever comes back from WeChat by hand is asked, can go on paying, and gets back what is paid twice', async ({
  browser,
  baseURL,
}) => {
  await onPhone(browser, 'iphone', async (page) => {
    const out_trade_no = await placeOrder(page, 'year', baseURL)
    await goToGateway(page, page.context())
    await page.goBack()
    await choose(page, 'wechat')
    await goToGateway(page, page.context())
    await page.goBack()
    await expect(page.locator('form[action$="/check"] .button-primary')).toContainText('已完成支付')
    await expect(page.locator('form[action$="/pay"] .button')).toContainText('未完成，继续支付')
    await pay(await goToGateway(page, page.context()))
    await expectKey(page)

    // The first one is paid after all: nobody has to ask for the money.
    const data = { out_trade_no, gateway: 'alipay', even_closed: true }
    await page.request.post('/simulator/control/pay', { data })
    await expect(async () => {
      await page.reload()
      await expect(page.locator('main')).toContainText('收到了两次付款', { timeout: 500 })
    }).toPass()
  })
})

test.describe('inside WeChat', () => {
  test('one press, and WeChat asks for the payment by itself', async ({ browser, baseURL }) => {
    await onPhone(browser, 'wechat', async (page) => {
      await placeOrder(page, 'year', baseURL)
      expect(await methodsOf(page)).toEqual(['wechat', 'alipay'])
      await page.locator('form[action$="/pay"] button').click()
      await expectKey(page)
      await expect(page.locator('main')).toContainText('微信支付')
    })
  })

  test('giving up is no reproach, and the same button pays', async ({ browser, baseURL }) => {
    await onPhone(browser, 'wechat', async (page) => {
      const number = await placeOrder(page, 'year', baseURL)
      await answerNext(page, 'cancel')
      await page.locator('form[action$="/pay"] button').click()
      await expect(page.locator('[data-said="cancel"]')).toBeVisible()
      await expect(page.locator('[data-said="fail"]')).toBeHidden()
      await expect(page).toHaveURL(new RegExp(`/cashier/${number}$`))
      await page.locator('form[action$="/pay"] button').click()
      await expectKey(page)
    })
  })

  test('reloading does not open the payment again', async ({ browser, baseURL }) => {
    await onPhone(browser, 'wechat', async (page) => {
      await placeOrder(page, 'year', baseURL)
      await answerNext(page, 'cancel')
      await page.locator('form[action$="/pay"] button').click()
      await expect(page.locator('[data-said="cancel"]')).toBeVisible()
      await page.reload()
      await expect(page.locator('[data-at-once]')).toHaveCount(0)
      await expect(page.locator('form[action$="/pay"] button')).toBeEnabled()
    })
  })

  test('14: Alipay is there with the way to a browser, and no button that fails', async ({
    browser,
    baseURL,
  }) => {
    await onPhone(browser, 'wechat', async (page) => {
      const number = await placeOrder(page, 'year', baseURL)
      await choose(page, 'alipay')
      await expect(page.locator('.cover-panel')).toContainText('在浏览器中打开')
      await expect(page.locator('form[action$="/pay"]')).toHaveCount(0)
      await expect(page.locator('.cover-panel [data-copy]')).toHaveAttribute(
        'data-copy',
        new RegExp(`/cashier/${number}$`),
      )
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.locator('.cover-panel [data-copy]').click()
      await expect(page.locator('[data-announce]')).toHaveText('已复制')
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      // Whoever opens it in a browser has the same order, and a way to pay it.
      await onPhone(browser, 'iphone', async (elsewhere) => {
        await elsewhere.goto(copied)
        expect(orderNumberOf(elsewhere)).toBe(number)
        await expect(elsewhere.locator('form[action$="/pay"] button')).toBeEnabled()
      })
    })
  })
})

test('15: inside Alipay only Alipay is offered, and it pays', async ({ browser, baseURL }) => {
  await onPhone(browser, 'alipay', async (page) => {
    await placeOrder(page, 'year', baseURL)
    expect(await methodsOf(page)).toEqual(['alipay'])
    await expect(page.locator('main')).not.toContainText('微信')
    await pay(await goToGateway(page, page.context()))
    await expectKey(page)
  })
})

test.describe('the code for both apps', () => {
  test('opens WeChat Pay in WeChat, and the desktop turns by itself', async ({ page, browser }) => {
    const number = await placeOrder(page)
    await choose(page, 'both')
    const text = await codeText(page)
    expect(new URL(text).pathname).toBe(`/cashier/${number}/scan`)
    await onPhone(browser, 'wechat', async (phone) => {
      await phone.goto(text)
      await expectMasked(phone)
    })
    await expectKey(page)
    await expect(page.locator('main')).toContainText('微信支付')
  })

  test('opens Alipay in Alipay', async ({ page, browser }) => {
    await placeOrder(page)
    await choose(page, 'both')
    const text = await codeText(page)
    await onPhone(browser, 'alipay', async (phone) => {
      await phone.goto(text)
      await pay(phone)
      // Alipay signs the way back, so whoever paid there is known to be the buyer.
      await expectKey(phone)
    })
    await expectKey(page)
  })

  test('opens the cashier in a browser', async ({ page, browser }) => {
    const number = await placeOrder(page)
    await choose(page, 'both')
    const text = await codeText(page)
    await onPhone(browser, 'android', async (phone) => {
      await phone.goto(text)
      expect(orderNumberOf(phone)).toBe(number)
      expect(await methodsOf(phone)).toEqual(['alipay', 'wechat'])
    })
  })
})

/** Paid, on a phone that did not place the order: the outcome without the whole key. */
async function expectMasked(phone: Page): Promise<void> {
  await phone.waitForURL(/\/payment\/result/)
  await expect(phone.locator('.state-good')).toBeVisible()
  await expect(phone.locator('.key').first()).toContainText('*****')
}
