// Writes src/languages/list.ts from the folders beside it: a language is a folder, and nothing else has to name it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The one for whoever asks for no language that is there comes first. */
const standard = 'zh-CN'

export function listLanguages(root) {
  const home = join(root, 'src/languages')
  const names = readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(home, entry.name, 'index.ts')))
    .map(({ name }) => name)
    .sort((a, b) => Number(b === standard) - Number(a === standard) || (a < b ? -1 : 1))
  const nameOf = (folder) => folder.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())
  const imports = names
    .map((folder) => `import { language as ${nameOf(folder)} } from './${folder}/index.ts'`)
    .concat("import type { Language } from './language.ts'")
    .sort((a, b) => (pathIn(a) < pathIn(b) ? -1 : 1))
  const text = `// Written by tools/list-languages.mjs from the folders beside it.

${imports.join('\n')}

export const folders: readonly [Language, ...Language[]] = [${names.map(nameOf).join(', ')}]
`
  const file = join(home, 'list.ts')
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
}

function pathIn(line) {
  return line.slice(line.indexOf("'")).toLowerCase()
}
