// What must be true of buyers' accounts.

import { type Corruption, damage, one } from './audit-corruptions.ts'
import { type Invariant, invariant } from './audit-invariant.ts'

export const customerInvariants: readonly Invariant[] = [
  invariant(
    'INV-36.folded',
    '账号的手机号和邮箱都是统一写法，一个人不会有两个账号',
    "An account's phone and e-mail address are folded, so that nobody has two accounts by spelling",
    `select customer_id as ref, 'phone or e-mail address is not folded' as detail from customer
     where merchant_id = $1
       and (phone !~ '^1[0-9]{10}$' or email <> lower(btrim(email)) or email !~ '^[^@]+@[^@]+$')`,
    'look',
    'whole',
  ),
  invariant(
    'INV-36.password',
    '账号的密码只保存 argon2id 摘要',
    "An account's password is kept as an argon2id hash only",
    `select customer_id as ref, 'the password is no argon2id hash' as detail from customer
     where merchant_id = $1 and password_hash !~ '^[$]argon2id[$]v=19[$][^$]+[$][^$]+[$][^$]+$'`,
    'look',
    'whole',
  ),
  invariant(
    'INV-36.session',
    '停用的账号没有登录',
    'A disabled account is signed in nowhere',
    `select s.session_id as ref, 'is a session of ' || s.customer_id || ', which is disabled' as detail
     from customer_session s
     join customer c on c.merchant_id = s.merchant_id and c.customer_id = s.customer_id
     where s.merchant_id = $1 and c.state = 'disabled'`,
    'look',
    'whole',
  ),
  invariant(
    'INV-36.order',
    '归入账号的订单有归入的依据：登录后下单、订单凭证，或订单自己的手机号、邮箱',
    "An order is an account's by what can have proved it: the session it was placed in, its token, or its own phone or e-mail address",
    `select m.order_number as ref, 'cannot have come to ' || m.customer_id || ' by ' || m.how as detail
     from customer_order m
     join orders o on o.merchant_id = m.merchant_id and o.order_number = m.order_number
     join customer c on c.merchant_id = m.merchant_id and c.customer_id = m.customer_id
     where m.merchant_id = $1 and (m.at < o.created_at or m.at < c.created_at
       or (m.how = 'placed' and m.at <> o.created_at) or (m.how = 'email' and o.email is null))`,
    'look',
    'whole',
  ),
]

/** A few lawful rows for the self-test. */
export const lawfulCustomers: readonly string[] = [
  `insert into customer (merchant_id, customer_id, phone, email, password_hash, state, created_at)
   values (1, 'cus_1', '13800138000', null, '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', 'active', '2020-01-01'),
     (1, 'cus_2', null, 'b@example.com', null, 'disabled', '2020-01-01')`,
  `insert into customer_session (merchant_id, session_id, customer_id, token_hash, kind, created_at, seen_at, address,
     user_agent)
   values (1, 'ses_1', 'cus_1', sha256('1'), 'browser', real_now(), real_now(), '127.0.0.1', '')`,
  `insert into customer_order (merchant_id, order_number, customer_id, how, at)
   select 1, order_number, 'cus_1', 'placed', created_at from orders where merchant_id = 1 order by order_number limit 1`,
]

export const customerCorruptions: readonly Corruption[] = [
  damage(
    'an account with an unfolded e-mail address',
    `alter table customer drop constraint customer_email_check; update customer set email = 'B@Example.com' where customer_id = 'cus_2'`,
    'INV-36.folded',
  ),
  damage(
    'a password of an account kept in the open',
    `update customer set password_hash = 'correct horse' where ${one('customer', 'password_hash is not null')}`,
    'INV-36.password',
  ),
  damage(
    'a disabled account signed in',
    `update customer_session set customer_id = 'cus_2'`,
    'INV-36.session',
  ),
  damage(
    'an order given to an account by an e-mail address it does not have',
    `update customer_order set how = 'email'; update orders set email = null`,
    'INV-36.order',
  ),
  damage(
    'an order said to be placed by an account later than it was',
    `update customer_order set at = at + interval '1 day'`,
    'INV-36.order',
  ),
]
