// Paying inside WeChat: the app around the page takes the signed parameters and says how it went (fact sheet
// WeChat Pay, section 7). What it says is shown and never believed; the server asks the gateway.

type Bridge = Readonly<{
  invoke(name: string, parameters: unknown, answered: (answer: { err_msg?: string }) => void): void
}>

declare global {
  interface Window {
    WeixinJSBridge?: Bridge
  }
}

/** The app puts its bridge into the page a little after the page; some other browser never does. */
const bridgeMs = 5_000

/** Makes the page's `[data-bridge]` form pay in the app, without a press where it says so. */
export function payByBridge(): void {
  const form = document.querySelector<HTMLFormElement>('[data-bridge]')
  const button = form?.querySelector<HTMLButtonElement>('[type=submit]')
  if (!form || !button) return
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    pay(form, button)
  })
  if (form.dataset.atOnce === undefined) return
  // Once: reloading the page must not open the payment again.
  history.replaceState(null, '', location.pathname)
  pay(form, button)
}

function pay(form: HTMLFormElement, button: HTMLButtonElement): void {
  const { bridge: parameters = '', paid = '' } = form.dataset
  const end = (word: string | undefined) => {
    if (word === 'ok') return location.replace(paid)
    button.disabled = false
    show(form, word === 'cancel' ? word : 'fail')
  }
  show(form)
  button.disabled = true
  whenReady((bridge) => {
    if (!bridge) return end('fail')
    // Its answer reads get_brand_wcpay_request:ok, or :cancel, or :fail with more behind it.
    bridge.invoke('getBrandWCPayRequest', JSON.parse(parameters), ({ err_msg: said = '' }) =>
      end(said.split(':')[1]),
    )
  })
}

/** Goes on at once or when the app says so, and without a bridge when it never does. */
function whenReady(go: (bridge: Bridge | undefined) => void): void {
  const ready = () => {
    clearTimeout(limit)
    document.removeEventListener('WeixinJSBridgeReady', ready)
    go(window.WeixinJSBridge)
  }
  const limit = setTimeout(ready, window.WeixinJSBridge ? 0 : bridgeMs)
  document.addEventListener('WeixinJSBridgeReady', ready)
}

function show(form: HTMLFormElement, word?: string): void {
  for (const remark of form.querySelectorAll<HTMLElement>('[data-said]'))
    remark.hidden = remark.dataset.said !== word
}
