// Who hears what goes over the wire to a gateway.

import { expect, it } from 'vitest'
import { overhear, tellListener } from '../../src/gateways/transport.ts'

it('is heard by whoever listens, also after others have ended, and by nobody else', async () => {
  const heard: string[] = []
  const say = (url: string) =>
    tellListener({ method: 'GET', url, headers: {} }, { outcome: 'unknown', reason: 'silent' })
  const listen = (name: string, work: () => Promise<void>) =>
    overhear(({ url }) => void heard.push(`${name} ${url}`), work)
  let endLong = () => {}
  const long = listen('long', async () => {
    await new Promise<void>((resolve) => {
      endLong = resolve
    })
    say('late')
  })
  await listen('short', async () => say('early'))
  say('beside')
  endLong()
  await long
  await listen('again', async () => {
    await Promise.resolve()
    say('later')
  })
  expect(heard).toEqual(['short early', 'long late', 'again later'])
})
