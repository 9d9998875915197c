// Brings dist/ up to date before a test runs the built program, once for all files of a worker.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

let built: Promise<unknown> | undefined

export async function build(): Promise<void> {
  built ??= promisify(execFile)(process.execPath, [
    join(import.meta.dirname, '../../tools/build.mjs'),
  ])
  await built
}
