// The main job in a browser: choose, order, pay, have the key; and find it again later.

import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { expectKey, goToGateway, orderNumberOf, pay } from './shop-pages.ts'

/** As the simulator's page shows what would have been sent. */
async function codeSentTo(page: Page, to: string): Promise<string> {
  const newest = page.locator('section', { has: page.getByRole('heading', { name: to }) }).first()
  await expect(async () => {
    await page.goto('/simulator/messages')
    await expect(newest.locator('pre')).toContainText(/^\d{6}$/m, { timeout: 500 })
  }).toPass()
  return /^\d{6}$/m.exec(await newest.locator('pre').innerText())?.[0] ?? ''
}

const han = /\p{Script=Han}/u

// What is read is read in both languages; what a page does is the same in either.
for (const { locale, language } of [
  { locale: 'zh-CN', language: 'zh-CN' },
  { locale: 'en-GB', language: 'en' },
]) {
  test.describe(`for a browser in ${locale}`, () => {
    test.use({ locale })

    test('2, 4, 28, 32, 35, 36: a buyer picks a plan, pays and has the licence key at once', async ({
      page,
      context,
    }, info) => {
      await page.goto('/')
      await expect(page.locator('html')).toHaveAttribute('lang', language)
      await page.locator('a[href*="/products/demo-app?plan=year"]').first().click()
      await page.locator('#contact_person').fill('张三')
      await page.locator('#phone').fill('１３８ ００１３ ８０００')
      const email = `${info.project.name}.${locale}@example.com`.toLowerCase()
      await page.locator('#email').fill(email)
      await expect(page.locator('[data-submit]')).toContainText('99.00')
      const sent: string[] = []
      page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
      await page.locator('[data-submit]').dblclick()

      await page.waitForURL(/\/cashier\//)
      expect(sent).toHaveLength(1)
      const number = orderNumberOf(page)
      await expect(page.locator('.amount').first()).toContainText('99.00')
      await expect(page.locator('.clock')).toHaveText(/\d\d:\d\d/)
      // 28: the other language is the same order, and so is the way back.
      for (const other of [language === 'en' ? 'zh-CN' : 'en', language]) {
        await page.locator('.footer-link[hreflang]').first().click()
        await expect(page.locator('html')).toHaveAttribute('lang', other)
        expect(orderNumberOf(page)).toBe(number)
        const words = await page.locator('main').innerText()
        expect(han.test(words.replace('晨星软件', ''))).toBe(other !== 'en')
      }
      if (info.project.name.startsWith('phone'))
        expect(await page.locator('.qr-code').count()).toBe(0)
      else await expect(page.locator('.qr-code')).toBeVisible()

      const alipay = await goToGateway(page, context)
      await expect(alipay.locator('body')).toContainText('99.00')
      await pay(alipay)
      const key = await expectKey(alipay)
      const body = await alipay.locator('main').innerText()
      expect(body).toContain(number)
      expect(body).toMatch(/\d{28}/)
      expect(body).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/)
      if (language === 'en') expect(body).not.toMatch(han)
      // 35: on paper, what a receipt needs and nothing to press.
      const facts = ['晨星软件', 'Demo App', '99.00', /\d{4}-\d\d-\d\d \d\d:\d\d/, number, /\d{28}/]
      const choice = alipay.locator('[data-print-goods]')
      for (const withKey of [true, false]) {
        await choice.setChecked(withKey)
        await alipay.emulateMedia({ media: 'print' })
        const paper = await alipay.locator('main').innerText()
        for (const fact of facts) expect(paper).toMatch(fact)
        expect(paper.replaceAll(/\s/g, '').includes(key)).toBe(withKey)
        const toPress = alipay.locator('main :is(button, .button, input, summary)')
        await expect(toPress.filter({ visible: true })).toHaveCount(0)
        await alipay.emulateMedia({ media: null })
      }
      const pdf = info.project.name === 'desktop' ? await alipay.pdf({ format: 'A4' }) : undefined
      if (pdf) expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)

      // A reload keeps the key and delivers nothing twice, and so does going away and back.
      await alipay.reload()
      expect(await expectKey(alipay)).toBe(key)
      await alipay.goto('/orders')
      await alipay.goBack()
      expect(await expectKey(alipay)).toBe(key)

      // Elsewhere, number and phone show that it is paid, and the key masked only.
      const elsewhere = await (await context.browser()?.newContext())?.newPage()
      if (!elsewhere) throw new Error('no second browser')
      await elsewhere.goto(alipay.url())
      expect(await elsewhere.locator('main').innerText()).not.toContain(key)
      await elsewhere.goto(`${new URL(page.url()).origin}/orders`)
      await elsewhere.locator('#order_number').fill(number)
      await elsewhere.locator('#phone').fill('13800138000')
      await elsewhere.locator('form[action="/orders"] button').first().click()
      await expect(elsewhere.locator('main')).toContainText('*****')
      expect(await elsewhere.locator('main').innerText()).not.toContain(key)

      // A code to the address of the order makes that browser the buyer's too.
      await elsewhere.locator('#code button[value="mail"]').click()
      await expect(elsewhere.locator('#code [data-again]')).toBeDisabled()
      await expectAccessible(elsewhere)
      await elsewhere.locator('#code-input').fill(await codeSentTo(page, email))
      await elsewhere.locator('.code-form button').click()
      expect(await expectKey(elsewhere)).toBe(key)
      await elsewhere.context().close()
    })

    test('28: leads to the same words in both languages @desktop', async ({ page }) => {
      await page.goto('/orders?lang=en')
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
      await page.goto('/')
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
      await page.goto('/?lang=zh')
      await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
    })
  })
}

test('32, 33, 34, 35: copies the key, also where the browser has no clipboard, and prints it on one page @desktop', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/products/demo-app?plan=free')
  await page.locator('[name=quantity]').fill('2')
  await page.locator('#contact_person').fill('张三')
  await page.locator('#phone').fill('13800138000')
  await page.locator('[data-submit]').click()
  const key = await expectKey(page)
  await expect(page.locator('.key').first()).toHaveCSS('font-family', /mono/i)
  const said = page.locator('[data-announce]')
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  const ofKey = page.locator(`button[data-copy="${key}"]`)
  await ofKey.click()
  await expect(said).toHaveText('已复制')
  expect(await copied()).toBe(key)
  await expect(said).toBeEmpty()
  await page.locator('button[data-copy]', { hasText: '全部复制' }).click()
  await expect(said).toHaveText('已复制')
  const shown = await page.locator('.key').allInnerTexts()
  const all = shown.map((one) => one.replaceAll(/\s/g, ''))
  expect(all).toHaveLength(2)
  expect(await copied()).toBe(all.join('\n'))
  await expect(said).toBeEmpty()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('a[download][href$="/keys.txt"]').click(),
  ])
  const text = await readFile(await file.path(), 'utf8')
  expect(text.split(/\s+/).filter((word) => all.includes(word))).toEqual(all)

  // As on a page over plain HTTP in the shop's own network: no clipboard, and the old command still works.
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  const taken = page.evaluate(
    () =>
      new Promise<string>((done) =>
        document.addEventListener('copy', () => {
          const from = document.activeElement as HTMLTextAreaElement
          done(from.value)
        }),
      ),
  )
  await ofKey.click()
  expect(await taken).toBe(key)
  await expect(said).toHaveText('已复制')
  await expect(said).toBeEmpty()
  // And where that fails too, the key is selected for the buyer's own hand.
  await page.evaluate(() => {
    document.execCommand = () => false
  })
  await ofKey.click()
  await expect(said).toHaveText('已选中，请用系统的复制功能复制')
  expect(await page.evaluate(() => getSelection()?.toString().replace(/\s/g, ''))).toBe(key)

  const paper = (await page.pdf({ format: 'A4' })).toString('latin1')
  expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  await page.emulateMedia({ media: 'print' })
  for (const one of await page.locator('button, a.button').all()) await expect(one).toBeHidden()
})

test('shows what is wrong beside the field and keeps what was typed @desktop', async ({ page }) => {
  await page.goto('/products/demo-app?plan=year')
  await page.locator('#contact_person').fill('李四')
  await page.locator('#phone').fill('12345')
  await page.locator('[data-submit]').click()
  await expect(page.locator('#phone')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.locator('#contact_person')).toHaveValue('李四')
  await expect(page.locator('#phone')).toHaveValue('12345')
})
