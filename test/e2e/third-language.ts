// The console as it would be built with one more folder of words, in the place of the one the shop under test serves.

import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { build, type Rolldown } from 'vite'

const root = join(import.meta.dirname, '../..')

/** Words to be found in the files of the English folder, and what stands there in the new one. */
export type Translation = Readonly<Record<string, readonly (readonly [string, string])[]>>

/** Shows the page the console with a folder `tag`, and tells it that its visitor reads that language. */
export async function showThirdLanguage(
  page: Page,
  tag: string,
  label: string,
  translation: Translation,
): Promise<void> {
  const files = await buildWith(tag, label, translation)
  const isConsole = ({ pathname }: URL) => /^\/admin(\/|$)/.test(pathname)
  await page.route(isConsole, async (route) => {
    const { pathname } = new URL(route.request().url())
    const asset = files.get(pathname.slice('/admin/'.length))
    const type = /\.(js|css|svg)$/.exec(pathname)?.[1] ?? ''
    const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' }
    if (asset !== undefined)
      return route.fulfill({ body: asset, contentType: types[type] ?? 'image/svg+xml' })
    // What the server writes on its own page stands on this one too.
    const [told = ''] = /<html [^>]*>/.exec(await (await route.fetch()).text()) ?? []
    const html = String(files.get('index.html'))
      .replace(/<html [^>]*>/, told.replace(/lang="[^"]*"/, `lang="${tag}"`))
      .replace(/<link [^>]*data-words="([\w-]+)">/g, (link, of) => (of === tag ? link : ''))
    return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' })
  })
}

async function buildWith(tag: string, label: string, translation: Translation) {
  const home = mkdtempSync(join(tmpdir(), 'keytill-language-'))
  try {
    for (const name of ['node_modules', 'src', 'tsconfig.json'])
      symlinkSync(join(root, name), join(home, name))
    const admin = join(home, 'web/admin')
    cpSync(join(root, 'web/admin'), admin, { recursive: true })
    const folder = join(admin, 'src/text', tag)
    cpSync(join(admin, 'src/text/en'), folder, { recursive: true })
    for (const [name, words] of Object.entries({ ...translation, label: [['English', label]] }))
      translate(join(folder, `${name}.ts`), words)
    const { default: config } = await import(join(root, 'web/admin/vite.config.mjs'))
    const built = await build({
      ...config,
      root: admin,
      configFile: false,
      mode: 'production',
      logLevel: 'warn',
      build: { ...config.build, write: false, minify: false },
    })
    const { output } = built as Rolldown.RolldownOutput
    return new Map(
      output.map((one) => [
        one.fileName,
        one.type === 'chunk' ? one.code : Buffer.from(one.source),
      ]),
    )
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function translate(path: string, words: readonly (readonly string[])[]): void {
  let text = readFileSync(path, 'utf8')
  for (const [from = '', to = ''] of words) {
    if (!text.includes(from)) throw new Error(`${path} does not say ${from}`)
    text = text.replace(from, to)
  }
  writeFileSync(path, text)
}
