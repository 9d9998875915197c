// keytill simulator: the simulated gateways alone, for programs that are tested against them.

import { readFileSync } from 'node:fs'
import { runSimulator, wechatModes } from '../demo.ts'
import { createLog } from '../kit/log.ts'
import { CliError, optionText, type Verb } from './verb.ts'

export const simulatorVerb: Verb = {
  name: 'simulator',
  usage: 'simulator [--app-public-key FILE] [--wechat-mode MODE] [--port 4000]',
  summary: 'Run the simulated Alipay and WeChat Pay alone',
  options: {
    host: { type: 'string', help: 'address to listen on (127.0.0.1)' },
    port: { type: 'string', help: 'port to listen on (4000)' },
    'app-id': { type: 'string', help: 'the app it knows (9021000000000001)' },
    'app-public-key': {
      type: 'string',
      help: 'file with the app public key; without it a pair is made and printed',
    },
    'seller-id': { type: 'string', help: '2088… of the merchant' },
    'sign-type': { type: 'string', help: 'RSA2 (default) or RSA' },
    'wechat-mode': {
      type: 'string',
      help: 'account at WeChat Pay: public-key (default), certificates, both or v2',
    },
    data: { type: 'string', help: 'folder that keeps keys and trades over a restart' },
  },
  async run(call) {
    const port = Number(optionText(call, 'port') ?? '4000')
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new CliError('usage', '--port is 0 to 65535')
    const signType = optionText(call, 'sign-type') ?? 'RSA2'
    if (signType !== 'RSA2' && signType !== 'RSA')
      throw new CliError('usage', '--sign-type is RSA2 or RSA')
    const wanted = optionText(call, 'wechat-mode') ?? 'public-key'
    const wechatMode = wechatModes.find((mode) => mode === wanted)
    if (!wechatMode)
      throw new CliError('usage', `--wechat-mode is one of ${wechatModes.join(', ')}`)
    const keyFile = optionText(call, 'app-public-key')
    await runSimulator({
      host: optionText(call, 'host') ?? '127.0.0.1',
      port,
      appId: optionText(call, 'app-id'),
      sellerId: optionText(call, 'seller-id'),
      appPublicKey: keyFile === undefined ? undefined : readFileSync(keyFile, 'utf8'),
      signType,
      wechatMode,
      dataDir: optionText(call, 'data'),
      log: createLog({ file: undefined, level: 'info' }),
      json: call.json,
    })
    return { found: 'nothing', text: '', report: { ok: true } }
  },
}
