// Writes the console's client (web/admin/src/api/generated) from the OpenAPI document of the route table, which
// needs no database: npx tsx tools/generate-client.mjs [folder]
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import { describeConsole, sealFile, sealOf } from './console-document.ts'

const folder = process.argv[2] ?? join(import.meta.dirname, '../web/admin/src/api/generated')
// Put into place whole: another run at the same time may be writing the same folder.
const draft = `${folder}.${process.pid}.tmp`
const document = await describeConsole()

await createClient({
  input: document,
  output: {
    path: draft,
    clean: true,
    importFileExtension: '.ts',
    header: ['// Written by tools/generate-client.mjs; not by hand.'],
  },
  logs: { level: 'error', file: false },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
})
writeFileSync(join(draft, sealFile), `${JSON.stringify(sealOf(document, draft))}\n`)
rmSync(folder, { recursive: true, force: true })
renameSync(draft, folder)
