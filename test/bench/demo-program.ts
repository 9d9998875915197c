// The built program as a whole, for benches that need nothing of what is inside: spawned in demo mode on a free port.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const readyMsMax = 30_000
const program = join(import.meta.dirname, '../../dist/cli.js')

export type Program = Readonly<{
  /** without a trailing slash */
  url: string
  /** Ends it; throws when it ends otherwise than rightly. A second call changes nothing. */
  stop(): Promise<void>
}>

/** Starts it in `folder` and waits until `/readyz` answers 200. */
export async function startProgram(
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const { PATH } = process.env
  const child = spawn(process.execPath, [program, 'start'], {
    cwd: folder,
    env: { PATH, PORT: '0', DATA_DIR: join(folder, 'data'), ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    const [code] = await ended
    if (code !== 0) throw new Error(`the program ended with ${code}`)
  }
  try {
    const url = await shopOf(child)
    await untilReady(url)
    return { url, stop }
  } catch (error) {
    child.kill('SIGTERM')
    await ended
    throw error
  }
}

/** The address the program prints when it has started. Rejects when it ends before. */
function shopOf(child: ChildProcess): Promise<string> {
  let output = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const found = /Shop\s+(http:\/\/\S+?)\/\s/.exec(output)
      if (found?.[1]) resolve(found[1])
    })
    child.once('exit', () => reject(new Error(`the program did not start:\n${output}`)))
  })
}

/** Jobs come up a moment after the greeting; asked until they have, each answer being the pause. */
async function untilReady(shop: string): Promise<void> {
  const signal = AbortSignal.timeout(readyMsMax)
  while ((await fetch(`${shop}/readyz`, { signal })).status !== 200);
}
