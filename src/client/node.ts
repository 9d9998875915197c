// keytill/license in Node: licences inside the seller's program, with nothing but Node beneath.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type LicenseClient, type LicenseOptions, openClient } from './client.ts'
import { verifyInNode } from './ed25519-node.ts'
import { checkLicenseFile, type FileCheck, type FileResult } from './license-file.ts'
import { isGenuine, type PublicKeys } from './protocol.ts'
import type { Cache } from './record.ts'

export type { LicenseClient, LicenseOptions, LicenseState } from './client.ts'
export type { FileCheck, FileLicense, FileResult } from './license-file.ts'
export type { Device, License, PublicKeys } from './protocol.ts'
export type { Cache } from './record.ts'

/** Licences of one product on this device. Nothing is asked before the first call. */
export function createLicenseClient(options: LicenseOptions): LicenseClient {
  return openClient(options, verifyInNode)
}

/** Verifies an offline licence file with the public keys alone; asks nobody. */
export function verifyLicenseFile(text: string, check: FileCheck): Promise<FileResult> {
  return checkLicenseFile(verifyInNode, text, check)
}

/** Whether an answer's exact body was signed by one of the keys for the nonce of its question. */
export function isGenuineAnswer(
  keys: PublicKeys,
  answer: Readonly<{ body: string; nonce: string; signature: string | null }>,
): Promise<boolean> {
  return isGenuine(verifyInNode, keys, answer)
}

/** Keeps the last answer in a file of this user's alone; its folder is made. */
export function fileCache(path: string): Cache {
  return {
    read: () => readFileSync(path, 'utf8'),
    write(text) {
      mkdirSync(dirname(path), { recursive: true })
      // Whole or not at all, also when the machine goes down meanwhile.
      const draft = `${path}.${process.pid}.tmp`
      writeFileSync(draft, text, { mode: 0o600 })
      renameSync(draft, path)
    },
  }
}
