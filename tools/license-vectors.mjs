// Writes docs/license-vectors.json: npx tsx tools/license-vectors.mjs
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeVectors } from '../test/client/license-vectors.ts'

const file = join(import.meta.dirname, '..', 'docs', 'license-vectors.json')
writeFileSync(file, `${JSON.stringify(makeVectors(), null, 2)}\n`)
