// The console's test of a way letters go: one is really sent to whoever asks, with the settings that are in force.

import type { LetterWay } from '../../core/letter.ts'
import { newCode } from '../../core/one-time-code.ts'
import { type Author, appendAuditLog } from '../../db/audit-log.ts'
import { Refusal } from '../../errors.ts'
import { composeLetter } from '../../letters/compose.ts'
import type { LetterDriver, LetterFinding } from '../../letters/letters.ts'
import type { App } from '../app.ts'
import { takeCall } from '../limits.ts'
import { letterSite } from './send-letter.ts'

/** `findings`: why it was not sent, as far as an examination can tell. */
export type TestedWay = Readonly<{
  sent: boolean
  /** shown on the simulator's page and nowhere else */
  isDemo: boolean
  says: string
  findings: readonly LetterFinding[]
}>

/** `to` is a phone or an address of mail. Throws code_unavailable where the way is not set up, rate_limited. */
export async function testWay(
  app: App,
  by: Author,
  { way, to, lang }: Readonly<{ way: LetterWay; to: string; lang: string }>,
): Promise<TestedWay> {
  const real = app.configuration.configuredLetters()[way]
  const driver: LetterDriver | undefined = real ?? app.letters[way]
  if (!driver) throw new Refusal('code_unavailable')
  await takeCall(app, 'letter-test', [by.operator])
  const entry = { action: 'settings.test_letter', subject: way } as const
  await app.db.tx((tx) => appendAuditLog(tx, app.merchantId, by, entry))
  const site = await letterSite(app, null)
  const facts =
    way === 'mail'
      ? ({ kind: 'test' } as const)
      : ({ kind: 'code', code: newCode(app.random), purpose: 'look-up' } as const)
  const sent = await driver.send({
    id: `test-${Buffer.from(app.random.bytes(12)).toString('hex')}`,
    host: site.host,
    kind: 'code',
    to,
    shopName: site.shopName,
    at: app.clock.now(),
    ...composeLetter(way, lang, site, facts),
  })
  const isSent = sent.outcome === 'sent'
  const findings = isSent ? [] : (await driver.examine()).filter(({ level }) => level !== 'ok')
  return { sent: isSent, isDemo: real === undefined, says: isSent ? '' : sent.note, findings }
}
