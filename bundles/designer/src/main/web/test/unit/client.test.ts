// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GatewayClient, type ClientHooks } from '../../src/mqtt/client';
import type { ConnectionState } from '../../src/mqtt/connection';
import { RequestFailure } from '../../src/mqtt/requests';
import type { Alarm, AlarmEvent, AlarmSummary, Bulk, CommandResponse, ConfigResponse, GatewayStatus, Progress, Sample } from '../../src/mqtt/wire';
import { FakeBroker } from './fakes';

const BASE = 'iot/global/acme/hq/gw';
const REPLY = `${BASE}/reply/me`;
let broker: FakeBroker;
let client: GatewayClient;
let states: ConnectionState[];
let samples: Sample[];
let cleared: string[];
let bulks: Bulk[];
let statuses: [GatewayStatus, boolean][];
let alarms: [string, Alarm | undefined][];
let summaries: AlarmSummary[];
let events: AlarmEvent[];
let logins: number;
let attempts: number[];

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00.000Z') });
  broker = new FakeBroker();
  [alarms, summaries, events] = [[], [], []];
  [states, samples, cleared, bulks, statuses, logins, attempts] = [[], [], [], [], [], 0, []];
  const hooks: ClientHooks = {
    connection: (state) => states.push(state),
    status: (status, retained) => statuses.push([status, retained]),
    heartbeat: () => undefined,
    bulk: (bulk) => bulks.push(bulk),
    sample: (sample) => samples.push(sample),
    cleared: (pointId) => cleared.push(pointId),
    alarm: (alarmId, alarm) => alarms.push([alarmId, alarm]),
    alarmSummary: (summary) => summaries.push(summary),
    alarmEvent: (event) => events.push(event),
    site: () => undefined,
    now: Date.now,
  };
  const login = async (attempt: number) => {
    attempts.push(attempt);
    return { user: 'u', password: `p${++logins}` };
  };
  client = new GatewayClient({ organization_id: 'acme', site_id: 'hq', iot_device_id: 'gw' }, broker.open, login, hooks, 'me');
  client.start();
  await vi.advanceTimersByTimeAsync(0);
});

afterEach(() => {
  client.stop();
  vi.useRealTimers();
});

function answer(body: Partial<CommandResponse> & Record<string, unknown>, index = 0): void {
  const { correlation } = broker.published[index]!;
  broker.send(REPLY, { command_id: correlation, status: 'success', completed: true, timestamp: '', ...body }, { correlation });
}

test('connect_first_subscribesStatusBeforeValues', () => {
  broker.up();
  expect(broker.topics()).toEqual([`${BASE}/status/update`, `${BASE}/status/heartbeat`, REPLY, `${BASE}/bulk`, `${BASE}/alarm/+`, `${BASE}/status/alarms`, `${BASE}/alarm_event`]);
  expect(states.at(-1)).toEqual({ phase: 'connected' });
});

test('alarms_ofAllTopics_areHeardByTheirIds_andTheirEndToo', () => {
  broker.up();
  broker.send(`${BASE}/alarm/1002.device`, { alarm_id: '1002.device', seq: 3 }, { retain: true });
  broker.send(`${BASE}/alarm/1002.device`, '');
  broker.send(`${BASE}/status/alarms`, { active: 0 }, { retain: true });
  broker.send(`${BASE}/alarm_event`, { event_id: 4 });
  expect(alarms).toEqual([['1002.device', { alarm_id: '1002.device', seq: 3 }], ['1002.device', undefined]]);
  expect([summaries, events]).toEqual([[{ active: 0 }], [{ event_id: 4 }]]);
});

test('request_answered_resolvesByCorrelation', async () => {
  broker.up();
  const response = client.request('set_value_to_point', { point_id: '1.analogValue.1', value: 20 });
  const sent = broker.published[0]!;
  expect(sent.topic).toBe(`${BASE}/command/set_value_to_point/request`);
  expect(sent.responseTopic).toBe(REPLY);
  expect(JSON.parse(sent.payload)).toEqual({ command_id: sent.correlation, timestamp: '2026-01-01T00:00:00.000Z', point_id: '1.analogValue.1', value: 20 });
  broker.send(REPLY, { command_id: 'another', status: 'error', completed: true }, { correlation: 'another' });
  answer({ effective: true });
  expect(await response).toMatchObject({ status: 'success', effective: true });
});

test('request_twoAtOnce_answersGoToTheirOwn', async () => {
  broker.up();
  const first = client.request('start_monitoring', {});
  const second = client.request('stop_monitoring', {});
  answer({ monitoring_status: 'stopped' }, 1);
  answer({ monitoring_status: 'active' }, 0);
  expect(await first).toMatchObject({ monitoring_status: 'active' });
  expect(await second).toMatchObject({ monitoring_status: 'stopped' });
});

test('request_noAnswer_failsAtItsDeadline', async () => {
  broker.up();
  const outcome = expect(client.request('start_monitoring', {}, { timeoutMs: 5_000 })).rejects.toMatchObject({ code: 'no_response' });
  await vi.advanceTimersByTimeAsync(5_000);
  await outcome;
});

test('request_thatTheRoleMayNot_failsAtOnceWithASentence', async () => {
  broker.up();
  const outcome = expect(client.request('set_value_to_point', {})).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('role') });
  broker.refuse();
  await outcome;
});

test('request_inParts_eachPartRestartsTheDeadline', async () => {
  broker.up();
  const parts: (number | undefined)[] = [];
  const response = client.request<ConfigResponse>('get_config', {}, { timeoutMs: 10_000, onPart: (part) => parts.push(part.part) });
  await vi.advanceTimersByTimeAsync(9_000);
  answer({ completed: false, part: 1 });
  await vi.advanceTimersByTimeAsync(9_000);
  answer({ part: 2, config_revision: 4 });
  expect(await response).toMatchObject({ config_revision: 4 });
  expect(parts).toEqual([1, 2]);
});

test('progress_ofOurCommand_restartsTheDeadline', async () => {
  broker.up();
  const seen: Progress[] = [];
  client.watchProgress('c1', (progress) => seen.push(progress));
  const response = client.request('get_config', {}, { timeoutMs: 10_000, commandId: 'c1' });
  await vi.advanceTimersByTimeAsync(9_000);
  broker.send(`${BASE}/command/get_config/progress`, { operation_id: 'other', progress: 90 });
  broker.send(`${BASE}/command/get_config/progress`, { operation_id: 'c1', progress: 10 });
  await vi.advanceTimersByTimeAsync(9_000);
  answer({});
  await response;
  expect(seen.map((each) => each.progress)).toEqual([10]);
});

test('request_cancelled_failsAndForgetsTheAnswer', async () => {
  broker.up();
  const abort = new AbortController();
  const response = client.request('get_config', {}, { signal: abort.signal });
  abort.abort();
  await expect(response).rejects.toMatchObject({ code: 'cancelled' });
  answer({});
});

test('request_whileAway_failsAtOnce', async () => {
  await expect(client.request('start_monitoring', {})).rejects.toBeInstanceOf(RequestFailure);
  expect(broker.published).toEqual([]);
});

test('request_sessionLost_isRepeatedWordForWord', async () => {
  broker.up();
  const response = client.request('start_monitoring', {}, { timeoutMs: 30_000 });
  broker.down();
  await vi.advanceTimersByTimeAsync(1_000);
  broker.up();
  expect(broker.published[1]).toEqual(broker.published[0]);
  answer({}, 1);
  expect(await response).toMatchObject({ status: 'success' });
});

test('reconnect_failing_waitsLongerUpTo30s', async () => {
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 7; attempt++) {
    broker.down('refused');
    const state = states.at(-1)!;
    if (state.phase !== 'waiting') throw new Error(state.phase);
    const wait = state.retryAt - Date.now();
    waits.push(wait / 1000);
    const before = logins;
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(logins).toBe(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(logins).toBe(before + 1);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
});

test('reconnect_afterASession_beginsAt1sWithFreshCredentials', async () => {
  broker.down();
  await vi.advanceTimersByTimeAsync(1_000);
  broker.down();
  await vi.advanceTimersByTimeAsync(2_000);
  broker.up();
  broker.down();
  expect(states.at(-1)).toMatchObject({ phase: 'waiting', attempt: 1, retryAt: Date.now() + 1_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(broker.logins.at(-1)!.password).toBe('p4');
  expect(attempts).toEqual([1, 2, 3, 2]);
});

test('retryNow_waiting_connectsAtOnceAndOnlyOnce', async () => {
  broker.down();
  client.retryNow();
  client.retryNow();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(logins).toBe(2);
});

test('watch_severalRows_oneSubscriptionUntilTheLastGoes', async () => {
  broker.up();
  const releases = [client.watch('1.analogInput.1'), client.watch('1.analogInput.1'), client.watch('1.analogInput.2')];
  await vi.advanceTimersByTimeAsync(100);
  expect(broker.subscribed.at(-1)).toEqual([{ topic: `${BASE}/1/1.analogInput.1`, qos: 1 }, { topic: `${BASE}/1/1.analogInput.2`, qos: 1 }]);
  releases[0]!();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(broker.unsubscribed).toEqual([]);
  releases[1]!();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(broker.unsubscribed).toEqual([`${BASE}/1/1.analogInput.1`]);
});

test('watch_backWithinAMoment_costsNothing', async () => {
  broker.up();
  const release = client.watch('1.analogInput.1');
  await vi.advanceTimersByTimeAsync(100);
  release();
  client.watch('1.analogInput.1');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(broker.unsubscribed).toEqual([]);
  expect(broker.subscribed).toHaveLength(2);
});

test('reconnect_watchedPoints_areSubscribedAgain', async () => {
  broker.up();
  client.watch('1.analogInput.1');
  const release = client.watch('1.analogInput.2');
  await vi.advanceTimersByTimeAsync(100);
  broker.down();
  release();
  await vi.advanceTimersByTimeAsync(1_000);
  broker.up();
  const topics = broker.subscribed.at(-1)!.map((filter) => filter.topic);
  expect(topics[0]).toBe(`${BASE}/status/update`);
  expect(topics).toContain(`${BASE}/1/1.analogInput.1`);
  expect(topics).not.toContain(`${BASE}/1/1.analogInput.2`);
});

test('packet_notOfTheContract_isIgnored', () => {
  broker.up();
  broker.send(`${BASE}/status/update`, 'no json');
  broker.send(`${BASE}/status/update`, '7');
  broker.send(`${BASE}/bulk`, { timestamp: '', batch_id: '', points: [] });
  broker.send(`${BASE}/status/update`, { status: 'online', boot_id: 'b' }, { retain: true });
  expect(statuses).toEqual([[{ status: 'online', boot_id: 'b' }, true]]);
  expect(bulks).toHaveLength(1);
});

test('point_cleared_isTold', async () => {
  broker.up();
  client.watch('1.analogInput.1');
  await vi.advanceTimersByTimeAsync(100);
  broker.send(`${BASE}/1/1.analogInput.1`, { point_id: '1.analogInput.1', value: 1 });
  broker.send(`${BASE}/1/1.analogInput.1`, '');
  expect(samples).toHaveLength(1);
  expect(cleared).toEqual(['1.analogInput.1']);
});

test('stop_underway_endsAllAndStaysQuiet', async () => {
  broker.up();
  const response = expect(client.request('get_config', {})).rejects.toMatchObject({ code: 'replaced' });
  client.stop();
  await response;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(broker.closed).toBe(1);
  expect(logins).toBe(1);
  expect(states.at(-1)).toMatchObject({ phase: 'offline' });
});
