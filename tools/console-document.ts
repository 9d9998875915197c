// What the console's client is made from: the OpenAPI document of the route table, cut down to the console's calls.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRoutes } from '../src/http/routes/index.ts'
import { createServer } from '../src/http/server.ts'
import { createLog } from '../src/kit/log.ts'

const prefix = '/api/v1/admin'
/** Beside the client: from which document it was made, and that nobody has touched it since. */
export const sealFile = 'made-from.json'

/** The two fingerprints kept in `sealFile` of the client's folder. */
export function sealOf(document: object, folder: string): { document: string; files: string } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== sealFile)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')])
  return { document: hashOf(document), files: hashOf(files) }
}

const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** The document, cut down to the console's calls, each with a name to call it by. */
export async function describeConsole(): Promise<object> {
  const server = await createServer({
    app: () => undefined,
    log: createLog({ file: undefined, level: 'silent' }),
    trustProxy: false,
    routes: createRoutes().all,
    contentSecurityPolicy: () => '',
  })
  await server.ready()
  const document = server.swagger()
  await server.close()
  const paths = Object.entries(document.paths ?? {})
    .filter(([path]) => path.startsWith(`${prefix}/`))
    .map(([path, methods]) => [path, nameOperations(path, methods)])
  return { ...document, paths: Object.fromEntries(paths) }
}

/** GET /orders/{order_number}/notices is `getOrdersByOrderNumberNotices`. */
function nameOperations(path: string, methods: object) {
  const words = path
    .slice(prefix.length)
    .replaceAll(/\{(\w+)\}/g, 'by_$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  const named = Object.entries(methods).map(([method, operation]) => [
    method,
    { ...operation, operationId: `${method}${words}` },
  ])
  return Object.fromEntries(named)
}
