// npx tsx test/mutate.ts [settle refund coupon spread]: plants one small mistake after another in the rules about
// money, in a copy of them, and asks their unit tests. What survives is printed, and ends it with 1: it is a rule no
// test holds. On demand only; every mistake costs a run of Vitest.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The rules, and the unit tests that hold them. */
const rules: Readonly<Record<string, readonly string[]>> = {
  settle: ['settle'],
  refund: ['refund'],
  coupon: ['coupon'],
  spread: ['refund', 'coupon'],
}

/** Mistakes that change nothing anybody could see, and why; by the line as it would read. */
const harmless: Readonly<Record<string, string>> = {}

/** What a tired person types instead. */
const slips: readonly (readonly [wrote: RegExp, meant: (text: string) => string])[] = [
  [/ (<=|>=) /g, (text) => text.replace('=', '')],
  [/ [<>] /g, (text) => `${text.trimEnd()}= `],
  [/ === /g, () => ' !== '],
  [/ !== /g, () => ' === '],
  [/ && /g, () => ' || '],
  [/ \|\| /g, () => ' && '],
  [/ \+ /g, () => ' - '],
  [/ - /g, () => ' + '],
  [/\btrue\b/g, () => 'false'],
  [/\bfalse\b/g, () => 'true'],
  [/(?<![\w'.])\d[\d_]*(?![\w'])/g, (text) => String(Number(text.replaceAll('_', '')) + 1)],
]

type Mistake = Readonly<{ line: number; was: string; is: string; text: string }>

const root = join(import.meta.dirname, '..')
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(rules, name))
if (unknown.length > 0) throw new Error(`no rules ${unknown.join(', ')}`)
mkdirSync(join(root, 'test-results'), { recursive: true })
// Below package.json, so that the packages are found.
const folder = mkdtempSync(join(root, 'test-results', 'mutate-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const part of ['src/core', 'src/kit', 'test/core'])
  cpSync(join(root, part), join(folder, part), { recursive: true })
writeFileSync(join(folder, 'vitest.config.mjs'), 'export default { test: { bail: 1 } }\n')

let survivors = 0
for (const name of asked.length > 0 ? asked : Object.keys(rules)) survivors += tryAll(name)
process.exitCode = survivors > 0 ? 1 : 0

function tryAll(name: string): number {
  const file = join(folder, 'src/core', `${name}.ts`)
  const right = readFileSync(file, 'utf8')
  if (!passes(name)) throw new Error(`the unit tests of ${name} fail as they are`)
  const mistakes = mistakesIn(right).filter(({ is }) => !(is.trim() in harmless))
  const left = mistakes.filter(({ text }) => {
    writeFileSync(file, text)
    return passes(name)
  })
  writeFileSync(file, right)
  console.log(`${name}: ${mistakes.length - left.length} of ${mistakes.length} mistakes noticed`)
  for (const { line, was, is } of left)
    console.log(`  src/core/${name}.ts:${line}\n    ${was.trim()}\n    ${is.trim()}`)
  return left.length
}

function passes(name: string): boolean {
  const tests = (rules[name] ?? []).map((test) => `test/core/${test}.test.ts`)
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const words = [vitest, 'run', '--root', folder, '--reporter=dot', ...tests]
  return spawnSync(process.execPath, words, { cwd: folder, stdio: 'ignore' }).status === 0
}

/** Every slip at every place of the code; comments, imports and types are no rules. */
function mistakesIn(source: string): readonly Mistake[] {
  const lines = source.split('\n')
  return lines.flatMap((was, at) => {
    if (/^\s*(\/\/|\/?\*|import\b|export type\b|type\b|readonly\b|\|)/.test(was)) return []
    return slips.flatMap(([wrote, meant]) =>
      [...was.matchAll(wrote)].map((match) => {
        const [found] = match
        const is = was.slice(0, match.index) + meant(found) + was.slice(match.index + found.length)
        return { line: at + 1, was, is, text: lines.with(at, is).join('\n') }
      }),
    )
  })
}
