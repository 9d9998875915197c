// A file that is sold, in a package of content or in a chapter, as it comes from the console.

import { randomText } from '../../core/ids.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../app.ts'

export const fileMax = 10 * 1024 * 1024
/** In one package, or in one chapter. */
const filesMax = 20

export type TypedFile = Readonly<{ name: string; bytes: Buffer }>
export type NewFile = TypedFile & Readonly<{ fileId: string }>

/** With an id of its own. Refuses with invalid_request. */
export function fileIn(app: App, { name: typed, bytes }: TypedFile): NewFile {
  const name = typed.trim()
  if (name === '' || /[\p{Cc}/\\]/u.test(name))
    throw new Refusal('invalid_request', { field: 'name' })
  if (bytes.length < 1 || bytes.length > fileMax)
    throw new Refusal('invalid_request', { field: 'file' })
  return { fileId: randomText(app.random, 16).toLowerCase(), name, bytes }
}

/** Refuses with invalid_request where there are as many as may be. */
export function requireRoom(files: readonly unknown[]): void {
  if (files.length >= filesMax) throw new Refusal('invalid_request', { field: 'file' })
}
