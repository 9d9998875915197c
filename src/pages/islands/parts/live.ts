// Keeps a page in step with its order: a stream of events while the tab is visible, polling where the
// stream is silent or cut, and a question at once whenever the buyer comes back to the tab.

/** A stream that works is still checked now and then: a proxy may have buffered it to death. */
const calmMs = 15_000
const soonMs = 2_000
const retryMaxMs = 15_000
const timeoutMs = 10_000

/** Follows the order of the page's `[data-live]` element; without one, nothing happens. */
export function followOrder(): void {
  const page = document.querySelector<HTMLElement>('[data-live]')
  if (page) follow(page, page.querySelector('[data-status]'))
}

function follow(page: HTMLElement, line: HTMLElement | null): void {
  const { events = '', poll = '', stays = '', paid = '', retrying = '' } = page.dataset
  let words = line?.textContent ?? ''
  let stream: EventSource | undefined
  /** the stream has spoken since it was opened */
  let hears = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let leaving = false

  /** Somebody looks again: ask at once. A hidden tab holds no stream and asks nothing. */
  const look = () => {
    leave()
    if (document.visibilityState === 'hidden') return
    listen()
    ask()
  }

  const leave = () => {
    clearTimeout(timer)
    stream?.close()
    stream = undefined
    hears = false
  }

  const listen = () => {
    if (!('EventSource' in window)) return
    stream = new EventSource(events)
    stream.addEventListener('status', (event: MessageEvent<string>) => {
      hears = true
      heard(JSON.parse(event.data))
    })
    stream.onerror = () => {
      // A stream that never spoke changes nothing: polling is under way, at its own pace.
      if (hears) plan(soonMs)
      hears = false
    }
  }

  const ask = () => {
    clearTimeout(timer)
    askOnce(poll).then(heard, failed)
  }

  const heard = (news: News) => {
    failures = 0
    page.className = ''
    if (line?.textContent === retrying) line.textContent = words
    if (news === 'refused') return plan(retryMaxMs)
    turn(news.state)
    plan(hears ? calmMs : soonMs)
  }

  const failed = () => {
    if (line && line.textContent !== retrying) {
      words = line.textContent ?? ''
      line.textContent = retrying
    }
    // The mark before the words must not go on saying that all is well.
    page.className = 'is-lost'
    plan(Math.min(soonMs * 2 ** failures, retryMaxMs))
    failures += 1
  }

  const plan = (ms: number) => {
    clearTimeout(timer)
    if (!leaving && document.visibilityState !== 'hidden') timer = setTimeout(ask, ms)
  }

  /** Goes where the state belongs, once; the states this page shows already leave it alone. */
  const turn = (state: string) => {
    if (leaving || stays.split(' ').includes(state)) return
    leaving = true
    leave()
    if (/paid|refunded/.test(state)) location.replace(paid)
    else location.reload()
  }

  document.addEventListener('visibilitychange', look)
  addEventListener('focus', ask)
  addEventListener('online', ask)
  addEventListener('pagehide', leave)
  // A page out of the browser's memory may show a code that has been closed since.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
  look()
}

/** `refused`: the server answers but will not tell, so the network is not to blame. */
type News = Readonly<{ state: string }> | 'refused'

async function askOnce(address: string): Promise<News> {
  const control = new AbortController()
  const limit = setTimeout(() => control.abort(), timeoutMs)
  try {
    const reply = await fetch(address, { signal: control.signal, cache: 'no-store' })
    if (reply.status >= 500) throw new Error(String(reply.status))
    return reply.ok ? ((await reply.json()) as News) : 'refused'
  } finally {
    clearTimeout(limit)
  }
}
