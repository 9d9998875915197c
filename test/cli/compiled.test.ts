// The built program starts from the form V8 compiled it to, and as well without one that fits.

import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '../support/build.ts'

const root = join(import.meta.dirname, '../..')
let folder: string
/** the compiled form in that copy of dist/ */
let form: string
beforeAll(async () => {
  await build()
  // Below the checkout, where the program finds its packages.
  mkdirSync(join(root, 'test-results'), { recursive: true })
  folder = mkdtempSync(join(root, 'test-results/compiled-'))
  for (const name of ['cli.js', 'program.js', 'program.v8'])
    cpSync(join(root, 'dist', name), join(folder, name))
  form = join(folder, 'program.v8')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What it says about itself, and whether V8 refused the form it was given; undefined: there was none. */
async function usage(): Promise<Readonly<{ out: string; isRefused: boolean | undefined }>> {
  const cli = pathToFileURL(join(folder, 'cli.js')).href
  const told = `import { script } from ${JSON.stringify(cli)}
    process.once('exit', () => console.error(JSON.stringify({ isRefused: script.cachedDataRejected })))`
  const words = ['--input-type=module', '-e', told, 'keytill', '--help']
  const { stdout, stderr } = await promisify(execFile)(process.execPath, words)
  const { isRefused } = JSON.parse(stderr) as { isRefused?: boolean }
  return { out: stdout, isRefused }
}

it('says the same from its compiled form, from one that does not fit and from none', async () => {
  const fitting = await usage()
  expect(fitting.out).toContain('keytill <verb>')
  expect(fitting.isRefused).toBe(false)
  const bytes = readFileSync(form)
  // As another V8 would have written it.
  writeFileSync(form, Buffer.from(bytes).fill(0, 32, 96))
  expect(await usage()).toEqual({ out: fitting.out, isRefused: true })
  // Of another program: V8 is not even asked.
  writeFileSync(form, Buffer.from(bytes).fill(0, 0, 32))
  expect(await usage()).toEqual({ out: fitting.out, isRefused: undefined })
  rmSync(form)
  expect(await usage()).toEqual({ out: fitting.out, isRefused: undefined })
})
