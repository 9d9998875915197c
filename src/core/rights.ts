// Who may do what in the console: four roles, and rights named by an area and a verb.

export const areas = [
  'dashboard',
  'orders',
  'money',
  'books',
  'licenses',
  'catalogue',
  'settings',
  'people',
  'system',
] as const
export type Area = (typeof areas)[number]

/** `money` is refunds and cases, `people` operators, `system` logs, jobs and health. */
export type Right = `${Area}.${'read' | 'write'}`

export const roles = ['owner', 'finance', 'support', 'reader'] as const
export type Role = (typeof roles)[number]

type Grant = Readonly<{ read: readonly Area[]; write: readonly Area[] }>

const grants: Readonly<Record<Role, Grant>> = {
  owner: { read: areas, write: areas },
  finance: { read: areas.filter((area) => area !== 'people'), write: ['money', 'books'] },
  support: {
    read: ['dashboard', 'orders', 'money', 'licenses', 'catalogue'],
    write: ['orders', 'licenses'],
  },
  reader: {
    read: ['dashboard', 'orders', 'money', 'books', 'licenses', 'catalogue', 'system'],
    write: [],
  },
}

/** All rights of a role, in the order of the areas. */
export function rightsOf(role: Role): readonly Right[] {
  const { read, write } = grants[role]
  return areas.flatMap((area) => [
    ...(read.includes(area) ? [`${area}.read` as const] : []),
    ...(write.includes(area) ? [`${area}.write` as const] : []),
  ])
}

export function mayDo(role: Role, right: Right): boolean {
  return rightsOf(role).includes(right)
}
