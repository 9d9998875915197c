// keytill reconcile: fetches the gateways' bills of a day, compares them with the books and says what differs.

import { readFileSync } from 'node:fs'
import type { App, Channel } from '../app/app.ts'
import { audited } from '../app/audited.ts'
import { type CaughtUp, catchUp, settleDay } from '../app/books/catch-up.ts'
import { scopeOf } from '../app/books/download-bill.ts'
import { importBillFile } from '../app/books/import-bill.ts'
import { type DayResult, reconcileDay } from '../app/books/reconcile-day.ts'
import { billDayOf, dayAfter, isBillDay } from '../core/bill.ts'
import { type ListedDifference, listDifferences } from '../db/differences.ts'
import { authorAtShell, withApp } from './open-app.ts'
import { refusalsTold } from './refusal.ts'
import { CliError, loadConfig, type Outcome, optionText, type Verb, type VerbCall } from './verb.ts'

type Lang = 'zh' | 'en'
type Told = DayResult & Readonly<{ differences: readonly ListedDifference[] }>

/** More are on record; nobody reads more. */
const listedMax = 1_000
const sinceMaxDays = 366

export const reconcileVerb: Verb = {
  name: 'reconcile',
  usage: 'reconcile --date yyyy-MM-dd [--channel ID [--file FILE]] [--lang zh|en]',
  summary: "Compare a day's bills with the books; mend what the gateway confirms, name the rest",
  options: {
    date: { type: 'string', help: 'the day, Asia/Shanghai; it must be over' },
    since: {
      type: 'string',
      help: 'instead of --date: every day from this one, and ask for all open payments (after a restore)',
    },
    file: {
      type: 'string',
      help: 'with --date and --channel: the bill as the gateway gives it to people, instead of fetching it',
    },
    channel: { type: 'string', help: 'one channel only, e.g. alipay; else all of them' },
    lang: { type: 'string', help: 'zh (default) or en' },
  },
  async run(call) {
    const date = dayIn(call, 'date')
    const since = dayIn(call, 'since')
    if ((date === undefined) === (since === undefined))
      throw new CliError('usage', 'say either --date or --since')
    const file = optionText(call, 'file')
    if (file !== undefined && (date === undefined || optionText(call, 'channel') === undefined))
      throw new CliError('usage', 'a file is the bill of one --date and one --channel')
    const lang: Lang = optionText(call, 'lang') === 'en' ? 'en' : 'zh'
    return withApp(loadConfig(), async (app) => {
      const channels = channelsOf(app, optionText(call, 'channel'))
      checkOver(app, date ?? since ?? '')
      return since === undefined
        ? reconcileOne(app, channels, { day: date ?? '', file }, lang)
        : reconcileSince(app, channels, since, lang)
    })
  },
}

function dayIn(call: VerbCall, name: string): string | undefined {
  const text = optionText(call, name)
  if (text !== undefined && !isBillDay(text))
    throw new CliError('usage', `--${name} ${text} is no day; write it as 2026-03-01`)
  return text
}

function channelsOf(app: App, id: string | undefined): readonly Channel[] {
  const channels = app.channels.filter((channel) => id === undefined || channel.id === id)
  if (channels.length > 0) return channels
  const known = app.channels.map((channel) => channel.id).join(', ')
  throw new CliError('usage', `there is no such channel; configured: ${known || 'none'}`)
}

function checkOver(app: App, day: string): void {
  const today = billDayOf(app.clock.now())
  if (day >= today) throw new CliError('usage', `${day} is not over yet in Asia/Shanghai`)
  if (day < dayAfter(today, -sinceMaxDays))
    throw new CliError('usage', `no gateway has a bill of ${day} any more`)
}

async function reconcileOne(
  app: App,
  channels: readonly Channel[],
  { day, file }: Readonly<{ day: string; file: string | undefined }>,
  lang: Lang,
): Promise<Outcome> {
  const settle = (channel: Channel) =>
    file === undefined ? settleDay(app, channel, day) : settleFile(app, channel, day, file)
  const told: Told[] = []
  for (const channel of channels) told.push(await tell(app, await settle(channel)))
  return outcomeOf(told, told.map((each) => textOf(each, lang)).join('\n'))
}

/** Compares the day with the bill in a file, which is kept like one that was fetched. */
async function settleFile(
  app: App,
  channel: Channel,
  day: string,
  file: string,
): Promise<DayResult> {
  const bytes = readBytes(file)
  const subject = `${channel.id}:${day}`
  await refusalsTold(() =>
    audited(
      app,
      authorAtShell('reconcile'),
      (inside) => importBillFile(inside, channel.id, day, bytes),
      (kind) => ({ action: 'books.import', subject, details: { kind } }),
    ),
  )
  return reconcileDay(app, channel, day)
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new CliError('usage', `${file} cannot be read: ${String(error)}`)
  }
}

async function reconcileSince(
  app: App,
  channels: readonly Channel[],
  since: string,
  lang: Lang,
): Promise<Outcome> {
  const caughtUp = await catchUp(app, channels, since)
  const told: Told[] = []
  for (const day of caughtUp.days) told.push(await tell(app, day))
  const lines = [askedText(caughtUp, lang), ...told.map((each) => textOf(each, lang))]
  const { days: _, ...asked } = caughtUp
  const outcome = outcomeOf(told, lines.join('\n'))
  const found = caughtUp.unanswered > 0 ? 'wrong' : outcome.found
  return { ...outcome, found, report: { ...reportOf(told), ok: found === 'nothing', asked } }
}

async function tell(app: App, result: DayResult): Promise<Told> {
  const scope = scopeOf(app, { id: result.channelId }, result.day)
  return { ...result, differences: await listDifferences(app.db, scope, listedMax) }
}

function outcomeOf(told: readonly Told[], text: string): Outcome {
  const isBalanced = told.every(({ state }) => state === 'balanced')
  return { found: isBalanced ? 'nothing' : 'wrong', text, report: reportOf(told) }
}

function reportOf(told: readonly Told[]) {
  return {
    ok: told.every(({ state }) => state === 'balanced'),
    days: told.map(({ channelId, day, state, trouble, counts, differences }) => ({
      channel: channelId,
      date: day,
      state,
      trouble,
      counts,
      differences,
    })),
  }
}

const stateTexts: Readonly<Record<DayResult['state'], Readonly<Record<Lang, string>>>> = {
  waiting: { zh: '还没有账单', en: 'no bill yet' },
  balanced: { zh: '已对平', en: 'balanced' },
  different: { zh: '有差异', en: 'differences' },
  unavailable: { zh: '没有账单', en: 'no bill' },
}

const marks = { healed: '✓', resolved: '✓', waiting: '…', case: '✗' } as const

function textOf({ channelId, day, state, trouble, counts, differences }: Told, lang: Lang): string {
  const { matchedPayments = 0, matchedRefunds = 0, lines = 0 } = counts
  const matched = {
    zh: `账单 ${lines} 行，核对上付款 ${matchedPayments} 笔、退款 ${matchedRefunds} 笔`,
    en: `${lines} lines; ${matchedPayments} payments and ${matchedRefunds} refunds match`,
  }[lang]
  const head = `${day} ${channelId}: ${stateTexts[state][lang]}`
  const detail = Object.keys(counts).length > 0 ? ` (${matched})` : trouble ? ` (${trouble})` : ''
  const named = differences.map(
    (one) => `  ${marks[one.state]} ${one.explanation[lang]} [${one.ref}]`,
  )
  return [head + detail, ...named].join('\n')
}

function askedText({ asked, paid, unanswered, refunds }: CaughtUp, lang: Lang): string {
  return {
    zh: `询问了 ${asked} 笔未付款记录：${paid} 笔已付款，${unanswered} 笔没有答复；${refunds} 笔退款待确认。`,
    en: `Asked for ${asked} unpaid attempts: ${paid} had been paid, ${unanswered} without an answer; ${refunds} refunds in doubt.`,
  }[lang]
}
