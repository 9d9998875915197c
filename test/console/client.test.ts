// The console's client is what the route table says today.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeConsole, sealFile, sealOf } from '../../tools/console-document.ts'

const folder = join(import.meta.dirname, '../../web/admin/src/api/generated')

it('is generated from the routes as they are now (npx tsx tools/generate-client.mjs)', async () => {
  const kept = JSON.parse(readFileSync(join(folder, sealFile), 'utf8'))
  expect(sealOf(await describeConsole(), folder)).toEqual(kept)
})
