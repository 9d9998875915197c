// A guard in the databases of tests: no row of ours goes from a state to one that does not follow from it, whatever
// the statements say. What another hand edits is not ours.

import { lifecycles } from '../../src/core/lifecycle.ts'

const tables: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = lifecycles

const lawful = Object.entries(tables).flatMap(([table, steps]) =>
  Object.entries(steps).flatMap(([from, to]) => to.map((state) => `'${table} ${from} ${state}'`)),
)

export const guardName = 'lawful_step'

/** SQL to run once all migrations are in. */
export const lifecycleGuard = `
  create function ${guardName}() returns trigger language plpgsql as $$
  begin
    if current_setting('keytill.program', true) = 'on'
      and tg_table_name || ' ' || old.state || ' ' || new.state <> all (array[${lawful.join(', ')}])
    then
      raise exception '%: % does not follow from %', tg_table_name, new.state, old.state;
    end if;
    return new;
  end $$;
  ${Object.keys(tables)
    .map(
      (table) => `create trigger ${guardName} before update on ${table}
        for each row when (old.state <> new.state) execute function ${guardName}();`,
    )
    .join('\n')}`
