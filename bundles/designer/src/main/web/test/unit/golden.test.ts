// SPDX-License-Identifier: GPL-3.0-only
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AlarmSet } from '../../src/alarms/alarmSet';
import { eventInWords, signedBy } from '../../src/alarms/words';
import { GatewayClient, type ClientHooks } from '../../src/mqtt/client';
import { Topics, type Identity } from '../../src/mqtt/topics';
import type { Alarm, AlarmEvent, AlarmSummary, Bulk, ConfigResponse, GatewayStatus, Heartbeat, Progress, Sample, WriteResponse } from '../../src/mqtt/wire';
import { merge, standingWords } from '../../src/points/live';
import { FakeBroker } from './fakes';

/** The same files that the gateway's own tests hold it to. */
const FOLDER = new URL('../../../../../../wire/src/test/resources/golden/', import.meta.url);

function text(name: string): string {
  return readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');
}

function golden<T>(name: string): T {
  return JSON.parse(text(name)) as T;
}

interface Heard {
  statuses: GatewayStatus[];
  heartbeats: Heartbeat[];
  bulks: Bulk[];
  samples: Sample[];
  alarms: [string, Alarm | undefined][];
  summaries: AlarmSummary[];
  events: AlarmEvent[];
}

const topics = golden<Record<string, string> & { identity: Identity; replies: string[] }>('topics');

async function connected(): Promise<{ broker: FakeBroker; client: GatewayClient; heard: Heard }> {
  const broker = new FakeBroker();
  const heard: Heard = { statuses: [], heartbeats: [], bulks: [], samples: [], alarms: [], summaries: [], events: [] };
  const hooks: ClientHooks = {
    connection: () => undefined,
    status: (status) => heard.statuses.push(status),
    heartbeat: (heartbeat) => heard.heartbeats.push(heartbeat),
    bulk: (bulk) => heard.bulks.push(bulk),
    sample: (sample) => heard.samples.push(sample),
    cleared: () => undefined,
    alarm: (alarmId, alarm) => heard.alarms.push([alarmId, alarm]),
    alarmSummary: (summary) => heard.summaries.push(summary),
    alarmEvent: (event) => heard.events.push(event),
    site: () => undefined,
    now: () => Date.parse('2026-01-31T08:15:00.000Z'),
  };
  const client = new GatewayClient(topics.identity, broker.open, async () => ({ user: '', password: '' }), hooks, 'panel-7');
  client.start();
  await Promise.resolve();
  await Promise.resolve();
  broker.up();
  return { broker, client, heard };
}

test('topics_areThoseOfTheGateway', () => {
  const mine = new Topics(topics.identity);
  expect(mine.base).toBe(topics['base']);
  expect(mine.request('set_value_to_point')).toBe(topics['request']);
  expect(mine.status).toBe(topics['status']);
  expect(mine.heartbeat).toBe(topics['heartbeat']);
  expect(mine.bulk).toBe(topics['bulk']);
  expect(mine.alarms.replace('+', topics['alarm_id']!)).toBe(topics['alarm']);
  expect(mine.alarmEvents).toBe(topics['alarm_event']);
  expect(mine.alarmSummary).toBe(topics['alarm_summary']);
  expect(mine.progress).toBe(topics['progress']);
  expect(mine.point(topics['point_id']!)).toBe(topics['point']);
  expect(topics.replies).toContain(mine.reply('panel-7'));
});

test('statusHeartbeatBulk_areHeardAsTheyCome', async () => {
  const { broker, client, heard } = await connected();
  for (const name of ['status-online', 'status-stopped', 'status-will', 'status-reboot', 'status-crash']) broker.send(topics['status']!, text(name));
  broker.send(topics['heartbeat']!, text('heartbeat'));
  broker.send(topics['bulk']!, text('bulk'));
  client.stop();
  expect(heard.statuses.map((status) => [status.status, status.reason])).toEqual([
    ['online', undefined], ['offline', 'stopped'], ['offline', 'connection_lost'], ['offline', 'reboot'], ['offline', 'crash'],
  ]);
  expect(heard.statuses[0]!.problems![0]!.code).toBe('device_offline');
  expect(heard.heartbeats[0]!.interval_seconds).toBeGreaterThan(0);
  expect(heard.bulks[0]!.points.every((sample) => merge(undefined, sample, Date.parse(sample.timestamp), true) !== undefined)).toBe(true);
});

test('alarms_areHeardAsTheyCome', async () => {
  const { broker, client, heard } = await connected();
  const gone = golden<Alarm>('alarm-gone');
  for (const [id, name] of [['1002.device', 'alarm'], [gone.alarm_id, 'alarm-gone']]) broker.send(topics['alarm']!.replace('1002.device', id!), text(name!));
  broker.send(topics['alarm_summary']!, text('status-alarms'));
  broker.send(topics['alarm_event']!, text('alarm_event'));
  client.stop();
  expect(heard.alarms).toEqual([['1002.device', golden('alarm')], ['gateway.disk_full', gone]]);
  const set = new AlarmSet((run) => run());
  for (const [id, alarm] of heard.alarms) set.put(id, alarm);
  set.summarize({ ...heard.summaries[0]!, active: 2 });
  expect([set.view.whole, set.view.ofDevice.get(1002)!.worst.text, gone.shelved!.by, heard.summaries[0]!.worst]).toEqual([true, 'device 1002 (AHU-01) does not answer', 'ben', 'high']);
  expect(`${eventInWords(heard.events[0]!.event_type)} by ${signedBy(heard.events[0]!)}`).toBe('was acknowledged by anna');
});

test.each([
  ['sample-latest', 'good'],
  ['sample-latest-flags', 'uncertain · out of service'],
  ['sample-latest-bad', 'bad · no value'],
  ['sample-latest-failed', 'bad · unknown object'],
])('sample_%s_reads_%s', (name, words) => {
  const sample = golden<Sample>(name);
  const live = merge(undefined, sample, Date.parse(sample.timestamp), true);
  expect(standingWords(live)).toBe(words);
  expect(live!.maxAgeMs).toBe(sample.max_age_seconds! * 1000);
});

test('write_isWhatTheGatewayReads', async () => {
  const { broker, client } = await connected();
  const expected = golden<Record<string, unknown>>('request-set_value_to_point');
  const response = client.request<WriteResponse>('set_value_to_point', { point_id: expected['point_id'], value: expected['value'], priority: expected['priority'] }, { commandId: expected['command_id'] as string });
  expect(JSON.parse(broker.published[0]!.payload)).toEqual({ ...expected, timestamp: '2026-01-31T08:15:00.000Z' });
  broker.send(topics.replies[0]!, text('response-set_value_to_point-overruled'), { correlation: broker.published[0]!.correlation });
  expect(await response).toMatchObject({ effective: false, winning_priority: 5 });
  client.stop();
});

test('write_forATime_isWhatTheGatewayReads_andItsAnswerSaysWhenItEnds', async () => {
  const { broker, client } = await connected();
  const { command_id, timestamp: _, ...request } = golden<Record<string, unknown>>('request-set_value_to_point-release_after');
  expect(request['release_after_seconds']).toBe(900);
  const response = client.request<WriteResponse>('set_value_to_point', request, { commandId: command_id as string });
  expect(JSON.parse(broker.published[0]!.payload)).toMatchObject(request);
  broker.send(topics.replies[0]!, text('response-set_value_to_point-release_after'), { correlation: broker.published[0]!.correlation });
  expect((await response).until).toBe('2026-01-31T08:30:00.000Z');
  client.stop();
});

test('discovery_answersWithProgressAndParts', async () => {
  const { broker, client } = await connected();
  const final = golden<ConfigResponse>('response-get_config');
  const progress: Progress[] = [];
  client.watchProgress(final.command_id, (each) => progress.push(each));
  const response = client.request<ConfigResponse>('get_config', {}, { commandId: final.command_id });
  broker.send(topics['progress']!, text('progress-get_config'));
  broker.send(topics['progress']!, text('progress-get_config-broadcast'));
  // Without correlation data the command_id in the payload tells whose answer it is.
  broker.send(topics.replies[0]!, text('response-get_config'));
  expect(await response).toEqual(final);
  expect(progress.map((each) => each.total_ips)).toContain(null);
  client.stop();
});
