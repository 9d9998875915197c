// keytill audit: proves on the live books that everything that must hold does, or names what does not.

import { isSince, runAudit } from '../app/audit.ts'
import { runSelfTest } from '../app/audit-self-test.ts'
import { type Broken, type Invariant, invariants } from '../db/audit.ts'
import type { AuditRun } from '../db/audit-runs.ts'
import { createClock } from '../db/clock.ts'
import { merchantId, migrationsFolder } from '../main.ts'
import { withDatabase } from './open-database.ts'
import { CliError, loadConfig, type Outcome, optionText, type Verb, type VerbCall } from './verb.ts'

type Lang = 'zh' | 'en'

export const auditVerb: Verb = {
  name: 'audit',
  usage: 'audit [--since yyyy-MM-dd|10m] [--strict] [--explain | --self-test] [--lang zh|en]',
  summary: 'Prove that the books hold together, or name each row that does not',
  options: {
    since: {
      type: 'string',
      help: 'only orders that moved since that day, Asia/Shanghai, or in the last minutes',
    },
    strict: { type: 'boolean', help: 'also what holds only when nothing waits any more' },
    explain: { type: 'boolean', help: 'say what each invariant means and what may be done' },
    'self-test': {
      type: 'boolean',
      help: 'damage a scratch copy in many ways, and prove that each is found',
    },
    lang: { type: 'string', help: 'zh (default) or en' },
  },
  async run(call) {
    const lang: Lang = optionText(call, 'lang') === 'en' ? 'en' : 'zh'
    if (call.options.explain === true) return explain(lang)
    if (call.options['self-test'] === true) return selfTest()
    return audit(call, lang)
  },
}

/** Prints each row as one line of JSON the moment it is found; a sentence follows, or with --json the report. */
async function audit(call: VerbCall, lang: Lang): Promise<Outcome> {
  const since = optionText(call, 'since')
  if (since !== undefined && !isSince(since))
    throw new CliError('usage', `--since ${since} is no day; write it as 2026-03-01, or 10m`)
  const strict = call.options.strict === true
  const onBroken = (broken: Broken, { says, safeAction }: Invariant) => {
    const line = { ...broken, says: says[lang], safe_action: safeAction[lang] }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
  const run = await withDatabase(loadConfig(), async (db) => {
    const clock = createClock()
    await clock.load(db)
    return runAudit({ db, merchantId, clock }, { since, strict, onBroken })
  })
  return {
    found: run.broken > 0 ? 'wrong' : 'nothing',
    text: sentenceOf(run, lang),
    report: {
      ok: run.broken === 0,
      checked: run.checked,
      broken: run.broken,
      rows: run.findings.length,
      took_ms: run.finishedAt - run.startedAt,
    },
  }
}

function sentenceOf({ checked, broken, findings, startedAt, finishedAt }: AuditRun, lang: Lang) {
  const ms = finishedAt - startedAt
  if (broken === 0)
    return {
      zh: `✓ ${checked} 条规则全部成立（${ms} ms）`,
      en: `✓ all ${checked} rules hold (${ms} ms)`,
    }[lang]
  return {
    zh: `✗ ${checked} 条规则中有 ${broken} 条不成立，共 ${findings.length} 行`,
    en: `✗ ${broken} of ${checked} rules do not hold, ${findings.length} rows in all`,
  }[lang]
}

async function explain(lang: Lang): Promise<Outcome> {
  const report = invariants.map(({ id, says, safeAction, afterHealing }) => ({
    id,
    says: says[lang],
    safe_action: safeAction[lang],
    strict: afterHealing,
  }))
  const text = report
    .map(
      ({ id, says, safe_action, strict }) =>
        `${id}${strict ? ' (--strict)' : ''}  ${says}\n    → ${safe_action}`,
    )
    .join('\n')
  return { found: 'nothing', text, report: { ok: true, invariants: report } }
}

async function selfTest(): Promise<Outcome> {
  const { clean, corruptions } = await withDatabase(loadConfig(), (db) =>
    runSelfTest(db, merchantId, migrationsFolder),
  )
  const missed = corruptions.filter(({ missed }) => missed.length > 0)
  const isGood = clean.length === 0 && missed.length === 0
  const lines = [
    ...clean.map(({ id, ref, detail }) => `✗ false alarm on lawful books: ${id} ${ref} ${detail}`),
    ...corruptions.map(({ name, missed }) =>
      missed.length === 0 ? `✓ ${name}` : `✗ ${name}: not found by ${missed.join(', ')}`,
    ),
    `${corruptions.length - missed.length} of ${corruptions.length} planted corruptions found`,
  ]
  return {
    found: isGood ? 'nothing' : 'wrong',
    text: lines.join('\n'),
    report: { ok: isGood, false_alarms: clean, corruptions },
  }
}
