// PostgreSQL refuses to run as root. These are the ways to run it as somebody else, best first, and the
// one function that runs a program that way.

import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

type Owner = Readonly<{ uid: number; gid: number }>

export type RunAs = Readonly<{
  name: string
  /** program and arguments put before the real ones */
  prefix: readonly string[]
  /** whom `spawn` itself switches to */
  switchTo?: Owner
  /** who must own the files; undefined: they are ours already */
  filesOwner?: Owner
}>

/** The output is stdout and stderr together; code -1 means it could not be started. */
export type Ended = Readonly<{ code: number; output: string }>

/** The ways to try, best first. Whether one works here only trying tells. */
export function waysToRun(): readonly RunAs[] {
  const root = { uid: process.geteuid?.() ?? -1, gid: process.getegid?.() ?? -1 }
  if (root.uid !== 0) return [{ name: 'this user', prefix: [] }]
  const nobody = findNobody()
  return [
    {
      // Root outside, nobody inside: the server reaches whatever root owns, also below a 0700 folder.
      name: 'unshare',
      prefix: ['unshare', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`, '--'],
      filesOwner: root,
    },
    {
      // Keeps the one capability that lets it pass through folders of others.
      name: 'setpriv',
      prefix: [
        'setpriv',
        `--reuid=${nobody.uid}`,
        `--regid=${nobody.gid}`,
        '--clear-groups',
        '--inh-caps=+dac_override',
        '--ambient-caps=+dac_override',
        '--',
      ],
      filesOwner: nobody,
    },
    { name: `uid ${nobody.uid}`, prefix: [], switchTo: nobody, filesOwner: nobody },
  ]
}

/** Starts a program; its environment holds nothing of ours, so no secret and no PG* variable leaks in. */
export function spawnAs(
  runAs: RunAs,
  command: readonly string[],
  stdio: readonly ('ignore' | 'pipe' | number)[],
): ChildProcess {
  const [file = '', ...args] = [...runAs.prefix, ...command]
  const { PATH } = process.env
  return spawn(file, args, {
    ...runAs.switchTo,
    cwd: '/',
    env: { PATH, LC_ALL: 'C', TZ: 'UTC' },
    stdio: [...stdio],
  })
}

/** Runs a program to its end. Never throws. */
export async function runAsTo(
  runAs: RunAs,
  command: readonly string[],
  input = '',
): Promise<Ended> {
  const child = spawnAs(runAs, command, ['pipe', 'pipe', 'pipe'])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  // A program that ends without reading its input is no failure of ours.
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  return new Promise((settle) => {
    child.on('error', (error) => settle({ code: -1, output: error.message }))
    child.on('close', (code) => settle({ code: code ?? -1, output: output.trim() }))
  })
}

/** initdb wants a user that stands in /etc/passwd; `nobody` does nearly everywhere. */
function findNobody(): Owner {
  const line = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m)
  const [uid, gid] = line ? [Number(line[1]), Number(line[2])] : [65534, 65534]
  return { uid, gid }
}
