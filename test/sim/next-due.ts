// When the next job, or message to a seller's server, may be taken up.

export const nextDueOfJobs = `
  select min(greatest(run_at, coalesce(lease_until + interval '1 millisecond', run_at))) as at
  from job where parked_at is null`

/** A message whose slot is being served waits for the job that serves it. */
export const nextDueOfAll = `
  select least((${nextDueOfJobs}), (select min(m.due_at) from webhook_message m
    join webhook_endpoint e using (merchant_id, endpoint_id)
    where e.state = 'active' and m.state = 'pending' and not exists (select from job j
      where j.kind = 'send-webhooks' and j.ref = m.endpoint_id || ':' || m.slot))) as at`
