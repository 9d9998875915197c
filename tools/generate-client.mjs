// Writes the console's client (web/admin/src/api/generated) from the OpenAPI document of the route table, which
// needs no database: npx tsx tools/generate-client.mjs [folder]
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import { createRoutes } from '../src/http/routes/index.ts'
import { createServer } from '../src/http/server.ts'

const prefix = '/api/v1/admin'
const folder = process.argv[2] ?? join(import.meta.dirname, '../web/admin/src/api/generated')
// Put into place whole: another run at the same time may be writing the same folder.
const draft = `${folder}.${process.pid}.tmp`

await createClient({
  input: await describeConsole(),
  output: {
    path: draft,
    clean: true,
    importFileExtension: '.ts',
    header: ['// Written by tools/generate-client.mjs; not by hand.'],
  },
  logs: { level: 'error', file: false },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
})
rmSync(folder, { recursive: true, force: true })
renameSync(draft, folder)

/** The document, cut down to the console's calls, each with a name to call it by. */
async function describeConsole() {
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const server = await createServer({
    app: () => undefined,
    log: silent,
    trustProxy: false,
    routes: createRoutes().all,
    contentSecurityPolicy: () => '',
  })
  await server.ready()
  const document = server.swagger()
  await server.close()
  const paths = Object.entries(document.paths)
    .filter(([path]) => path.startsWith(`${prefix}/`))
    .map(([path, methods]) => [path, nameOperations(path, methods)])
  return { ...document, paths: Object.fromEntries(paths) }
}

/** GET /orders/{order_number}/notices is `getOrdersByOrderNumberNotices`. */
function nameOperations(path, methods) {
  const words = path
    .slice(prefix.length)
    .replaceAll(/\{(\w+)\}/g, 'by_$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('')
  const named = Object.entries(methods).map(([method, operation]) => [
    method,
    { ...operation, operationId: `${method}${words}` },
  ])
  return Object.fromEntries(named)
}
