// A language is a folder: one more is met without any other file naming it, and one that lacks a text is refused.

import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listLanguages } from '../../tools/list-languages.mjs'

const root = join(import.meta.dirname, '../..')
const copy = mkdtempSync(join(tmpdir(), 'languages-'))
const folder = join(copy, 'src/languages/fr')
const list = 'src/languages/list.ts'
const change = (file: string, from: string | RegExp, to: string) => {
  const text = readFileSync(join(folder, file), 'utf8')
  expect(text).toMatch(from)
  writeFileSync(join(folder, file), text.replace(from, to))
}

/** As somebody would who adds French: the English folder under another name, some of it translated. */
beforeAll(() => {
  cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  cpSync(join(copy, 'src/languages/en'), folder, { recursive: true })
  change('index.ts', "id: 'en'", "id: 'fr'")
  change('pages.ts', "tag: 'en'", "tag: 'fr'")
  change('pages.ts', "label: 'English'", "label: 'Français'")
  change('errors.ts', /product_not_found:\s+'.*'/, "product_not_found: 'Introuvable'")
  change('letters.ts', /title: 'Paid and delivered'/, "title: 'Payé et livré'")
  listLanguages(copy)
})
afterAll(() => rmSync(copy, { recursive: true }))

it('its folder alone brings its pages, errors and letters', async () => {
  const contents = `
    export { messageOf } from './src/errors.ts'
    export { languages, textOf } from './src/languages/languages.ts'
    export { problemPage } from './src/pages/problem.ts'
    export { composeLetter } from './src/letters/compose.ts'`
  const outfile = join(copy, 'program.mjs')
  const stdin = { contents, resolveDir: copy }
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node' })
  const program = await import(/* @vite-ignore */ pathToFileURL(outfile).href)
  expect(program.languages.map(({ id }: { id: string }) => id)).toEqual(['zh', 'en', 'fr'])
  expect(program.messageOf('product_not_found', 'fr')).toBe('Introuvable')
  const about = { merchantName: 'Boutique', publicUrl: 'https://shop.test', path: '/nowhere' }
  const styles = { shop: '', noScript: '' }
  const context = { ...about, lang: 'fr', assets: (name: string) => name, styles, env: 'desktop' }
  const page = program.problemPage(context, { kind: 'not_found' })
  expect(page).toContain('<html lang="fr">')
  expect(page).toContain('hreflang="en"')
  const english = program.problemPage({ ...context, lang: 'en' }, { kind: 'not_found' })
  expect(english).toContain('hreflang="fr">Français</a>')
  const site = { shopName: 'Boutique', host: 'shop.test', contact: undefined }
  const order = { orderNumber: 'A1', amountFen: 990, url: 'https://shop.test', goods: [] }
  const facts = { kind: 'delivered', order: { ...order, lines: [] } }
  expect(program.composeLetter('mail', 'fr', site, facts)).toMatchObject({
    text: expect.stringContaining('Payé et livré'),
  })
})

it('a text it lacks is found by the type check, whatever it is for', () => {
  expect(mistakes()).toEqual([])
  change('errors.ts', /\n {2}device_not_found: .*/, '')
  change('letters.ts', /\n {2}automatic: .*/, '')
  change('account.ts', /\n {2}mine: .*/, '')
  const found = mistakes().join('\n')
  for (const text of ['mine', 'device_not_found', 'automatic']) expect(found).toContain(text)
})

it('the list that is kept is of the folders that are there', () => {
  rmSync(folder, { recursive: true })
  listLanguages(copy)
  expect(readFileSync(join(root, list), 'utf8')).toBe(readFileSync(join(copy, list), 'utf8'))
})

function mistakes(): readonly string[] {
  const program = ts.createProgram([join(copy, list)], {
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  })
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder))
  expect(own.length).toBeGreaterThan(8)
  return own
    .flatMap((file) => program.getSemanticDiagnostics(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}
