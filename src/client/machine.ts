// keytill/license/machine: what tells one machine from another, hashed with the product so that two sellers cannot
// compare what they know. No network addresses and no host name: they change, and they are somebody's.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { arch, cpus } from 'node:os'

/**
 * The same text at each start until the system is installed anew: 64 hex digits. Linux: /etc/machine-id (a container
 * has its own, or none); macOS: IOPlatformUUID; Windows: MachineGuid. Throws where the system has no such number;
 * then the program has to keep one of its own.
 */
export function machineFingerprint(productId: string): string {
  return hashed(productId, 'machine', machineId())
}

/** Parts of the machine by name, for packages that let some of them change. Those that cannot be read are left out. */
export function machineComponents(productId: string): Readonly<Record<string, string>> {
  const parts: Readonly<Record<string, () => string>> = {
    machine: machineId,
    cpu: () => `${arch()} ${cpus()[0]?.model ?? ''} ${cpus().length}`,
    board: boardId,
  }
  const told = Object.entries(parts).flatMap(([name, read]) => {
    try {
      return [[name, hashed(productId, name, read())]]
    } catch {
      // Readable by the system's owner alone on many machines.
      return []
    }
  })
  return Object.fromEntries(told)
}

/** What machineFingerprint makes of a machine's number; for programs in other languages to agree with. */
export function hashed(productId: string, part: string, id: string): string {
  return createHash('sha256').update(`keytill ${part}\0${productId}\0${id}`).digest('hex')
}

function machineId(): string {
  const { platform } = process
  if (platform === 'darwin')
    return found(
      /"IOPlatformUUID" = "([^"]+)"/,
      run('ioreg', '-rd1', '-c', 'IOPlatformExpertDevice'),
    )
  if (platform === 'win32') {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography'
    const told = run('reg', 'query', key, '/v', 'MachineGuid', '/reg:64')
    return found(/MachineGuid\s+REG_SZ\s+(\S+)/, told)
  }
  return found(/^([0-9a-f]{32})$/m, firstOf('/etc/machine-id', '/var/lib/dbus/machine-id'))
}

function boardId(): string {
  if (process.platform !== 'linux') throw new Error('not told here')
  return found(/^(\S.*)$/m, firstOf('/sys/class/dmi/id/board_serial'))
}

function firstOf(...paths: readonly string[]): string {
  for (const path of paths) {
    try {
      const text = readFileSync(path, 'utf8')
      if (text.trim() !== '') return text
    } catch {
      // The next one may be there.
    }
  }
  throw new Error(`none of ${paths.join(', ')} can be read`)
}

function run(command: string, ...words: readonly string[]): string {
  return execFileSync(command, words, { encoding: 'utf8', windowsHide: true, timeout: 10_000 })
}

function found(pattern: RegExp, text: string): string {
  const id = pattern.exec(text)?.[1]
  if (id === undefined) throw new Error('this machine has no number of its own')
  return id.trim().toLowerCase()
}
