// What a process takes over from the others that run the same shop: settings, signing keys, and the clock of a
// demonstration. News makes it quick; looking now and then makes it sure.

import type { App } from './app/app.ts'
import type { DatabaseClock } from './db/clock.ts'

/** How long a process that hears nothing may go on with an old clock. */
const clockAgainMs = 2_000
/** A signing key is published a day ahead at least. */
const signingKeysAgainMs = 10 * 60_000

export function hearOthers(app: App, clock: DatabaseClock): Readonly<{ stop(): void }> {
  const { configuration, signingKeys, news, db, log } = app
  const settings = configuration.watch()
  const takeKeys = (isTold: boolean) =>
    void signingKeys
      .reload(isTold)
      .catch((error: unknown) => log.warn('signing_keys_not_read', { error }))
  const takeClock = () =>
    void clock.follow(db).catch((error: unknown) => log.warn('clock_not_read', { error }))
  const endings = [
    settings.stop,
    news.hear('settings', () => void settings.look()),
    news.hear('signing_keys', () => takeKeys(true)),
    news.hear('clock', takeClock),
    every(signingKeysAgainMs, () => takeKeys(false)),
    every(clockAgainMs, () => {
      if (app.settings.demo && !news.isHearing()) takeClock()
    }),
  ]
  return {
    stop() {
      for (const end of endings) end()
    },
  }
}

function every(ms: number, act: () => void): () => void {
  const timer = setInterval(act, ms).unref()
  return () => clearInterval(timer)
}
