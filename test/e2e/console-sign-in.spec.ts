// The way into the console and its frame: signing in with the keyboard, coming back after a session ended,
// proving it again, the language, the menu, and a page for every state.

import { expect, type Locator, type Page, test } from '@playwright/test'
import { TOTP } from 'otpauth'
import { expectAccessible } from './axe.ts'
import { goWithin, openConsole, owner, proveAgain } from './console.ts'
import { showThirdLanguage } from './third-language.ts'

/** A member of their own, with the password they chose, so that no test changes another's account. */
async function makeMember(page: Page, role: string) {
  await openConsole(page, '/people')
  const { baseURL = '' } = test.info().project.use
  const post = async (path: string, data: unknown) => {
    const answer = await page.request.post(`/api/v1/admin${path}`, {
      data,
      headers: { origin: baseURL },
    })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()).data
  }
  await post('/session/step-up', { password: owner.password })
  const email = `${role}-${Date.now()}-${test.info().parallelIndex}@example.com`
  const made = await post('/operators', { email, name: '小林', role })
  await page.context().clearCookies()
  return { email, oneTime: String(made.one_time_password) }
}

async function signInByKeyboard(page: Page, email: string, password: string): Promise<void> {
  await expect(page.locator('input[name="email"]')).toBeFocused()
  await page.keyboard.type(email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
}

test('47: signed out, an address of the console leads to sign-in and back to itself, by keyboard alone @desktop', async ({
  page,
}) => {
  await page.goto('/admin/audit?subject=nobody')
  await expect(page).toHaveURL(/\/admin\/sign-in\?to=/)
  await expectAccessible(page)
  await signInByKeyboard(page, owner.email, 'not the password')
  await expect(page.getByRole('alert')).toBeVisible()
  await page.locator('input[name="password"]').fill(owner.password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/admin\/audit\?subject=nobody$/)
  await expect(page.locator('h1')).toHaveText('操作记录')
})

test('47: a one-time password leads to a password of one’s own, an authenticator to its codes, and a code works once', async ({
  page,
}) => {
  test.slow()
  const { email, oneTime } = await makeMember(page, 'support')
  await page.goto('/admin/audit')
  await signInByKeyboard(page, email, oneTime)
  await page.locator('input[name="new-password"]').fill('quite a long password of my own')
  await page.locator('input[name="repeat-password"]').fill('quite a long password of my own')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  // 48: whoever lacks the right is told so in the page's place.
  await expect(page.getByRole('heading', { name: '您没有查看这一页的权限' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('系统和操作记录')
  await expectAccessible(page)
  await goWithin(page, '/security')
  await expect(page.locator('h1')).toHaveText('登录与安全')

  await page.getByRole('button', { name: '设置验证器' }).click()
  await proveAgain(page, 'quite a long password of my own')
  const dialog = page.getByRole('dialog', { name: '设置验证器' })
  await expect(dialog.getByRole('img', { name: '验证器二维码' })).toBeVisible()
  await expectAccessible(page)
  const totp = new TOTP({ secret: await dialog.locator('.copy-text .mono').innerText() })
  const code = totp.generate()
  await dialog.locator('input[name="totp"]').fill(code)
  await page.keyboard.press('Enter')
  const kept = page.getByRole('dialog', { name: '请保存恢复码' })
  await expect(kept.locator('li')).toHaveCount(10)
  const [recovery = '', another = ''] = await kept.locator('li').allInnerTexts()
  await page.keyboard.press('Escape')
  await expect(kept).toBeVisible()
  await expectAccessible(page)
  await kept.getByRole('button', { name: '已保存好' }).click()

  await page.context().clearCookies()
  await page.goto('/admin/security')
  await signInByKeyboard(page, email, 'quite a long password of my own')
  const field = page.locator('input[name="code"]')
  await expect(field).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.type(code)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  await field.fill(recovery)
  await page.keyboard.press('Enter')
  await expect(page.locator('h1')).toHaveText('登录与安全')

  // Whoever has a second factor proves by it, not by the password, that it is still them.
  await page.getByRole('button', { name: '重新生成' }).click()
  const renewing = page.getByRole('dialog', { name: '重新生成恢复码' })
  await renewing.getByRole('button', { name: '重新生成' }).click()
  const asked = page.getByRole('dialog', { name: '请再次验证身份' })
  await asked.locator('input[name="code"]').fill(another)
  await page.keyboard.press('Enter')
  await expect(kept.locator('li')).toHaveCount(10)
  await kept.getByRole('button', { name: '已保存好' }).click()
  await signOut(page)

  // Somebody who has lost both is let in again by an owner, who takes the second step away.
  await openConsole(page, '/people')
  const row = page.locator('tbody tr', { hasText: email })
  await expect(row).toContainText('验证器')
  await row.getByRole('button', { name: '清除小林的第二步验证' }).click()
  const dialogOfOwner = page.getByRole('dialog', { name: '清除小林的第二步验证' })
  await dialogOfOwner.getByLabel('原因').fill('本人换了手机')
  await dialogOfOwner.getByRole('button', { name: '清除第二步验证' }).click()
  await proveAgain(page)
  await expect(row).toContainText('未设置')
})

/** The way out of the console; the page after it remembers nothing. */
async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^账号/ }).click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  await expect(page).toHaveURL(/\/admin\/sign-in/)
}

test('47: a passkey is added by keyboard, signs in by itself, proves who one is, and is removed', async ({
  page,
  baseURL,
}) => {
  test.slow()
  const { email, oneTime } = await makeMember(page, 'reader')
  const device = await page.context().newCDPSession(page)
  await device.send('WebAuthn.enable')
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  // A passkey belongs to a name, and an IP address is none.
  const security = `${baseURL?.replace('127.0.0.1', 'localhost')}/admin/security`
  await page.goto(security)
  await signInByKeyboard(page, email, oneTime)
  await page.locator('input[name="new-password"]').fill('quite a long password of my own')
  await page.locator('input[name="repeat-password"]').fill('quite a long password of my own')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '添加通行密钥' }).focus()
  await page.keyboard.press('Enter')
  await page.locator('input[name="passkey-name"]').fill('办公室电脑')
  await page.keyboard.press('Enter')
  await proveAgain(page, 'quite a long password of my own')
  await page.getByRole('button', { name: '已保存好' }).click()
  await expect(page.getByText('办公室电脑', { exact: true })).toBeVisible()

  await page.context().clearCookies()
  await page.goto(security)
  await page.getByRole('button', { name: '使用通行密钥' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('h1')).toHaveText('登录与安全')

  await page.getByRole('button', { name: '设置验证器' }).click()
  const asked = page.getByRole('dialog', { name: '请再次验证身份' })
  await expect(asked.locator('input[name="code"]')).toBeVisible()
  await expectAccessible(page)
  await asked.getByRole('button', { name: '用通行密钥验证' }).click()
  const setUp = page.getByRole('dialog', { name: '设置验证器' })
  const totp = new TOTP({ secret: await setUp.locator('.copy-text .mono').innerText() })
  await setUp.locator('input[name="totp"]').fill(totp.generate())
  await page.keyboard.press('Enter')
  await expect(setUp).toBeHidden()
  const app = page.locator('section', { hasText: '验证器应用' }).first()
  await expect(app).toContainText('已启用')
  await confirmIn(page, app.getByRole('button', { name: '停用' }), '停用验证器', '停用')
  await expect(app).toContainText('未启用')
  const remove = page.getByRole('button', { name: '移除通行密钥「办公室电脑」' })
  await confirmIn(page, remove, '移除通行密钥「办公室电脑」', '移除')
  await expect(page.getByText('办公室电脑', { exact: true })).toHaveCount(0)
})

/** Presses what opens a question, and then its verb. */
async function confirmIn(page: Page, opener: Locator, title: string, verb: string) {
  await opener.click()
  const dialog = page.getByRole('dialog', { name: title })
  await dialog.getByRole('button', { name: verb, exact: true }).click()
  await expect(dialog).toBeHidden()
}

test('63, 65: a dialog takes the focus and gives it back; when the session ends in the middle of its form, signing in over it keeps what was typed and sends it @desktop', async ({
  page,
}) => {
  await openConsole(page, '/people')
  const opener = page.getByRole('button', { name: '添加成员' })
  await opener.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: '添加成员' })
  await expect(dialog).toBeVisible()
  await expect
    .poll(() => dialog.evaluate((element) => element.contains(document.activeElement)))
    .toBe(true)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(opener).toBeFocused()

  await opener.click()
  await dialog.locator('input').nth(0).fill('小周')
  const email = `zhou-${Date.now()}-${test.info().parallelIndex}@example.com`
  await dialog.locator('input[type="email"]').fill(email)
  await page.context().clearCookies()
  await dialog.getByRole('button', { name: '添加' }).click()

  const again = page.getByRole('dialog', { name: '登录已过期' })
  await expect(again).toBeVisible()
  await expect(again.locator('input[name="password"]')).toBeFocused()
  await page.keyboard.type(owner.password)
  await page.keyboard.press('Enter')
  await expect(again).toBeHidden()
  // Adding a member asks for a second proof, over the same form.
  await proveAgain(page)
  await expect(page.getByRole('dialog', { name: '一次性密码' })).toContainText(email)
  await expect(page).toHaveURL(/\/admin\/people$/)
})

test('66: a list shows when it waits, when nothing fits and when it failed; an address that leads nowhere, and a server that cannot say who is signed in, leave no white page @desktop', async ({
  page,
}) => {
  await openConsole(page, '/audit?subject=nobody-did-anything')
  await expect(page.getByRole('heading', { name: '没有符合条件的记录' })).toBeVisible()
  await page.locator('main').getByRole('button', { name: '清除条件' }).first().click()
  await expect(page.locator('tbody tr').first()).toBeVisible()
  await expect(page).toHaveURL(/\/admin\/audit$/)

  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/api/v1/admin/audit-log**', async (route) => {
    await held
    await route.fulfill({ status: 500, json: { success: false, message: '服务器出错' } })
  })
  await page.reload()
  await expect(page.locator('tr.skeleton').first()).toBeVisible()
  answer()
  await expect(page.getByRole('alert')).toContainText('服务器出错')
  await expectAccessible(page)
  await page.unroute('**/api/v1/admin/audit-log**')
  await page.getByRole('button', { name: '重试' }).click()
  await expect(page.locator('tbody tr').first()).toBeVisible()

  await goWithin(page, '/cases/nonsense/x')
  await expect(page.locator('h1')).toHaveText('没有这一页')
  await goWithin(page, '/orders/NOSUCHORDER000000000')
  await expect(page.locator('h1')).toContainText('订单')
  await page.route(
    '**/api/v1/admin/session',
    (route) => route.fulfill({ status: 503, json: { success: false, message: '数据库连不上' } }),
    { times: 1 },
  )
  await page.reload()
  await expect(page.getByRole('alert')).toContainText('数据库连不上')
  await expectAccessible(page)
  await page.getByRole('button', { name: '重试' }).click()
  await page.locator('main').getByRole('link', { name: '订单', exact: true }).click()
  await expect(page.getByRole('table', { name: '订单' })).toBeVisible()
})

test('the frame: skip link, slash, arrows, the quick search, the folded menu, the colours and the language are kept @desktop', async ({
  page,
}) => {
  test.slow()
  await openConsole(page, '/audit')
  await page.keyboard.press('/')
  await expect(page.locator('[data-search] input')).toBeFocused()
  await page.reload()
  await expect(page.locator('h1')).toBeVisible()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
  const links = page.getByRole('navigation').getByRole('link')
  await links.first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(links.nth(1)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(links.first()).toBeFocused()

  await goByName(page)
  await page.getByRole('button', { name: '收起菜单' }).click()
  await expect(page.getByRole('navigation').getByText('总览')).toHaveCSS('width', '1px')
  await links.nth(2).focus()
  await expect(page.getByRole('tooltip').getByText('订单', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await chooseLook(page, '深色')
  const ground = page.locator('body')
  await expect(ground).toHaveCSS('background-color', 'rgb(15, 18, 22)')
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page).toHaveTitle(/^Jobs/)
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.reload()
  await expect(page).toHaveTitle(/^Jobs/)
  await expect(page.getByRole('button', { name: 'Unfold the menu' })).toBeVisible()
  await expect(ground).toHaveCSS('background-color', 'rgb(15, 18, 22)')
  // Chosen by hand it stays light where the device is dark; left to the device it follows.
  await page.emulateMedia({ colorScheme: 'dark' })
  await chooseLook(page, 'Light')
  await expect(ground).toHaveCSS('background-color', 'rgb(245, 246, 248)')
  await chooseLook(page, 'As the device')
  await expect(ground).toHaveCSS('background-color', 'rgb(15, 18, 22)')
})

test('a folder of words is a language: offered by its own name, spoken by every part, and loaded alone @desktop', async ({
  page,
}) => {
  test.slow()
  await showThirdLanguage(page, 'fr', 'français', {
    index: [['locale/lang/en.mjs', 'locale/lang/fr.mjs']],
    pages: [["orders: 'Orders'", "orders: 'Toutes les commandes'"]],
    orders: [["title: 'Orders'", "title: 'Commandes'"]],
  })
  const loaded: string[] = []
  page.on('request', (request) => {
    const [, name] = /\/words-([\w-]+)-[\w-]{8}\.js$/.exec(request.url()) ?? []
    if (name !== undefined) loaded.push(name)
  })
  await openConsole(page, '/orders')
  await expect(page.locator('h1')).toHaveText('Commandes')
  await expect(page).toHaveTitle(/^Toutes les commandes/)
  await expect(page.getByRole('table', { name: 'Commandes' })).toBeVisible()
  expect(loaded.filter((name) => !name.startsWith('fr-'))).toEqual([])
  expect(loaded).toEqual(expect.arrayContaining(['fr-first', 'fr-orders']))

  const choice = page.getByRole('combobox', { name: 'Language' })
  await expect(choice.locator('option')).toHaveText(['中文', 'English', 'français'])
  await expectAccessible(page)
  // A page is found by its name in any of them; the kit's own words are the folder's.
  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox').fill('订单')
  await expect(dialog.getByRole('option').first()).toContainText('Toutes les commandes')
  await dialog.getByRole('button', { name: 'Fermer la boîte de dialogue' }).click()

  // Without its words a language is not taken up by halves.
  await page.route(/\/words-en-orders-/, (route) => route.abort(), { times: 1 })
  await choice.selectOption('English')
  await expect(page.getByRole('alert')).toContainText('The server was not reached')
  await expect(choice).toHaveValue('fr')
  await expect(page.locator('h1')).toHaveText('Commandes')
  await choice.selectOption('English')
  await expect(page.locator('h1')).toHaveText('Orders')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(choice).toHaveValue('en')
})

/** A page by its name in the other language, and an order by its number. */
async function goByName(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog', { name: '快速前往' })
  const field = dialog.getByRole('combobox')
  await expect(field).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.type('20269999')
  await expect(dialog.getByRole('option')).toHaveText('在订单中查找「20269999」')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/admin\/orders\?search=20269999$/)
  await page.keyboard.press('Control+k')
  await expect(field).toBeFocused()
  await page.keyboard.type('webh')
  await page.keyboard.press('ArrowDown')
  await expect(dialog.getByRole('option', { selected: true })).toContainText('Webhook 消息')
  await field.fill('jobs')
  await page.keyboard.press('Enter')
  await expect(page).toHaveTitle(/^任务/)
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Escape')
  await expect(field).toBeHidden()
}

async function chooseLook(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^(账号|Account)/ }).click()
  await page.getByRole('menuitem', { name }).click()
}
