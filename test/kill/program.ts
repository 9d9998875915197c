// The built program as a process of its own, started, watched and killed from outside.

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const cli = join(import.meta.dirname, '../../dist/cli.js')
const startMsMax = 30_000

export class Program {
  readonly #child: ChildProcess
  readonly ended: Promise<number | null>
  /** everything it printed */
  output = ''
  url = ''
  /** by us */
  wasKilled = false

  /** `folder` is where it runs; its DATA_DIR and log lie below. `words` are the verb and what follows it. */
  constructor(
    folder: string,
    env: Readonly<Record<string, string>>,
    words: readonly string[] = ['start'],
  ) {
    const { PATH } = process.env
    const own = {
      PATH,
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      LOG_FILE: join(folder, 'keytill.log'),
      DEMO: '0',
      DEMO_CATALOGUE: '1',
      RATE_LIMIT_FACTOR: '1000',
    }
    this.#child = spawn(process.execPath, [cli, ...words], {
      cwd: folder,
      env: { ...own, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#hear(chunk))
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#hear(chunk))
    this.ended = new Promise((resolve) => this.#child.once('exit', resolve))
  }

  /** Starts it and waits until it sells. Throws when it ends instead. */
  static async start(folder: string, env: Readonly<Record<string, string>>): Promise<Program> {
    const program = new Program(folder, env)
    try {
      await program.ready()
      return program
    } catch (error) {
      program.kill()
      throw error
    }
  }

  async ready(): Promise<void> {
    const deadline = Date.now() + startMsMax
    while (this.url === '') {
      if (!this.isAlive) throw new Error(`it ended before it sold:\n${this.output}`)
      if (Date.now() > deadline) throw new Error(`it does not start:\n${this.output}`)
      await pause(5)
    }
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** kill -9, at once. */
  kill(): void {
    this.wasKilled = true
    this.signal('SIGKILL')
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isAlive) this.#child.kill(signal)
  }

  /** Sends the signal and waits until it has ended. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.signal(signal)
    return this.ended
  }

  #hear(chunk: Buffer): void {
    this.output += chunk.toString()
    this.url ||= /Shop\s+(http:\/\/\S+?)\/\s/.exec(this.output)?.[1] ?? ''
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
