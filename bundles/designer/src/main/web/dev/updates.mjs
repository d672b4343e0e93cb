// SPDX-License-Identifier: GPL-3.0-only
const ID = '17-2f5c1a90';
const PLAN = {
  update_id: ID, way: 'hot', reason: 'It is done while the gateway runs: no other bundle stands upon what it changes.',
  changes: ['bacnet 0.1.0 -> 0.1.1'], pauses: ['Reading and writing pause for about a second.'],
};
const CONTENTS = { release: 17, version: '0.1.1', created: '2026-03-01T08:00:00Z', notes: 'Reads devices that answer slowly.\nNothing else has changed.', signers: ['riverside plant (operator)'] };
const RESTART = { way: 'restart', reason: 'The gateway has to start anew, since other bundles stand upon what it changes: mqtt, site.', changes: ['api 0.1.0 -> 0.1.1'], pauses: ['The gateway starts anew: nothing is read and nothing answers for some three seconds; what waits for the broker is kept.'] };

/**
 * The updates of a played gateway. A package that begins with `restart` needs one, one that begins with `bad` is refused, and all others are good. A test says
 * how it goes on; with `stepMs` it does so by itself, to its good end.
 */
export function makeUpdates({ stepMs } = {}) {
  const state = { phase: 'idle', since: now(), in_force: 'distribution', findings: [], history: [{ at: ago(86_400), update_id: '16-9ab01c44', outcome: 'taken back: 12 of 120 points that were good are not good again, one is 1001.analogValue.4' }] };
  let bytes = Buffer.alloc(0);
  let calls = 0;
  const problem = (status, detail) => ({ status, headers: {}, body: { title: 'Refused', detail, status } });
  const ok = (body) => ({ status: 200, headers: {}, body });

  function enter(phase, findings = []) {
    Object.assign(state, { phase, findings, since: now(), update_id: phase === 'idle' ? undefined : ID, on_trial: ['swapping', 'gate'].includes(phase) ? ID : undefined });
  }

  function end(outcome, inForce = outcome === 'in force' ? ID : 'distribution') {
    enter('idle');
    state.in_force = inForce;
    state.history.push({ at: now(), update_id: ID, outcome });
  }

  function put(offset, piece) {
    calls++;
    if (offset !== 0 && offset !== bytes.length) return problem(409, `${bytes.length} bytes are here; send what follows them, or begin with 0.`);
    bytes = Buffer.concat([offset === 0 ? Buffer.alloc(0) : bytes, piece]);
    return ok({ received: bytes.length });
  }

  function verified() {
    if (bytes.subarray(0, 3).toString() === 'bad') return problem(422, 'The package is cut off. Fetch it again from whoever made it.');
    return ok({ ...PLAN, ...(bytes.subarray(0, 7).toString() === 'restart' && RESTART), ...CONTENTS });
  }

  function install({ update_id: id }) {
    const verdict = verified();
    if (verdict.status !== 200) return verdict;
    if (id !== ID) return problem(422, `The package is ${ID}, and not ${id}, which was looked at.`);
    enter(verdict.body.way === 'hot' ? 'swapping' : 'restarting');
    if (stepMs !== undefined) {
      setTimeout(() => enter('gate', ['MQTT is not connected', '120 of 120 points that were good are not good again, one is 1001.analogValue.4']), stepMs);
      setTimeout(() => enter('gate'), 3 * stepMs);
      setTimeout(() => end('in force'), 5 * stepMs);
    }
    return verdict;
  }

  function rollBack() {
    if (state.phase === 'gate') end('taken back: by hand');
    else end('taken back: by hand', 'distribution');
    return ok({ ...PLAN, update_id: 'distribution', changes: ['bacnet 0.1.1 -> 0.1.0'] });
  }

  return {
    enter,
    end,
    /** An update that needed a restart, tried by the start that there was. */
    tryByStart: () => Object.assign(state, { phase: 'idle', since: now(), findings: [], update_id: undefined, on_trial: ID }),
    size: () => bytes.length,
    pieces: () => calls,
    call(method, act, query, body) {
      switch (`${method} ${act ?? ''}`) {
        case 'GET ': return ok(state);
        case 'GET package': return ok({ received: bytes.length });
        case 'PUT package': return put(Number(query.get('offset')), body);
        case 'POST verify': return verified();
        case 'POST install': return install(body);
        case 'POST rollback': return rollBack();
        default: return problem(404, 'Nothing is here.');
      }
    },
  };
}

function now() {
  return ago(0);
}

function ago(seconds) {
  return new Date(Date.now() - 1000 * seconds).toISOString();
}
