// npm run vectors -- FILE: runs a file of vectors against our clients and counts. Exit 1 when one failed.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { runVectors, type VectorFile } from './vectors.ts'

const path = argv[2] ?? join(import.meta.dirname, 'vectors.json')
const file = JSON.parse(readFileSync(path, 'utf8')) as VectorFile
const { passed, failures, skipped } = await runVectors(file)

for (const failure of failures) console.log(`FAILED ${failure}`)
const skippedCount = [...skipped.values()].reduce((sum, count) => sum + count, 0)
const names = [...skipped].map(([gateway, count]) => `${gateway} ${count}`)
if (names.length > 0) console.log(`skipped, no client yet: ${names.join(', ')}`)
console.log(`${passed} passed, ${failures.length} failed, ${skippedCount} skipped`)
if (failures.length > 0) process.exitCode = 1
