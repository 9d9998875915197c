// The real program for benches: started as in production with its embedded PostgreSQL in a folder that is
// gone afterwards, selling through an Alipay account whose notices the bench signs.

import { openSync, writeSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { type App, type Channel, defaultChannel } from '../../src/app/app.ts'
import { readConfig } from '../../src/config.ts'
import { attachEmbedded, type Embedded } from '../../src/db/embedded.ts'
import { createLog } from '../../src/kit/log.ts'
import { start } from '../../src/main.ts'
import { Platform } from '../support/platform.ts'
import { nobody } from './account.ts'
import { inFolder } from './folder.ts'

export type Stage = Readonly<{
  app: App
  /** where it listens, without a trailing slash */
  url: string
  channel: Channel
  platform: Platform
  connection: Embedded['connection']
  dataDir: string
}>

/** Starts the program, gives it to `work`, and stops it again. */
export async function onStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const dataDir = join(folder, 'data')
    const platform = new Platform()
    const running = await start(configOf(dataDir, platform), logInto(join(folder, 'keytill.log')))
    try {
      const { connection, stop } = await attachEmbedded({ dataDir, log: () => {} })
      try {
        return await work({
          app: running.app,
          url: running.url,
          channel: alipayOf(running.app),
          platform,
          connection,
          dataDir,
        })
      } finally {
        await stop()
      }
    } finally {
      await running.stop()
    }
  })
}

/** The Alipay account it sells through. */
export function alipayOf(app: App): Channel {
  const channel = defaultChannel(app, 'alipay')
  if (!channel) throw new Error('the shop has no Alipay channel')
  return channel
}

/** The settings of a shop whose data lie in `dataDir`. */
export function configOf(
  dataDir: string,
  platform: Platform,
  more: Readonly<Record<string, string>> = {},
) {
  return readConfig({ ...envOf(dataDir, platform), ...more }, undefined, { readFile: () => '' })
}

export function envOf(dataDir: string, platform: Platform): Readonly<Record<string, string>> {
  return {
    PORT: '0',
    DATA_DIR: dataDir,
    DEMO: '0',
    DEMO_CATALOGUE: '1',
    ...platform.env(),
    ALIPAY_GATEWAY: nobody,
  }
}

export const quiet = createLog({ file: undefined, level: 'silent' })

/** Writes what production writes, a line to stdout and one to the file, but nobody reads the first. */
function logInto(file: string) {
  const stdout = openSync(devNull, 'a')
  return createLog({ file, level: 'info', stdout: { write: (line) => writeSync(stdout, line) } })
}
