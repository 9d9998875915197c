// Brings dist/ up to date before a test runs the built program; costs nothing when it is.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

export async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../tools/build.mjs')])
}
