// SPDX-License-Identifier: GPL-3.0-only
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import mqtt from 'mqtt';
import { serve, startBroker } from './server.mjs';
import { makeSite } from './site.mjs';

const PREFIX = 'acme-cloud/gateways';

/**
 * Serves the built Designer as a web server in a cloud does, beside a broker that takes the account "operator" with the password "bms", to which
 * two gateways bring their samples: "alive", which reads and may be written, and "silent", which has said that it is online, and no more.
 */
export async function startFleet({ silentSeconds = 1_800, dist } = {}) {
  const broker = await startBroker({ accounts: passwordFile({ operator: 'bms' }) });
  const config = { broker: 'mqtt', prefix: PREFIX, silent_seconds: silentSeconds };
  const served = await serve({ dist, broker, files: { 'fleet.json': JSON.stringify(config) } });
  const url = `mqtt://127.0.0.1:${broker.tcpPort}`;
  const alive = playUplink({ url, identity: { organization_id: 'acme', site_id: 'riverside', iot_device_id: 'gw-1' }, commands: 'write' });
  const silent = playUplink({ url, identity: { organization_id: 'acme', site_id: 'hilltop', iot_device_id: 'gw-1' }, commands: 'none', silent: true });
  return {
    url: served.url,
    asked: served.asked,
    alive,
    async stop() {
      await Promise.all([alive.stop(), silent.stop()]);
      served.stop();
      await broker.stop();
    },
  };
}

/** As mosquitto_passwd writes it. */
function passwordFile(accounts) {
  return Object.entries(accounts).map(([user, password]) => {
    const salt = randomBytes(12);
    return `${user}:$7$101$${salt.toString('base64')}$${pbkdf2Sync(password, salt, 101, 64, 'sha512').toString('base64')}\n`;
  }).join('');
}

/** Plays what docs/fleet.md says of an uplink. */
function playUplink({ url, identity, commands, silent = false }) {
  const base = `${PREFIX}/${identity.organization_id}/${identity.site_id}/${identity.iot_device_id}`;
  const site = makeSite();
  site.points().find(({ name }) => name === 'Supply Air Setpoint').tags = ['sp', 'temp'];
  const boot = crypto.randomUUID();
  const client = mqtt.connect(url, { protocolVersion: 5, clean: true });
  const asked = [];
  let sequence = 0;
  const deflated = (topic, value, retain) =>
    client.publish(`${base}/${topic}`, deflateSync(JSON.stringify(value)), { qos: 1, retain, properties: { contentType: 'application/json', userProperties: { 'content-encoding': 'deflate' } } });
  const sampleOf = (point) => ({ point_id: point.id, device_id: point.device, value: site.read(point), quality: 'good', timestamp: now() });
  const samples = () => site.points().filter((point) => point.swing > 0).map(sampleOf);
  const tellSite = () =>
    deflated('site/0', {
      document_id: boot, part: 0, parts: 1, commands, write_highest_priority: 9,
      devices: site.devices.map(({ id, name, points }) => ({
        device_id: id, name, vendor_name: 'Made Up Controls', model_name: 'MC-200',
        points: points.map((point) => ({ point_id: point.id, name: point.name, writable: point.writable, ...(point.units && { units: point.units }), ...(point.states && { state_text: point.states }), ...(point.tags && { tags: point.tags }) })),
      })),
    }, true);
  const status = () => ({
    status: 'online', boot_id: boot, version: '0.1.0', ...identity, monitoring_status: 'active', bacnet_connection_status: 'connected', mqtt_connection_status: 'connected',
    devices_total: 3, devices_online: 2, points_monitored: site.points().length, config_revision: 12, error_counts: {}, timestamp: now(),
    problems: silent ? [] : [{ code: 'device_offline', message: 'VAV-2-07 (1207) has not answered for 3 minutes.', since: now() }],
  });
  const answers = {
    get_history: ({ point_ids: ids, from, buckets }) => ({
      status: 'success',
      series: ids.map((id) => {
        const value = Number(site.read(site.points().find((point) => point.id === id)));
        return { point_id: id, samples: Array.from({ length: Math.min(buckets, 40) }, (_, i) => [new Date(Date.parse(from) + i * 60_000).toISOString(), value, value, value, value, 1, 'good']) };
      }),
    }),
    set_value_to_point: (request) =>
      request.priority < 9
        ? { status: 'error', error: { code: 'denied', message: 'Through this uplink points are written at priority 9 to 16.' } }
        : site.write(request, (point) => deflated('bulk', { timestamp: now(), batch_id: `b-${sequence}`, boot_id: boot, sequence: sequence++, waiting_from: sequence, points: [sampleOf(point)] })),
  };
  client.on('connect', () => {
    client.publish(`${base}/status/update`, JSON.stringify(status()), { qos: 1, retain: true });
    tellSite();
    if (commands !== 'none') client.subscribe(`${base}/command/+/request`, { qos: 1 });
  });
  client.on('message', (topic, payload, { properties }) => {
    const name = topic.split('/').at(-2);
    const request = JSON.parse(payload.toString());
    asked.push({ name, request });
    const body = { command_id: request.command_id, completed: true, timestamp: now(), ...answers[name](request) };
    client.publish(properties.responseTopic, JSON.stringify(body), { qos: 1, properties: { correlationData: properties.correlationData } });
  });
  const timer = setInterval(() => silent || deflated('bulk', { timestamp: now(), batch_id: `b-${sequence}`, boot_id: boot, sequence: sequence++, waiting_from: sequence, points: samples() }), 1_000);
  return {
    /** What it was asked for: names of commands and requests. */
    asked,
    stop: () => {
      clearInterval(timer);
      return client.endAsync(true);
    },
  };
}

function now() {
  return new Date().toISOString();
}
