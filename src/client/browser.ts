// keytill/license in a browser: as in Node, with the last answer kept in the page's storage.

import { type LicenseClient, type LicenseOptions, openClient } from './client.ts'
import { verifyInBrowser } from './ed25519.ts'
import { checkLicenseFile, type FileCheck, type FileResult } from './license-file.ts'
import { isGenuine, type PublicKeys } from './protocol.ts'
import type { Cache } from './record.ts'

export type { LicenseClient, LicenseOptions, LicenseState } from './client.ts'
export type { FileCheck, FileLicense, FileResult } from './license-file.ts'
export type { Device, License, PublicKeys } from './protocol.ts'
export type { Cache } from './record.ts'

/** Licences of one product in this browser. Nothing is asked before the first call. */
export function createLicenseClient(options: LicenseOptions): LicenseClient {
  return openClient(options, verifyInBrowser)
}

/** Verifies an offline licence file with the public keys alone; asks nobody. */
export function verifyLicenseFile(text: string, check: FileCheck): Promise<FileResult> {
  return checkLicenseFile(verifyInBrowser, text, check)
}

/** Whether an answer's exact body was signed by one of the keys for the nonce of its question. */
export function isGenuineAnswer(
  keys: PublicKeys,
  answer: Readonly<{ body: string; nonce: string; signature: string | null }>,
): Promise<boolean> {
  return isGenuine(verifyInBrowser, keys, answer)
}

/** Keeps the last answer in the page's local storage under this name. */
export function storageCache(name: string): Cache {
  return {
    read: () => localStorage.getItem(name) ?? undefined,
    write: (text) => localStorage.setItem(name, text),
  }
}

/**
 * A browser has no number of its own; this is a random one, kept in the page's local storage under this name. Another
 * browser, and one whose storage was emptied, is another device.
 */
export function browserFingerprint(name: string): string {
  const kept = localStorage.getItem(name)
  if (kept !== null) return kept
  const made = crypto.randomUUID()
  localStorage.setItem(name, made)
  return made
}
