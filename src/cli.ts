// keytill <verb>: reads the command line, calls one function, prints, and ends with 0 (done), 1 (found
// something wrong) or 2 (wrong use).

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { adminVerb } from './cli/admin.ts'
import { auditVerb } from './cli/audit.ts'
import { backupVerb } from './cli/backup.ts'
import { caseVerb } from './cli/case.ts'
import { doctorVerb } from './cli/doctor.ts'
import { jobsVerb } from './cli/jobs.ts'
import { keysVerb } from './cli/keys.ts'
import { licenseVerb } from './cli/license.ts'
import { migrateVerb } from './cli/migrate.ts'
import { reconcileVerb } from './cli/reconcile.ts'
import { refundVerb } from './cli/refund.ts'
import { restoreVerb } from './cli/restore.ts'
import { simulatorVerb } from './cli/simulator.ts'
import { startVerb } from './cli/start.ts'
import { CliError, type Outcome, type Verb } from './cli/verb.ts'

const verbs: readonly Verb[] = [
  startVerb,
  simulatorVerb,
  migrateVerb,
  doctorVerb,
  auditVerb,
  adminVerb,
  keysVerb,
  licenseVerb,
  reconcileVerb,
  refundVerb,
  caseVerb,
  jobsVerb,
  backupVerb,
  restoreVerb,
]
const everywhere = { help: { type: 'boolean' }, json: { type: 'boolean' } } as const

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code
})

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  const verb = verbs.find((one) => one.name === name)
  if (name === '--version') {
    process.stdout.write(`${version()}\n`)
    return 0
  }
  if (!verb) {
    const asked = name === undefined || name === '--help' || name === '-h' || name === 'help'
    const text = `${name !== undefined && !asked ? `keytill: no verb "${name}"\n\n` : ''}${overview()}`
    ;(asked && name !== undefined ? process.stdout : process.stderr).write(text)
    return asked && name !== undefined ? 0 : 2
  }
  const json = rest.includes('--json')
  try {
    const { values, positionals } = readArgs(verb, rest)
    if (values.help === true) {
      process.stdout.write(helpOf(verb))
      return 0
    }
    const [extra] = positionals
    if (extra !== undefined && !verb.takesWords)
      throw new CliError('usage', `does not take "${extra}"`)
    const outcome = await verb.run({ options: values, words: positionals, json })
    return print(outcome, json)
  } catch (error) {
    return fail(error, verb, json)
  }
}

function readArgs(verb: Verb, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...verb.options, ...everywhere },
      allowPositionals: true,
    })
  } catch (error) {
    throw new CliError('usage', error instanceof Error ? error.message : String(error))
  }
}

function print(outcome: Outcome, json: boolean): number {
  if (json) process.stdout.write(`${JSON.stringify(outcome.report)}\n`)
  else if (outcome.text !== '') process.stdout.write(`${outcome.text}\n`)
  return outcome.found === 'wrong' ? 1 : 0
}

function fail(error: unknown, verb: Verb, json: boolean): number {
  const usage = error instanceof CliError && error.kind === 'usage'
  const message = error instanceof Error ? error.message : String(error)
  if (json) process.stdout.write(`${JSON.stringify({ ok: false, message })}\n`)
  process.stderr.write(`keytill ${verb.name}: ${message}\n${usage ? `\n${helpOf(verb)}` : ''}`)
  return usage ? 2 : 1
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}

function overview(): string {
  const lines = verbs.map((verb) => `  ${verb.usage}\n      ${verb.summary}`)
  return `usage: keytill <verb> [options]\n\n${lines.join('\n')}\n\nEvery verb has --help and --json; keytill --version tells which one this is. Settings come from the environment and .env.\n`
}

function helpOf(verb: Verb): string {
  const options = Object.entries(verb.options).map(([name, option]) => {
    const short = `--${name}${option.type === 'string' ? ' VALUE' : ''}`
    return `  ${short.padEnd(28)}${option.help}`
  })
  const common = [
    `  ${'--json'.padEnd(28)}print one JSON object instead of text`,
    `  ${'--help'.padEnd(28)}print this`,
  ]
  return `usage: keytill ${verb.usage}\n\n${verb.summary}\n\n${[...options, ...common].join('\n')}\n\nexit: 0 done, 1 found something wrong, 2 wrong use\n`
}
