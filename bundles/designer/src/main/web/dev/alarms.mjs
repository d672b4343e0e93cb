// SPDX-License-Identifier: GPL-3.0-only
const RANK = ['critical', 'high', 'medium', 'low'];

/** The alarms of a played gateway, as docs/wire.md, "Alarms", has them; tests raise and clear them. */
export function makeAlarms() {
  const all = new Map();
  const occurrences = new Map();
  const events = [];
  const listeners = new Set();
  const rules = new Map();
  const now = () => new Date().toISOString();
  const quiet = (alarm) => alarm.shelved !== undefined || alarm.suppressed_by !== undefined;

  function tell(alarm, event_type, signature = {}) {
    const timestamp = now();
    const event = { event_id: events.length + 1, event_type, alarm_id: alarm.alarm_id, occurrence: alarm.occurrence, priority: alarm.priority, text: alarm.text, quiet: quiet(alarm), ...signature, timestamp };
    events.push(event);
    Object.assign(alarm, { seq: event.event_id, timestamp });
    const over = event_type === 'resolved' || (alarm.condition === 'gone' && (!alarm.ack_required || alarm.acknowledged) && !alarm.latched);
    if (over) all.delete(alarm.alarm_id);
    else all.set(alarm.alarm_id, alarm);
    listeners.forEach((listener) => listener(alarm, over, event));
  }

  function raise(alarm_id, more = {}) {
    const occurrence = (occurrences.get(alarm_id) ?? 0) + 1;
    occurrences.set(alarm_id, occurrence);
    const priority = more.priority ?? 'medium';
    tell({
      alarm_id, kind: 'device_silent', priority, text: `${alarm_id} is not as it should be`, condition: 'present', occurrence, raised_at: now(), ack_required: RANK.indexOf(priority) < 2,
      acknowledged: false, latched: false, chattering: false, seq: 0, timestamp: '', ...more,
    }, 'raised');
  }

  function clear(alarm_id) {
    const alarm = all.get(alarm_id);
    tell({ ...alarm, condition: 'gone', gone_at: now() }, 'cleared');
  }

  const DEEDS = {
    acknowledge: (alarm, signature) => tell({ ...alarm, acknowledged: true, acknowledgement: { ...signature, timestamp: now() } }, 'acknowledged', signature),
    resolve: (alarm, signature) => (alarm.condition === 'present' ? 'still_active' : tell(alarm, 'resolved', signature)),
    shelve: (alarm, signature, { duration_seconds: seconds }) => {
      if (alarm.kind === 'maintenance' && seconds === 0) return endMaintenance(alarm);
      const { shelved: _, ...rest } = alarm;
      if (seconds === 0) return tell(rest, 'unshelved', signature);
      const shelved = { until: new Date(Date.now() + 1000 * seconds).toISOString(), ...signature };
      tell({ ...rest, shelved }, 'shelved', signature);
      setTimeout(() => endShelf(rest.alarm_id, shelved), 1000 * seconds).unref();
    },
    note: (alarm, signature) => tell({ ...alarm }, 'noted', signature),
  };

  /** Its time is over, and nobody has shelved it anew. */
  function endShelf(alarm_id, shelved) {
    const { shelved: still, ...alarm } = all.get(alarm_id) ?? {};
    if (still === shelved) tell(alarm, 'unshelved');
  }

  /** Quietens what there is of the device, and until it ends what comes. */
  function maintain(device_id, alarm_id, signature, { duration_seconds: seconds }) {
    const shelved = { until: new Date(Date.now() + 1000 * seconds).toISOString(), ...signature };
    raise(alarm_id, { kind: 'maintenance', device_id, priority: 'low', text: `device ${device_id} is under maintenance`, shelved });
    for (const alarm of [...all.values()]) if (alarm.device_id === device_id && alarm.alarm_id !== alarm_id) tell({ ...alarm, suppressed_by: alarm_id }, 'suppressed');
    return { alarm_id, result: 'success', seq: all.get(alarm_id).seq };
  }

  function endMaintenance(alarm) {
    tell({ ...alarm, condition: 'gone', gone_at: now() }, 'cleared');
    for (const { suppressed_by: cause, ...effect } of [...all.values()]) if (cause === alarm.alarm_id) tell(effect, 'released');
  }

  function act(action, body, by) {
    const signature = { by, via: 'rest', ...(body.note && { note: body.note }) };
    const outcomes = body.alarms.map(({ alarm_id, seq }) => {
      const alarm = all.get(alarm_id);
      const device = /^(\d+)\.maintenance$/.exec(alarm_id);
      if (alarm === undefined && device && action === 'shelve') return maintain(Number(device[1]), alarm_id, signature, body);
      if (alarm === undefined) return { alarm_id, result: 'unknown_alarm' };
      if (seq !== undefined && events.some((event) => event.alarm_id === alarm_id && event.event_type === 'raised' && event.event_id > seq)) return { alarm_id, result: 'conflict', seq: alarm.seq };
      return { alarm_id, result: DEEDS[action](alarm, signature, body) ?? 'success', seq: all.get(alarm_id)?.seq ?? events.length };
    });
    const refused = outcomes.filter(({ result }) => result !== 'success');
    const status = refused.length === 0 ? 'success' : refused.length === outcomes.length ? 'error' : 'partial';
    const error = refused.length > 0 && { error: { code: refused[0].result, message: `${refused.length} of ${outcomes.length} alarms came again since you saw it; look at it, and send its seq of now` } };
    return { status, ...error, alarms: outcomes };
  }

  return {
    all,
    rules,
    /** What get_config says of rules. */
    configure({ alarm_rules: put = [], remove_alarm_rules: removed = [] }) {
      removed.forEach((id) => rules.delete(id));
      put.forEach((rule) => rules.set(`${rule.point_id}.${rule.name}`, rule));
    },
    rulesOf: (pointId) => [...rules.values()].filter((rule) => rule.point_id === pointId),
    /** As if each rule had come twice. */
    tryOut: () => ({
      from: new Date(Date.now() - 604_800_000).toISOString(), samples: 20_160, onsets: 2,
      newest: [3, 1].map((days) => ({ at: new Date(Date.now() - days * 86_400_000).toISOString(), gone_at: new Date(Date.now() - days * 86_400_000 + 540_000).toISOString() })),
    }),
    raise,
    clear,
    act,
    /** Has somebody told of each change, until the function returned is called. */
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    newest: (limit, alarmId) => ({ events: events.filter((event) => !alarmId || event.alarm_id === alarmId).slice(-limit).reverse(), more: false }),
    after: (eventId, limit) => ({ events: events.slice(eventId, eventId + limit), more: events.length > eventId + limit }),
    summary() {
      const open = [...all.values()];
      const loud = open.filter((alarm) => !quiet(alarm));
      const by_priority = Object.fromEntries(RANK.map((priority) => [priority, loud.filter((alarm) => alarm.priority === priority).length]));
      return {
        active: open.length, unacknowledged: open.filter((alarm) => alarm.ack_required && !alarm.acknowledged).length, shelved: open.filter((alarm) => alarm.shelved).length,
        suppressed: open.filter((alarm) => alarm.suppressed_by).length, by_priority, worst: RANK.find((priority) => by_priority[priority] > 0) ?? null, onsets_last_10_minutes: 0, flood: false,
        last_event_id: events.length, timestamp: now(),
      };
    },
  };
}
