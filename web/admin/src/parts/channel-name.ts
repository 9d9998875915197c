// A channel as people call it: 支付宝（演示） for alipay-demo.

import { shellText } from '../text/shell.ts'

/** The name of a channel by its id; what no dictionary knows keeps its own. */
export function channelName(id: string): string {
  const [kind = id, ...rest] = id.split('-')
  const { channels, worlds } = shellText.value
  const names: Readonly<Record<string, string>> = channels
  const marks: Readonly<Record<string, string>> = worlds
  const name = names[kind]
  if (name === undefined) return id
  return `${name}${rest.map((word) => marks[word] ?? ` ${word}`).join('')}`
}
