-- From "paid" to "the books are right": refunds by line, cases with decisions, the ledger, the gateways' bills,
-- and seals that show a row edited behind the program's back.

-- The clock of leases: never moved by demo mode or tests, replaced only where time itself is simulated.
create function real_now() returns timestamptz language sql volatile as $$ select clock_timestamp() $$;

-- What becomes of money that comes after an order was closed, and of the goods when money goes back.
alter table product
  add column late_policy text not null default 'deliver' check (late_policy in ('deliver', 'refund', 'hold')),
  add column refund_effect text not null default 'revoke' check (refund_effect in ('none', 'suspend', 'revoke'));
alter table order_line
  add column late_policy text not null default 'deliver' check (late_policy in ('deliver', 'refund', 'hold')),
  add column refund_effect text not null default 'revoke' check (refund_effect in ('none', 'suspend', 'revoke')),
  -- given back or about to be
  add column refund_fen bigint not null default 0 check (refund_fen between 0 and amount_fen);

alter table orders
  add column refunded_fen bigint not null default 0 check (refunded_fen >= 0),
  -- promised to refunds that are not settled yet
  add column reserved_fen bigint not null default 0 check (reserved_fen >= 0),
  add constraint orders_never_above_paid check (refunded_fen + reserved_fen <= paid_fen),
  add constraint orders_refunded_state check (
    state not in ('refunded', 'part_refunded')
    or (state = 'refunded' and refunded_fen = paid_fen)
    or (state = 'part_refunded' and refunded_fen between 1 and paid_fen - 1));

-- A refund is asked for by a person, or planned by a policy.
alter table refund drop constraint refund_reason_check, drop constraint refund_state_check, drop constraint refund_check;
alter table refund
  add constraint refund_reason_check check (reason in ('duplicate', 'late', 'asked')),
  -- awaiting: a second person must agree. unknown: only the gateway can say what became of it
  add constraint refund_state_check check (state in
    ('awaiting', 'planned', 'processing', 'unknown', 'done', 'failed', 'rejected', 'cancelled')),
  add constraint refund_settled_check check ((state in ('done', 'failed', 'rejected', 'cancelled')) = (settled_at is not null)),
  -- the caller's own number: asking twice plans once
  add column request_key text,
  add column note text not null default '',
  -- what happens to the goods; null: what each line says, once it is refunded in full
  add column refund_effect text check (refund_effect in ('none', 'suspend', 'revoke')),
  add column asked_by text not null default 'policy',
  add column decided_by text,
  add column decided_at timestamptz,
  add constraint refund_two_persons check (decided_by is null or decided_by <> asked_by or state in ('rejected', 'cancelled'));
create unique index refund_request_once on refund (merchant_id, order_number, request_key) where request_key is not null;
-- One that was undone or given up makes room for the next.
drop index refund_duplicate_once;
create unique index refund_duplicate_once on refund (merchant_id, channel_id, gateway_trade_no)
  where reason = 'duplicate' and state not in ('failed', 'rejected', 'cancelled');
create index refund_open on refund (merchant_id, planned_at) where state in ('awaiting', 'planned', 'processing', 'unknown');

create table refund_line (
  merchant_id integer not null,
  refund_no text not null,
  line_no integer not null,
  amount_fen bigint not null check (amount_fen > 0),
  primary key (merchant_id, refund_no, line_no),
  foreign key (merchant_id, refund_no) references refund
);

-- Cases: more kinds, and what was decided by whom.
alter table money_case drop constraint money_case_kind_check, drop constraint money_case_state_check;
alter table money_case
  add constraint money_case_kind_check check (kind in
    ('late', 'duplicate', 'over', 'mismatch', 'unmatched_bill', 'missing_in_bill', 'refund_unknown', 'refund_failed')),
  -- acting: a refund or a delivery is under way
  add constraint money_case_state_check check (state in ('open', 'acting', 'resolved', 'waived')),
  add column policy text,
  add column refund_no text,
  add column decided_by text,
  add column note text not null default '';
update money_case c set refund_no = r.refund_no, state = 'acting'
from refund r
where c.kind = 'duplicate' and c.state = 'open' and r.reason = 'duplicate' and r.state in ('planned', 'processing')
  and c.merchant_id = r.merchant_id and c.ref = r.channel_id || ':' || r.gateway_trade_no;
create index money_case_open on money_case (merchant_id, opened_at) where state in ('open', 'acting');

create index money_case_by_refund on money_case (merchant_id, refund_no) where refund_no is not null;

-- The ledger. An entry moves an amount from one account to another, so every entry sums to zero by its form:
-- clearing:<channel> (money at a gateway), payable (owed to the merchant's sales), suspense (nobody's yet), fee.
create table ledger_entry (
  merchant_id integer not null,
  kind text not null check (kind in ('payment', 'duplicate', 'refund', 'return', 'fee', 'fee_return')),
  -- what it is about: <channel>:<trade number>, a refund number, or a bill line
  ref text not null,
  debit text not null,
  credit text not null check (credit <> debit),
  amount_fen bigint not null check (amount_fen > 0),
  order_number text,
  -- Shanghai day the money moved at the gateway
  day date not null,
  recorded_at timestamptz not null,
  primary key (merchant_id, kind, ref)
);
create index ledger_by_day on ledger_entry (merchant_id, day);
create trigger ledger_entry_append_only before update or delete on ledger_entry for each row execute function refuse_change();

create view ledger_posting as
  select merchant_id, kind, ref, debit as account, amount_fen, day, recorded_at from ledger_entry
  union all
  select merchant_id, kind, ref, credit, -amount_fen, day, recorded_at from ledger_entry;

-- What the facts already there amount to.
insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
select merchant_id, case verdict when 'accepted' then 'payment' else 'duplicate' end,
  channel_id || ':' || gateway_trade_no, 'clearing:' || channel_id,
  case verdict when 'accepted' then 'payable' else 'suspense' end, amount_fen, order_number,
  (paid_at at time zone 'Asia/Shanghai')::date, recorded_at
from payment_fact where amount_fen > 0;
insert into ledger_entry (merchant_id, kind, ref, debit, credit, amount_fen, order_number, day, recorded_at)
select merchant_id, 'return', refund_no, 'suspense', 'clearing:' || channel_id, amount_fen, order_number,
  (settled_at at time zone 'Asia/Shanghai')::date, settled_at
from refund where state = 'done' and reason = 'duplicate';

-- The gateways' bills: the bytes as they came, and what our parser read in them.
create table bill_file (
  merchant_id integer not null,
  channel_id text not null,
  day date not null,
  kind text not null check (kind in ('trade', 'funds')),
  sha256 bytea not null check (length(sha256) = 32),
  bytes bytea not null,
  parser integer not null,
  lines integer not null check (lines >= 0),
  -- what the bill itself says its sums are, and what we counted
  declared jsonb not null,
  computed jsonb not null,
  trouble text,
  fetched_at timestamptz not null,
  primary key (merchant_id, channel_id, day, kind, sha256)
);

create table bill_line (
  merchant_id integer not null,
  channel_id text not null,
  day date not null,
  kind text not null,
  line_no integer not null,
  entry text not null check (entry in ('payment', 'refund', 'fee', 'other')),
  out_trade_no text,
  gateway_trade_no text,
  refund_no text,
  amount_fen bigint not null,
  fee_fen bigint not null default 0,
  at timestamptz,
  primary key (merchant_id, channel_id, day, kind, line_no)
);
create index bill_line_by_trade on bill_line (merchant_id, channel_id, gateway_trade_no) where entry = 'payment';
create index bill_line_by_refund on bill_line (merchant_id, channel_id, refund_no) where entry = 'refund';

-- One row for each channel and day that was compared.
create table reconciliation (
  merchant_id integer not null,
  channel_id text not null,
  day date not null,
  state text not null check (state in ('waiting', 'balanced', 'different', 'unavailable')),
  counts jsonb not null default '{}',
  trouble text,
  ran_at timestamptz not null,
  primary key (merchant_id, channel_id, day)
);

-- Every difference has a name, an explanation and an end.
create table bill_difference (
  merchant_id integer not null,
  channel_id text not null,
  kind text not null check (kind in
    ('unknown_payment', 'missing_payment', 'amount', 'unknown_refund', 'missing_refund', 'refund_amount', 'totals')),
  ref text not null,
  day date not null,
  ours_fen bigint,
  bill_fen bigint,
  state text not null check (state in ('healed', 'waiting', 'case', 'resolved')),
  explanation jsonb not null,
  found_at timestamptz not null,
  settled_at timestamptz,
  primary key (merchant_id, channel_id, kind, ref)
);
create index bill_difference_open on bill_difference (merchant_id, channel_id, day) where state in ('waiting', 'case');

-- When the invariants were last proved, and what broke them.
create table audit_run (
  merchant_id integer not null references merchant,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  checked integer not null,
  broken integer not null,
  findings jsonb not null,
  primary key (merchant_id, started_at)
);

-- A job that keeps failing on our side is set aside for a person; the others flow on.
alter table job add column failures integer not null default 0, add column parked_at timestamptz;

-- Seals. The program's own sessions set keytill.program and leave a hash of each row they write; an edit by any
-- other hand leaves the old hash behind, and the audit names the row.
create function seal_row() returns trigger language plpgsql as $$
declare
  writer text := current_setting('keytill.program', true);
  before record;
begin
  if writer = 'on' and tg_op = 'UPDATE' then
    before := old;
    before.row_seal := null;
    -- An edit is not covered up by what the program writes later: the row keeps the hash that no longer fits.
    if old.row_seal is distinct from sha256(convert_to(before::text, 'UTF8')) then
      return new;
    end if;
  end if;
  if writer in ('on', 'reseal') then
    new.row_seal := null;
    new.row_seal := sha256(convert_to(new::text, 'UTF8'));
  end if;
  return new;
end
$$;
alter table orders add column row_seal bytea;
alter table attempt add column row_seal bytea;
alter table payment_fact add column row_seal bytea;
alter table refund add column row_seal bytea;
alter table ledger_entry add column row_seal bytea;
create trigger orders_seal before insert or update on orders for each row execute function seal_row();
create trigger attempt_seal before insert or update on attempt for each row execute function seal_row();
create trigger payment_fact_seal before insert or update on payment_fact for each row execute function seal_row();
create trigger refund_seal before insert or update on refund for each row execute function seal_row();
create trigger ledger_entry_seal before insert or update on ledger_entry for each row execute function seal_row();
-- Rows that were there before are taken for what they are.
select set_config('keytill.program', 'reseal', true);
alter table payment_fact disable trigger payment_fact_append_only;
alter table ledger_entry disable trigger ledger_entry_append_only;
update orders set version = version;
update attempt set seen = seen;
update payment_fact set verdict = verdict;
update refund set note = note;
update ledger_entry set kind = kind;
alter table payment_fact enable trigger payment_fact_append_only;
alter table ledger_entry enable trigger ledger_entry_append_only;
select set_config('keytill.program', 'on', true);
