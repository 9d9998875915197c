// What runs on this machine, for tests that kill the programs of the embedded PostgreSQL and look for
// what is left of them.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Guards and servers (not their workers, which go with them) whose DATA_DIR lies below that folder. */
export function processesBelow(folder: string): number[] {
  return listPrograms()
    .filter(({ command }) => command.includes(folder) && command.includes('postgres'))
    .map(({ pid }) => pid)
}

export function serversBelow(folder: string): number[] {
  const found = listPrograms().filter(({ command }) => command.includes(`-D ${folder}`))
  // A worker just forked still carries the server's command line.
  return found
    .filter(({ parent }) => !found.some(({ pid }) => pid === parent))
    .map(({ pid }) => pid)
}

type Program = Readonly<{ pid: number; parent: number; command: string }>

function listPrograms(): Program[] {
  if (process.platform === 'linux') return readdirSync('/proc').flatMap(readProgram)
  const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' })
  return stdout.split('\n').map((line) => {
    const [pid, parent, ...command] = line.trim().split(/\s+/)
    return { pid: Number(pid), parent: Number(parent), command: command.join(' ') }
  })
}

/** One folder of /proc, nothing when it is no program's or the program has ended. */
function readProgram(name: string): Program[] {
  if (!/^\d+$/.test(name)) return []
  try {
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
    const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]
    return [{ pid: Number(name), parent: Number(parent), command }]
  } catch {
    return []
  }
}

/** kill -9; nothing when it ended before. */
export function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It was faster.
  }
}
