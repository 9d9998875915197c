// The doctor's look at one channel, before or after its settings are saved.

import { ConfigError } from '../../config.ts'
import type { Finding, GatewayKind } from '../../gateways/gateway.ts'
import type { App } from '../app.ts'
import type { SettingChanges } from './describe-settings.ts'
import { checkNames, merge } from './save-settings.ts'

/**
 * Examines the channel as these changes would make it, asking its gateway; nothing is saved. What is wrong
 * with the texts themselves comes first and ends the examination, as no gateway can be asked with them. Refuses
 * with invalid_request and conflict like saving.
 */
export async function examineChannel(
  app: App,
  kind: GatewayKind,
  changes: SettingChanges,
): Promise<readonly Finding[]> {
  checkNames(app, changes)
  try {
    const { channels } = app.configuration.rehearse(merge(app.configuration.saved(), changes))
    const channel = channels.findLast(({ gateway }) => gateway.kind === kind)
    if (!channel || channel.id === `${kind}-demo`) return [notConfigured(kind)]
    return await channel.gateway.examine()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ variable, zh, en }) => ({
      level: 'bad',
      check: `config.${variable}`,
      zh,
      en,
    }))
  }
}

/**
 * Whether the examination would send requests, signed with the account's own key, to an address that is not saved
 * yet: a stolen session must not choose where they go, nor learn by them what answers inside the network.
 */
export function leadsElsewhere(app: App, changes: SettingChanges): boolean {
  const saved: Readonly<Record<string, string | undefined>> = app.configuration.saved()
  return Object.entries(changes).some(
    ([name, text]) => /_(GATEWAY|URL)$/.test(name) && text !== null && text.trim() !== saved[name],
  )
}

function notConfigured(kind: GatewayKind): Finding {
  return {
    level: 'bad',
    check: `${kind}.channel`,
    zh: '还没有填写账号，请先填写上面的各项',
    en: 'There is no account yet. Please fill in the fields above first',
  }
}
