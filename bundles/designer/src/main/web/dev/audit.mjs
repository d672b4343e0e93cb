// SPDX-License-Identifier: GPL-3.0-only
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const PAGE = 4;

/** The audit of a played gateway: a few records, the newest first. */
export function makeAudit() {
  const at = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
  const entries = [
    { actor: 'anna', door: 'mqtt', action: 'set_value_to_point', object: '1001.analogValue.4', before: '21.5', after: '22.0 at priority 8', result: 'success' },
    { actor: 'mallory', door: 'rest', from: '10.0.0.66', action: 'sign_in', result: 'denied', reason: '212 times: The name or the password is wrong. Try again.' },
    { actor: 'admin', door: 'rest', from: '10.0.0.7', action: 'PUT /api/accounts', object: 'engine', result: 'success' },
    { actor: 'ines', door: 'mqtt', action: 'get_config', object: 'discover', before: 'revision 11', result: 'unknown' },
    { actor: 'root', door: 'shell', action: 'bms:backup', object: '/media/usb/gateway.zip', result: 'failed', reason: 'Nothing was written: no space left.' },
    { actor: 'gateway', door: 'gateway', action: 'audit_started', object: 'version 0.1.0, process 811', result: 'success' },
  ].map((entry, i, all) => ({ seq: 100 + all.length - i, timestamp: at(3 * i + 1), ...entry }));
  let broken;
  return {
    entries,
    breakChain: (how) => void (broken = how),
    chain: () => ({ whole: broken === undefined, records: entries.length, seq: entries[0].seq, hash: HASH, ...(broken && { broken }) }),
    page(query) {
      const wanted = (key, test) => (query.get(key) === null ? () => true : (entry) => test(entry, query.get(key)));
      const found = entries
        .filter(wanted('actor', (entry, actor) => entry.actor === actor))
        .filter(wanted('text', (entry, text) => `${entry.action} ${entry.object ?? ''}`.toLowerCase().includes(text.toLowerCase())))
        .filter(wanted('result', (entry, result) => entry.result === result))
        .filter(wanted('below', (entry, seq) => entry.seq < Number(seq)));
      const shown = found.slice(0, PAGE);
      return { entries: shown, ...(found.length > PAGE && { below: shown.at(-1).seq }) };
    },
  };
}
