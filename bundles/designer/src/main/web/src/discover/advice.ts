// SPDX-License-Identifier: GPL-3.0-only
import { asSentence } from '../format';

/** What happened, and what to try: the gateway says both in one sentence, or only the first. */
export function explain(code: string, message: string): { what: string; advice: string } {
  const [what = '', ...rest] = message.split('; ');
  return { what: what.replace(/[.]?$/, '.'), advice: rest.length === 0 ? adviceFor(code) : asSentence(rest.join('; ')) };
}

/** What to try when an address does not answer. */
function adviceFor(code: string): string {
  switch (code) {
    case 'device_timeout':
      return 'Check its power and cable, that the address and port are right, and that no firewall drops UDP 47808.';
    case 'device_error':
      return 'It answers but refuses. Restart it, or check its access settings.';
    case 'denied':
      return 'The gateway may not ask this network; allow it in the BACnet configuration.';
    default:
      return "Try it again; if that fails too, the gateway's log says more.";
  }
}
