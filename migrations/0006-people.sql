-- The people who run the shop: who they are, how they prove it, what they may do, and what they did.

create table operator (
  merchant_id integer not null references merchant,
  operator_id text not null,
  email text not null check (email = lower(email)),
  name text not null,
  role text not null check (role in ('owner', 'finance', 'support', 'reader')),
  state text not null default 'active' check (state in ('active', 'disabled')),
  -- argon2id, in PHC form
  password_hash text not null,
  -- made by the program and told once: it must be changed before anything else
  password_once boolean not null,
  -- the secret of the one-time codes, sealed; the pending one waits for its first right code
  totp_sealed text,
  totp_pending text,
  -- the last 30 s step a code was taken for, so that none is taken twice
  totp_last_step bigint not null default 0,
  created_at timestamptz not null,
  signed_in_at timestamptz,
  primary key (merchant_id, operator_id),
  unique (merchant_id, email)
);

-- A signed-in browser. Only the hash of what its cookie holds is kept.
create table operator_session (
  merchant_id integer not null,
  session_id text not null,
  operator_id text not null,
  token_hash bytea not null check (length(token_hash) = 32),
  -- the token before the last rise of rights, which requests under way may still carry for a moment
  previous_hash bytea check (length(previous_hash) = 32),
  replaced_at timestamptz,
  -- what is still missing before anything may be done, or 'open'
  state text not null check (state in ('second_factor', 'new_password', 'open')),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  -- until when the person's proof of a moment ago counts
  raised_until timestamptz,
  address text not null,
  user_agent text not null,
  primary key (merchant_id, session_id),
  unique (merchant_id, token_hash),
  foreign key (merchant_id, operator_id) references operator
);
create index operator_session_by_operator on operator_session (merchant_id, operator_id);
create index operator_session_by_previous on operator_session (merchant_id, previous_hash) where previous_hash is not null;

-- Addresses and browsers an account was signed in from: others' wrong passwords never lock these out.
create table operator_familiar (
  merchant_id integer not null,
  operator_id text not null,
  -- SHA-256 of the address or of the browser's device cookie
  mark bytea not null check (length(mark) = 32),
  seen_at timestamptz not null,
  primary key (merchant_id, operator_id, mark),
  foreign key (merchant_id, operator_id) references operator
);

create table recovery_code (
  merchant_id integer not null,
  operator_id text not null,
  code_hash bytea not null check (length(code_hash) = 32),
  used_at timestamptz,
  primary key (merchant_id, operator_id, code_hash),
  foreign key (merchant_id, operator_id) references operator
);

create table passkey (
  merchant_id integer not null,
  credential_id text not null,
  operator_id text not null,
  name text not null,
  -- COSE
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (merchant_id, credential_id),
  foreign key (merchant_id, operator_id) references operator
);
create index passkey_by_operator on passkey (merchant_id, operator_id);

-- What a passkey is asked to sign. Each is answered once.
create table passkey_challenge (
  merchant_id integer not null references merchant,
  challenge text not null,
  purpose text not null check (purpose in ('register', 'sign_in', 'step_up')),
  -- whose answer it must be; null: whoever signs in
  operator_id text,
  expires_at timestamptz not null,
  primary key (merchant_id, challenge)
);
create index passkey_challenge_past on passkey_challenge (expires_at);

-- Who did what, when, from where and why. Each row holds the hash of the one before it.
create table audit_log (
  merchant_id integer not null references merchant,
  seq bigint not null,
  at timestamptz not null,
  operator text not null,
  action text not null,
  subject text not null,
  reason text not null,
  details jsonb not null,
  address text not null,
  request_id text not null,
  previous_hash bytea,
  hash bytea not null,
  primary key (merchant_id, seq)
);
create index audit_log_by_subject on audit_log (merchant_id, subject, seq);
create index audit_log_by_operator on audit_log (merchant_id, operator, seq);
create index audit_log_by_action on audit_log (merchant_id, action, seq);

create function audit_log_hash(entry audit_log) returns bytea language plpgsql stable as $$
begin
  return sha256(convert_to(jsonb_build_array(entry.merchant_id, entry.seq,
    to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), entry.operator, entry.action, entry.subject,
    entry.reason, entry.details, entry.address, entry.request_id, encode(entry.previous_hash, 'hex'))::text, 'UTF8'));
end
$$;

-- Chains a new row to the last one; whoever comes at the same moment waits, so that there is one order.
create function chain_audit_log() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('audit_log'), new.merchant_id);
  select seq + 1, hash into new.seq, new.previous_hash
  from audit_log where merchant_id = new.merchant_id order by seq desc limit 1;
  new.seq := coalesce(new.seq, 1);
  new.hash := audit_log_hash(new);
  return new;
end
$$;
create trigger audit_log_chain before insert on audit_log for each row execute function chain_audit_log();
create trigger audit_log_append_only before update or delete on audit_log for each row execute function refuse_change();
