// SPDX-License-Identifier: GPL-3.0-only
import mqtt from 'mqtt';
import { ADDRESSES } from './building.mjs';

const INTERVAL_S = 5;
/** How often each point is confirmed where that is done in turn. */
const EACH_S = 10;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Plays the gateway of docs/wire.md on a broker: answers commands, sends samples, status and heartbeat.
 * `site` and `alarms` are shared with the REST side. A `silent` one reads nothing new: no topic says anything for minutes.
 */
export function playGateway({ url, identity, site, alarms, updatesPerSecond = 0, confirmedPerSecond = 0, silent = false }) {
  const base = `iot/global/${identity.organization_id}/${identity.site_id}/${identity.iot_device_id}`;
  const boot = crypto.randomUUID();
  const ids = { organization_id: identity.organization_id, site_id: identity.site_id, iot_device_id: identity.iot_device_id };
  const will = { topic: `${base}/status/update`, payload: json({ status: 'offline', reason: 'connection_lost', boot_id: boot, ...ids }), qos: 1, retain: true };
  const client = mqtt.connect(url, { protocolVersion: 5, clientId: `iot_supervisor_${identity.iot_device_id}`, clean: true, will });
  const answered = new Map();
  const timers = [];
  let sequence = 0;
  let ended = false;
  /** Says nothing once it has ended: an answer may still be under way then. */
  const publish = (...message) => (ended ? undefined : client.publish(...message));

  const status = () => ({
    status: 'online', boot_id: boot, version: '0.1.0', ...ids, monitoring_status: site.monitoring, bacnet_connection_status: 'connected', mqtt_connection_status: 'connected',
    devices_total: site.devices.length, devices_online: site.devices.filter((each) => !each.dies).length, points_monitored: site.points().length, config_revision: site.revision,
    problems: site.devices.some((each) => each.dies) ? [{ code: 'device_offline', message: 'VAV-2-07 (1207) has not answered for 3 minutes.', since: now(-180_000) }] : [],
    error_counts: { bacnet_timeouts: 12, bacnet_errors: 0, mqtt_reconnects: 1, buffered_messages: 0, dropped_messages: 0 }, timestamp: now(),
  });
  const sendStatus = () => publish(`${base}/status/update`, json(status()), { qos: 1, retain: true });
  const sendHeartbeat = () =>
    publish(`${base}/status/heartbeat`, json({
      ...ids, timestamp: now(), sequence: sequence++, interval_seconds: 30, boot_id: boot, version: '0.1.0', uptime_seconds: 86_412, cpu_usage_percent: 7.4, memory_usage_percent: 41.2,
      process_memory_bytes: 163_000_000, disk_usage_percent: 22, load_average: 0.2, temperature_celsius: null, monitoring_status: site.monitoring,
    }), { qos: 1, retain: true });

  /** Three intervals, also of what is confirmed in turn. */
  const maxAgeOf = (point) => 3 * (point.fast && confirmedPerSecond > 0 ? EACH_S : INTERVAL_S);
  const errorOf = (point) => (site.device(point.device).dies ? { code: 'device_timeout', message: 'The device did not answer; check its power, its network and its address' } : point.error);
  const sampleOf = (point) => {
    const failed = errorOf(point) !== undefined;
    const quality = site.monitoring === 'stopped' ? 'uncertain' : failed ? 'bad' : point.flags.length > 0 ? 'uncertain' : 'good';
    return { point_id: point.id, device_id: point.device, value: failed ? null : site.read(point), quality, timestamp: now() };
  };
  const sendPoint = (point, sample = sampleOf(point)) =>
    publish(`${base}/${point.device}/${point.id}`, json({ ...sample, ...(point.units && { units: point.units }), ...(point.flags.length > 0 && { status_flags: point.flags }), max_age_seconds: maxAgeOf(point), ...(sample.value === null && { error: errorOf(point) }) }), { qos: 1, retain: true });
  const sendRound = (points) => {
    if (site.monitoring !== 'active' || silent) return;
    const samples = points.map(sampleOf);
    for (let i = 0; i < samples.length; i += 100) publish(`${base}/bulk`, json({ timestamp: now(), batch_id: crypto.randomUUID(), points: samples.slice(i, i + 100) }), { qos: 0 });
    points.forEach((point, i) => sendPoint(point, samples[i]));
  };

  const sendAlarm = (alarm, over) => publish(`${base}/alarm/${alarm.alarm_id}`, over ? '' : json(alarm), { qos: 1, retain: true });
  const sendSummary = () => publish(`${base}/status/alarms`, json(alarms.summary()), { qos: 1, retain: true });
  const stopAlarms = alarms.listen((alarm, over, event) => {
    sendAlarm(alarm, over);
    publish(`${base}/alarm_event`, json(event), { qos: 1 });
    sendSummary();
  });

  const respond = (packet, name, body) => {
    const topic = packet.properties?.responseTopic?.startsWith(`${base}/reply/`) ? packet.properties.responseTopic : `${base}/command/${name}/response`;
    const correlationData = packet.properties?.correlationData;
    publish(topic, json({ timestamp: now(), completed: true, ...body }), { qos: 1, ...(correlationData && { properties: { correlationData } }) });
  };
  const handlers = {
    get_config: (request, reply) => configure(request, reply),
    set_value_to_point: async (request, reply) => reply(site.write(request, (point) => sendPoint(point))),
    start_monitoring: async (_, reply) => monitor('active', reply),
    stop_monitoring: async (_, reply) => monitor('stopped', reply),
  };
  const monitor = (state, reply) => {
    site.monitoring = state;
    site.revision++;
    site.points().forEach((point) => sendPoint(point));
    sendStatus();
    reply({ status: 'success', monitoring_status: state });
  };
  const preview = (request, reply) => {
    const wanted = new Set(request.flow_config?.nodes.map((node) => node.data.point_id));
    const read = site.devices.map((each) => ({ device_id: each.id, points: each.points.filter((point) => request.monitor !== 'flow' || wanted.has(point.id)).length }));
    const busy = read.filter((each) => each.points > 0).map((each) => ({ ...each, requests_per_second: 1 / (request.polling_interval ?? INTERVAL_S), bytes_per_minute: 900 }));
    reply({ status: 'success', load: { requests_per_second: busy.reduce((sum, each) => sum + each.requests_per_second, 0), bytes_per_minute: 900 * busy.length, devices: busy.slice(0, 20) }, config_revision: site.revision });
  };
  const configure = async (request, reply) => {
    if (request.preview) return preview(request, reply);
    if (request.base_revision !== undefined && request.base_revision !== site.revision) {
      return reply({ status: 'error', error: { code: 'conflict', message: `The configuration is at revision ${site.revision}; look at it and deploy again.` } });
    }
    alarms.configure(request);
    if (request.discover === false) {
      site.revision++;
      await pause(200);
      reply({ status: 'success', config_revision: site.revision });
      return sendStatus();
    }
    const addresses = request.ip_addresses ?? null;
    const asked = addresses ?? ADDRESSES.slice(0, 3);
    const found = [];
    const unreachable = [];
    const tell = (done, current_device) =>
      publish(`${base}/command/get_config/progress`, json({ operation_id: request.command_id, progress: Math.round((100 * done) / asked.length), current_device, devices_found: found.length, total_ips: addresses === null ? null : asked.length }), { qos: 0 });
    for (const [i, address] of asked.entries()) {
      tell(i, address);
      await pause(site.discoveryMs / 2);
      // It was killed meanwhile.
      if (ended) return;
      const answering = site.all.filter((each) => each.ip === address);
      found.push(...answering);
      for (const { name, points } of answering) tell(i + 0.5, `${name}, ${Math.floor(points.length / 2)} of ${points.length} objects`);
      await pause(site.discoveryMs / 2);
      if (ended) return;
      if (answering.length === 0) unreachable.push({ ip_address: address, code: 'device_timeout', message: 'did not answer within 3 s.' });
    }
    site.add(found);
    found.forEach((each, i) => reply({ status: 'success', completed: false, part: i + 1, discovered_devices: [site.describe(each)] }));
    const error = unreachable.length > 0 && { error: { code: 'device_timeout', message: 'Some addresses did not answer.' } };
    reply({ status: unreachable.length > 0 ? 'timeout' : 'success', part: found.length + 1, discovered_devices: [], unreachable, conflicts: [], config_revision: site.revision, ...error });
    sendStatus();
    sendRound(site.points());
  };

  client.on('connect', () => {
    client.subscribe(`${base}/command/+/request`, { qos: 1, rap: true, rh: 2 });
    sendStatus();
    sendHeartbeat();
    alarms.all.forEach((alarm) => sendAlarm(alarm, false));
    sendSummary();
    sendRound(site.points());
  });
  client.on('message', (topic, payload, packet) => {
    const name = topic.split('/').at(-2);
    const request = JSON.parse(payload.toString());
    const reply = (body) => {
      const whole = { command_id: request.command_id, ...body };
      answered.set(request.command_id, [...(answered.get(request.command_id) ?? []), whole]);
      respond(packet, name, whole);
    };
    const before = answered.get(request.command_id);
    if (before?.at(-1).completed !== false && before) before.forEach((body) => respond(packet, name, body));
    else void handlers[name](request, reply);
  });
  timers.push(setInterval(() => sendRound(site.points().filter((point) => !point.fast)), 2_000));
  timers.push(setInterval(sendHeartbeat, 30_000));
  if (updatesPerSecond > 0) timers.push(flood());
  if (confirmedPerSecond > 0) timers.push(confirm());

  function flood() {
    let next = 0;
    return setInterval(() => {
      const points = site.points().filter((point) => point.fast);
      for (let i = 0; points.length > 0 && i < updatesPerSecond / 20; i++) sendPoint(points[next++ % points.length]);
    }, 50);
  }

  /** What is read and has not moved goes out in batches only. */
  function confirm() {
    const points = site.points().filter((point) => point.fast);
    let next = 0;
    return setInterval(() => {
      for (let i = 0; i < confirmedPerSecond / 1_000; i++) {
        const samples = Array.from({ length: 100 }, () => sampleOf(points[next++ % points.length]));
        publish(`${base}/bulk`, json({ timestamp: now(), batch_id: crypto.randomUUID(), points: samples }), { qos: 0 });
      }
    }, 100);
  }

  return {
    sendStatus,
    /** Reads a point, and says so on its own topic alone. */
    say: (pointId) => sendPoint(site.points().find((each) => each.id === pointId)),
    /** Ends as a process that is killed does: the broker sends the Last Will. */
    kill: () => {
      ended = true;
      stopAlarms();
      timers.forEach(clearInterval);
      client.options.reconnectPeriod = 0;
      client.stream.destroy();
      client.end(true);
    },
    stop: () => {
      ended = true;
      stopAlarms();
      timers.forEach(clearInterval);
      return client.endAsync(true);
    },
  };
}

function json(value) {
  return JSON.stringify(value);
}

function now(offset = 0) {
  return new Date(Date.now() + offset).toISOString();
}
