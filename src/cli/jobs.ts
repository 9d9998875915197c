// keytill jobs: what waits to be done, and letting a job run again that failed too often.

import { formatShanghai } from '../core/time.ts'
import { type ListedJob, listJobs, unparkJob } from '../db/jobs.ts'
import { withApp } from './open-app.ts'
import { CliError, loadConfig, type Outcome, type Verb } from './verb.ts'

export const jobsVerb: Verb = {
  name: 'jobs',
  usage: 'jobs [--unpark KIND REF]',
  summary: 'List what waits to be done; let a job that was set aside run again',
  takesWords: true,
  options: { unpark: { type: 'boolean', help: 'name the job by its kind and its reference' } },
  run(call) {
    const [kind, ref, ...more] = call.words
    if (call.options.unpark !== true) {
      if (kind !== undefined) throw new CliError('usage', 'jobs takes words only with --unpark')
      return list()
    }
    if (kind === undefined || ref === undefined || more.length > 0)
      throw new CliError('usage', 'name one job by its kind and its reference')
    return unpark(kind, ref)
  },
}

async function unpark(kind: string, ref: string): Promise<Outcome> {
  const config = loadConfig()
  const isUnparked = await withApp(config, (app) => unparkJob(app.db, app.merchantId, kind, ref))
  if (!isUnparked) throw new CliError('failed', `no job ${kind} ${ref} was set aside`)
  return { found: 'nothing', text: `${kind} ${ref} runs again`, report: { ok: true } }
}

async function list(): Promise<Outcome> {
  const jobs = await withApp(loadConfig(), (app) => listJobs(app.db, app.merchantId))
  const parked = jobs.some((job) => job.parkedAt !== null)
  const text = jobs.length === 0 ? 'nothing waits' : jobs.map(textOf).join('\n')
  const report = { ok: !parked, jobs: jobs.map(reportOf) }
  return { found: parked ? 'wrong' : 'nothing', text, report }
}

function textOf(job: ListedJob): string {
  const when = job.parkedAt === null ? `at ${formatShanghai(job.runAt)}` : 'SET ASIDE'
  const why = job.lastError === null ? '' : `  ${job.lastError}`
  return `${job.kind} ${job.ref}  ${when}, tried ${job.tries}${why}`
}

function reportOf(job: ListedJob) {
  return {
    kind: job.kind,
    ref: job.ref,
    run_at: formatShanghai(job.runAt),
    tries: job.tries,
    failures: job.failures,
    parked_at: job.parkedAt === null ? null : formatShanghai(job.parkedAt),
    last_error: job.lastError,
  }
}
