// What can happen to a licence, by name.

export const licenseEventKinds = [
  'activated',
  'deactivated',
  'suspended',
  'resumed',
  'revoked',
  'extended',
  'limited',
  'reissued',
  'renewed',
  'upgraded',
  /** what was bought on top of it went back */
  'undone',
  'transferred',
  'expiring',
  'expired',
] as const
export type LicenseEventKind = (typeof licenseEventKinds)[number]
