// The console's client is what the route table says today.

import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

it('is generated from the routes as they are now (npx tsx tools/generate-client.mjs)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keytill-client-'))
  try {
    const tool = join(root, 'tools/generate-client.mjs')
    await promisify(execFile)(process.execPath, ['--import', 'tsx', tool, folder], { cwd: root })
    expect(filesBelow(join(root, 'web/admin/src/api/generated'))).toEqual(filesBelow(folder))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)

/** Each file with its text. */
function filesBelow(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return Object.fromEntries(
    files.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  )
}
