// A guard in the databases of tests: no row of ours goes from a state to one that does not follow from it, and no
// amount that was agreed changes, whatever the statements say. What another hand edits is not ours.

import { lifecycles } from '../../src/core/lifecycle.ts'

const tables: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = lifecycles
/** What was agreed with the buyer or promised to them, and never changes. */
const agreed: Readonly<Record<string, string>> = {
  orders: 'due_fen',
  attempt: 'amount_fen',
  refund: 'amount_fen',
}

const lawful = Object.entries(tables).flatMap(([table, steps]) =>
  Object.entries(steps).flatMap(([from, to]) => to.map((state) => `'${table} ${from} ${state}'`)),
)

export const guardName = 'lawful_step'

/** SQL to run once all migrations are in. */
export const lifecycleGuard = `
  create function ${guardName}() returns trigger language plpgsql as $$
  begin
    if current_setting('keytill.program', true) is distinct from 'on' then return new; end if;
    if old.state <> new.state
      and tg_table_name || ' ' || old.state || ' ' || new.state <> all (array[${lawful.join(', ')}])
    then
      raise exception '%: % does not follow from %', tg_table_name, new.state, old.state;
    end if;
    if tg_nargs > 0 and to_jsonb(old)->tg_argv[0] <> to_jsonb(new)->tg_argv[0] then
      raise exception '%: % was agreed and does not change', tg_table_name, tg_argv[0];
    end if;
    return new;
  end $$;
  ${Object.keys(tables).map(triggerOn).join('\n')}`

function triggerOn(table: string): string {
  const amount = agreed[table]
  const watched = ['state', ...(amount ? [amount] : [])].map(
    (column) => `old.${column} <> new.${column}`,
  )
  return `create trigger ${guardName} before update on ${table}
    for each row when (${watched.join(' or ')}) execute function ${guardName}(${amount ?? ''});`
}
