// A file that is sold: as the console sends it, and as its buyer fetches it.

import type { FastifyRequest } from 'fastify'
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

/** The file, or the part of it that is asked for: a download that broke off goes on where it was. */
export function fileAnswer(
  { headers }: Pick<FastifyRequest, 'headers'>,
  file: Readonly<{ name: string; bytes: Buffer }>,
): Answer {
  const name = encodeURIComponent(file.name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  )
  const { length } = file.bytes
  // Without a mark of its version, nobody can hold a part of another one against it: then the whole is sent.
  const part = headers['if-range'] === undefined ? partOf(headers.range, length) : undefined
  const { from, to } = part ?? { from: 0, to: length }
  return {
    kind: 'text',
    status: part ? (from < to ? 206 : 416) : 200,
    // Never shown in a browser, whatever a merchant uploads.
    contentType: 'application/octet-stream',
    body: file.bytes.subarray(from, to),
    headers: {
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'accept-ranges': 'bytes',
      ...(part && {
        'content-range': from < to ? `bytes ${from}-${to - 1}/${length}` : `bytes */${length}`,
      }),
    },
  }
}

/** One part, `to` left out; empty where the file has none of it. Several parts, or no part at all: undefined. */
function partOf(range: string | undefined, length: number) {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') return { from: Math.max(0, length - Number(last)), to: length }
  if (last !== '' && Number(last) < Number(first)) return undefined
  const to = last === '' ? length : Math.min(length, Number(last) + 1)
  return Number(first) < length ? { from: Number(first), to } : { from: 0, to: 0 }
}
