// CPU time of a measurement: of this program and of the database server it works with. On a machine that others
// share it says what the clock on the wall cannot.

import { readdirSync, readFileSync } from 'node:fs'
import { type Db, statement } from '../../src/db/connect.ts'

const ticksPerSecond = 100
const whoAmI = statement('', 'select pg_backend_pid() as pid')

/** Seconds of CPU spent so far, user and system: here, and by the server of `db`. Linux only; NaN elsewhere. */
export async function cpuSeconds(db: Db): Promise<Readonly<{ program: number; server: number }>> {
  const { user, system } = process.cpuUsage()
  const program = (user + system) / 1_000_000
  const [row] = await db.rows<{ pid: number }>(whoAmI, [])
  const backend = row && readTimes(row.pid)
  if (!backend) return { program, server: Number.NaN }
  const living = readdirSync('/proc').flatMap((name) => readTimes(Number(name)) ?? [])
  const children = living.filter(({ parent }) => parent === backend.parent)
  const own = readTimes(backend.parent)
  const ticks = children.reduce((sum, { ticks }) => sum + ticks, 0)
  return { program, server: (ticks + (own ? own.ticks + own.ticksOfEnded : 0)) / ticksPerSecond }
}

/** Seconds of CPU that other processes have spent so far. */
export function cpuSecondsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (readTimes(pid)?.ticks ?? Number.NaN), 0) / ticksPerSecond
}

/** From /proc/PID/stat (proc(5)), whose second field may contain spaces; undefined for one that has ended. */
function readTimes(pid: number) {
  if (!Number.isInteger(pid)) return undefined
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [1, 11, 12, 13, 14].map(
      (at) => fields[at],
    )
    return { parent, ticks: utime + stime, ticksOfEnded: cutime + cstime }
  } catch {
    return undefined
  }
}
