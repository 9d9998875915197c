// A simulator's data folder in which the platforms' keys lie already: making them is most of what a start costs.

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rsaPair } from '../support/rsa-pair.ts'

const platform = rsaPair()

export function folderWithKeys(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keytill-simulator-'))
  for (const name of ['alipay', 'wechat'])
    writeFileSync(join(folder, `${name}-private-key.pem`), platform.privatePem)
  return folder
}
