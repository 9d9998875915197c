// The built files of the pages: read once, addressed by their content, kept by browsers for ever.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Beside the built program, or under dist/ when the source runs unbuilt. */
const folders = [join(import.meta.dirname, 'pages'), join(import.meta.dirname, '../../dist/pages')]

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** `gzip`: the same file compressed. */
export type Asset = Readonly<{ body: Buffer; gzip: Buffer; contentType: string; hash: string }>

let assets: ReadonlyMap<string, Asset> | undefined

/** Throws when the pages were never built. */
export function findAsset(name: string): Asset | undefined {
  assets ??= readAssets()
  return assets.get(name)
}

/** The address of a built file, its content hash included. */
export function assetUrl(name: string): string {
  const asset = findAsset(name)
  return asset ? `/assets/${name}?v=${asset.hash}` : `/assets/${name}`
}

function readAssets(): ReadonlyMap<string, Asset> {
  const folder = folders.find((one) => existsSync(join(one, 'shop.css')))
  if (folder === undefined) throw new Error('the pages are not built: run npm run build')
  const names = readdirSync(folder).filter((name) => types[extname(name)] !== undefined)
  return new Map(names.map((name) => [name, readAsset(folder, name)]))
}

function readAsset(folder: string, name: string): Asset {
  const body = readFileSync(join(folder, name))
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10)
  const contentType = types[extname(name)] ?? 'application/octet-stream'
  return { body, gzip: gzipSync(body, { level: 9 }), contentType, hash }
}
