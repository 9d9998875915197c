// The browsers and apps a cashier runs in, as they name themselves, and what WeChat puts into its pages.

import type { Browser, BrowserContext, Page } from '@playwright/test'

const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15'
const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8)'

export const agents = {
  iphone: `${iphone} (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1`,
  android: `${android} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36`,
  wechat: `${iphone} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN`,
  qq: `${iphone} Mobile/15E148 QQ/9.0.70.617 V1_IPH_SQ_9.0.70_1_APP_A Pixel/1170`,
  alipay: `${iphone} Mobile/15E148 AliApp(AP/10.6.0.6000) AlipayClient/10.6.0.6000 Language/zh-Hans`,
} as const

export type Agent = keyof typeof agents

/** A phone of its own, with no cookie of anybody else. */
export async function phoneOf(browser: Browser, agent: Agent): Promise<BrowserContext> {
  const context = await browser.newContext({
    userAgent: agents[agent],
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  if (agent === 'wechat') await context.addInitScript(putBridge)
  return context
}

/** What the buyer does when WeChat asks; `pay` unless a spec says otherwise. */
export async function answerNext(page: Page, word: 'cancel' | 'fail'): Promise<void> {
  await page.evaluate((said) => sessionStorage.setItem('bridge-says', said), word)
}

/**
 * WeChat's bridge: comes a little after the page, takes the signed parameters to the simulated app, and hands
 * on what it answers.
 */
function putBridge(): void {
  type Answered = (answer: unknown) => void
  const invoke = async (name: string, parameters: unknown, answered: Answered) => {
    const word = sessionStorage.getItem('bridge-says')
    sessionStorage.removeItem('bridge-says')
    if (name !== 'getBrandWCPayRequest') return answered({ err_msg: `${name}:fail` })
    if (word) return answered({ err_msg: `get_brand_wcpay_request:${word}` })
    const reply = await fetch('/simulator/wechat/jsapi', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    })
    answered(await reply.json())
  }
  addEventListener('DOMContentLoaded', () =>
    setTimeout(() => {
      Object.assign(window, { WeixinJSBridge: { invoke } })
      document.dispatchEvent(new Event('WeixinJSBridgeReady'))
    }, 200),
  )
}
