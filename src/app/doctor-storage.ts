// The doctor's look at the disks: whether there is room to go on, and whether a backup of these days lies there.

import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { dayMs, formatShanghai, type Instant } from '../core/time.ts'
import type { Finding } from '../gateways/gateway.ts'
import { findNewestBackup, freeBytesOf } from './backup/keep-backups.ts'

const mebibyte = 1024 * 1024
/** Below the first there is time to mend it; below the second the database may stop today. */
const roomWarn = 1024 * mebibyte
const roomBad = 256 * mebibyte
/** The shop writes one every day; two days leave room for one that failed. */
const backupAgeMax = 2 * dayMs

/** A folder of the installation, which need not exist yet, and the name of its check. */
export type Place = Readonly<{ check: 'disk.data' | 'disk.log'; folder: string }>

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

/** Whether a backup that restore would take lies in `folder`, and of when it is. `now` is the business clock's. */
export async function examineBackups(folder: string, now: Instant): Promise<Finding> {
  const newest = await findNewestBackup(folder)
  if (newest === undefined)
    return {
      level: 'warn',
      check: 'backup',
      zh: `${folder} 中没有备份；商店每天会写一份，也可以运行 keytill backup。`,
      en: `There is no backup in ${folder}. The shop writes one every day; keytill backup does it now.`,
    }
  const isOld = now - newest > backupAgeMax
  const at = formatShanghai(newest)
  return {
    level: isOld ? 'warn' : 'ok',
    check: 'backup',
    zh: `最近的备份：${at}${isOld ? '，已超过两天' : ''}。请把备份复制到另一台机器。`,
    en: `The newest backup is of ${at}${isOld ? ', more than two days ago' : ''}. Keep copies on another machine.`,
  }
}
