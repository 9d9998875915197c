// The doctor's look at the disks: whether there is room to go on, and whether a backup of these days lies there.

import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Config } from '../config.ts'
import { dayMs, formatShanghai, type Instant } from '../core/time.ts'
import { findShopBegin } from '../db/settings.ts'
import type { Finding } from '../gateways/gateway.ts'
import type { App } from './app.ts'
import { findNewestBackup, freeBytesOf } from './backup/keep-backups.ts'

const mebibyte = 1024 * 1024
/** Below the first there is time to mend it; below the second the database may stop today. */
const roomWarn = 1024 * mebibyte
const roomBad = 256 * mebibyte
/** The shop writes one every day; two days leave room for one that failed. */
const backupAgeMax = 2 * dayMs

/** A folder of the installation, which need not exist yet, and the name of its check. */
export type Place = Readonly<{ check: 'disk.data' | 'disk.log'; folder: string }>

export function placesOf({ dataDir, logFile }: Config): readonly Place[] {
  return [
    { check: 'disk.data', folder: dataDir },
    { check: 'disk.log', folder: dirname(logFile) },
  ]
}

/** Whether there is room where the shop writes. Never throws: what cannot be looked at is said. */
export async function examineRoom(
  places: readonly Place[],
  freeBytes: (folder: string) => Promise<number> = freeBytesOf,
): Promise<readonly Finding[]> {
  return Promise.all(
    places.map(async ({ check, folder }) => {
      const free = await freeBytes(existingAbove(resolve(folder))).catch(() => undefined)
      if (free === undefined)
        return {
          level: 'warn',
          check,
          zh: `无法得知 ${folder} 的剩余空间。`,
          en: `The room left in ${folder} cannot be told.`,
        }
      const left = Math.floor(free / mebibyte)
      const level = free < roomBad ? 'bad' : free < roomWarn ? 'warn' : 'ok'
      return {
        level,
        check,
        zh: `${folder} 剩余 ${left} MB${level === 'ok' ? '' : '：磁盘写满后商店会停止收款'}。`,
        en: `${folder} has ${left} MB left${level === 'ok' ? '' : ': on a full disk the shop stops'}.`,
      }
    }),
  )
}

function existingAbove(folder: string): string {
  return existsSync(folder) ? folder : existingAbove(dirname(folder))
}

/**
 * Whether a backup that restore would take lies in `folder`, and of when it is. `now` is the business clock's; a shop
 * that began at `since` less than two days ago need not have one. Never throws: what cannot be looked at is said.
 */
export async function examineBackups(
  folder: string,
  now: Instant,
  since: Instant,
): Promise<Finding> {
  const check = 'backup'
  let newest: Instant | undefined
  try {
    newest = await findNewestBackup(folder)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      level: 'bad',
      check,
      zh: `无法查看 ${folder} 中的备份：${reason}`,
      en: `The backups in ${folder} cannot be looked at: ${reason}`,
    }
  }
  const isOld = now - (newest ?? since) > backupAgeMax
  const level = isOld ? 'bad' : 'ok'
  if (newest === undefined)
    return {
      level,
      check,
      zh: `${folder} 中没有备份；商店每天会写一份，也可以运行 keytill backup。`,
      en: `There is no backup in ${folder}. The shop writes one every day; keytill backup does it now.`,
    }
  const at = formatShanghai(newest)
  return {
    level,
    check,
    zh: `最近的备份：${at}${isOld ? '，已超过两天，每天的备份没有写成' : ''}。请把备份复制到另一台机器。`,
    en: `The newest backup is of ${at}${isOld ? ', more than two days ago: the daily one fails' : ''}. Keep copies on another machine.`,
  }
}

/** The disks and the daily backups of the shop that runs here. Throws when the database fails. */
export async function examineStorage(app: App): Promise<readonly Finding[]> {
  const room = await examineRoom(placesOf(app.configuration.config()))
  const backups = await examineDailyBackups(app)
  return backups === undefined ? room : [...room, backups]
}

/** The daily backups of the shop that runs here; undefined where none is to be written. */
export async function examineDailyBackups(app: App): Promise<Finding | undefined> {
  const { backupFolder } = app.settings
  if (backupFolder === undefined) return undefined
  return examineBackups(backupFolder, app.clock.now(), await findShopBegin(app.db, app.merchantId))
}

/**
 * How old, in ms, the newest backup of the shop that runs here is, or the shop itself where none can be found;
 * undefined where none is to be written. Throws when the database fails.
 */
export async function findBackupAge({ db, merchantId, clock, settings }: App) {
  if (settings.backupFolder === undefined) return undefined
  const newest = await findNewestBackup(settings.backupFolder).catch(() => undefined)
  return clock.now() - (newest ?? (await findShopBegin(db, merchantId)))
}
