// What a plan decides of its licences, as the console's calls take and answer it: only what is not as a plain plan has it.

import { type Static, Type } from 'typebox'
import {
  featurePattern,
  featuresMax,
  type KeptTerms,
  keepTerms,
  leaseSecondsMax,
  leaseSecondsMin,
  plainTerms,
  versionMaxPattern,
} from '../../../core/license-terms.ts'

const orNull = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })

const Match = Type.Union([
  Type.Literal('exact'),
  Type.Literal('any'),
  Type.Literal('two'),
  Type.Literal('most'),
  Type.Literal('all'),
])

/** A body that names terms replaces them all; what it leaves out is plain. */
export const TermsBody = Type.Object(
  {
    starts: Type.Optional(Type.Union([Type.Literal('purchase'), Type.Literal('activation')])),
    until: Type.Optional(
      orNull(Type.String({ maxLength: 10 }), 'yyyy-MM-dd, the last day; with validity_days null'),
    ),
    may_exceed: Type.Optional(
      Type.Boolean({ description: 'one device too many is let in, with over_limit in the answer' }),
    ),
    seats: Type.Optional(Type.Union([Type.Literal('bound'), Type.Literal('floating')])),
    lease_seconds: Type.Optional(
      Type.Integer({ minimum: leaseSecondsMin, maximum: leaseSecondsMax }),
    ),
    match: Type.Optional(Match),
    features: Type.Optional(
      Type.Array(Type.String({ pattern: featurePattern }), { maxItems: featuresMax }),
    ),
    trial: Type.Optional(Type.Boolean({ description: 'one for each device' })),
    version_max: Type.Optional(
      orNull(Type.String({ pattern: versionMaxPattern }), '"3" covers 3.x; null: every version'),
    ),
    self_frees: Type.Optional(
      orNull(
        Type.Integer({ minimum: 0, maximum: 1000 }),
        'seats a buyer may free within 30 days; null: any number',
      ),
    ),
    file_days: Type.Optional(
      orNull(Type.Integer({ minimum: 1, maximum: 36_500 }), 'days an offline file is good for'),
    ),
  },
  { additionalProperties: false, description: 'what is left out is as a plain package has it' },
)
type TermsBody = Static<typeof TermsBody>

export function termsIn(body: TermsBody): KeptTerms {
  return keepTerms({
    starts: body.starts ?? plainTerms.starts,
    until: body.until ?? null,
    mayExceed: body.may_exceed ?? plainTerms.mayExceed,
    seats: body.seats ?? plainTerms.seats,
    leaseSeconds: body.lease_seconds ?? plainTerms.leaseSeconds,
    match: body.match ?? plainTerms.match,
    features: body.features ?? plainTerms.features,
    isTrial: body.trial ?? plainTerms.isTrial,
    versionMax: body.version_max ?? null,
    selfFrees: body.self_frees === undefined ? plainTerms.selfFrees : body.self_frees,
    fileDays: body.file_days ?? null,
  })
}

export function termsData(kept: KeptTerms): TermsBody {
  const { starts, until, mayExceed, seats, leaseSeconds, match, features } = kept
  const { isTrial, versionMax, selfFrees, fileDays } = kept
  return {
    ...(starts === undefined ? {} : { starts }),
    ...(until === undefined ? {} : { until }),
    ...(mayExceed === undefined ? {} : { may_exceed: mayExceed }),
    ...(seats === undefined ? {} : { seats }),
    ...(leaseSeconds === undefined ? {} : { lease_seconds: leaseSeconds }),
    ...(match === undefined ? {} : { match }),
    ...(features === undefined ? {} : { features: [...features] }),
    ...(isTrial === undefined ? {} : { trial: isTrial }),
    ...(versionMax === undefined ? {} : { version_max: versionMax }),
    ...(selfFrees === undefined ? {} : { self_frees: selfFrees }),
    ...(fileDays === undefined ? {} : { file_days: fileDays }),
  }
}
