// The schema as PostgreSQL knows it after all migrations, as one text: the snapshot beside the migrations.

import { type Db, statement } from '../../src/db/connect.ts'
import { guardName } from './lifecycle-guard.ts'

export async function describeSchema(db: Db): Promise<string> {
  const rows = await db.rows<{ line: string }>(statement('', everything), [])
  return `${rows.map((row) => row.line).join('\n')}\n`
}

// The months of a table that is kept by month are left out: each day of the calendar makes others.
const everything = `
  with month as (
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT' and c.relkind = 'r')
  select line from (
    select c.table_name || ' 1 ' || lpad(c.ordinal_position::text, 3, '0') as place,
      c.table_name || '.' || c.column_name || ' ' || c.data_type
        || case when c.is_nullable = 'NO' then ' not null' else '' end
        || coalesce(' default ' || c.column_default, '') as line
    from information_schema.columns c where c.table_schema = 'public'
    union all
    select p.partrelid::regclass || ' 1 999',
      p.partrelid::regclass || ' partition by ' || pg_get_partkeydef(p.partrelid)
    from pg_partitioned_table p
    union all
    select k.conrelid::regclass || ' 2 ' || k.conname,
      k.conrelid::regclass || ' constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
    from pg_constraint k
    where k.connamespace = 'public'::regnamespace and k.contype <> 'n'
    union all
    select i.tablename || ' 3 ' || i.indexname, i.indexdef
    from pg_indexes i where i.schemaname = 'public'
    union all
    select t.tgrelid::regclass || ' 4 ' || t.tgname, pg_get_triggerdef(t.oid)
    from pg_trigger t where not t.tgisinternal and t.tgname <> '${guardName}'
    union all
    select 'function ' || p.proname, pg_get_functiondef(p.oid)
    from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname <> '${guardName}'
  ) all_lines
  where not exists (select from month where starts_with(place, month.name || ' '))
  order by place collate "C"`
