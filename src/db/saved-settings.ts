// The settings the console saved, by the names of the environment variables; every value is sealed.

import { type Db, statement } from './connect.ts'

/** The context a saved value is sealed for. */
export function savedContext(name: string): string {
  return `saved setting|${name}`
}

export type SavedSetting = Readonly<{ name: string; valueSealed: string }>

const selectVersion = statement(
  'find_saved_settings_version',
  'select version from saved_settings_version where merchant_id = $1',
)
const selectAll = statement(
  'list_saved_settings',
  `select name, value_sealed as "valueSealed" from saved_setting where merchant_id = $1 order by name`,
)
const nextVersion = statement(
  'count_save',
  'update saved_settings_version set version = version + 1 where merchant_id = $1 returning version',
)
const upsert = statement(
  'save_setting',
  `insert into saved_setting (merchant_id, name, value_sealed, saved_at, saved_by)
   values ($1, $2, $3, app_now(), $4)
   on conflict (merchant_id, name)
   do update set value_sealed = excluded.value_sealed, saved_at = excluded.saved_at, saved_by = excluded.saved_by`,
)
const remove = statement(
  'remove_saved_setting',
  'delete from saved_setting where merchant_id = $1 and name = $2',
)

/** Grows with every save. */
export async function findSavedVersion(db: Db, merchantId: number): Promise<number> {
  return (await db.rows<{ version: number }>(selectVersion, [merchantId]))[0]?.version ?? 0
}

export async function listSavedSettings(db: Db, merchantId: number): Promise<SavedSetting[]> {
  return db.rows<SavedSetting>(selectAll, [merchantId])
}

/** Counts a save and holds the others off until the transaction ends; answers the new version. */
export async function countSave(db: Db, merchantId: number): Promise<number> {
  return (await db.rows<{ version: number }>(nextVersion, [merchantId]))[0]?.version ?? 0
}

/** Keeps a value, or takes it away where `valueSealed` is null. `savedBy` is the operator's id. */
export async function saveSetting(
  db: Db,
  merchantId: number,
  {
    name,
    valueSealed,
    savedBy,
  }: Readonly<{ name: string; valueSealed: string | null; savedBy: string }>,
): Promise<void> {
  if (valueSealed === null) await db.rows(remove, [merchantId, name])
  else await db.rows(upsert, [merchantId, name, valueSealed, savedBy])
}
