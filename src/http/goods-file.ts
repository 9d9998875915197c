// A file that is sold: as the console sends it, and as its buyer fetches it.

import { Type } from 'typebox'
import { fileMax } from '../app/catalogue/goods-file.ts'
import type { GoodsFile } from '../db/plan-content.ts'
import type { Answer } from './route.ts'

/** Base64 takes four characters for three bytes; the name and the frame come on top. */
export const fileBodyMax = Math.ceil((fileMax * 4) / 3) + 4096

export const FileBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120 }),
    file: Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$' }),
  },
  { additionalProperties: false },
)

export const Files = Type.Array(
  Type.Object({ file_id: Type.String(), name: Type.String(), bytes: Type.Integer() }),
)

export function fileTyped({ name, file }: Readonly<{ name: string; file: string }>) {
  return { name, bytes: Buffer.from(file, 'base64') }
}

export function filesData(files: readonly GoodsFile[]) {
  return files.map(({ fileId, name, bytes }) => ({ file_id: fileId, name, bytes }))
}

export function fileAnswer(file: Readonly<{ name: string; bytes: Buffer }>): Answer {
  const name = encodeURIComponent(file.name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  )
  return {
    kind: 'text',
    status: 200,
    // Never shown in a browser, whatever a merchant uploads.
    contentType: 'application/octet-stream',
    body: file.bytes,
    headers: { 'content-disposition': `attachment; filename*=UTF-8''${name}` },
  }
}
