// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GatewayClient, MANY_POINTS, type ClientHooks } from '../../src/mqtt/client';
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
let hooks: ClientHooks;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00.000Z') });
  broker = new FakeBroker();
  [alarms, summaries, events] = [[], [], []];
  [states, samples, cleared, bulks, statuses, logins, attempts] = [[], [], [], [], [], 0, []];
  hooks = {
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
  expect(broker.topics()).toEqual([`${BASE}/status/update`, `${BASE}/status/heartbeat`, REPLY, `${BASE}/alarm/+`, `${BASE}/status/alarms`, `${BASE}/alarm_event`]);
  expect(states.at(-1)).toEqual({ phase: 'connected' });
});

/** Filters that the broker holds. */
function held(): string[] {
  return broker.topics().filter((topic) => !broker.unsubscribed.includes(topic));
}

const BULK = `${BASE}/bulk`;
const point = (n: number) => `1.analogInput.${n}`;
const own = (n: number) => `${BASE}/1/${point(n)}`;
const readsPoints = (points_monitored: number, more: object = {}) => broker.send(`${BASE}/status/update`, { status: 'online', points_monitored, ...more }, { retain: true });

test('status_ofASmallSite_hasEverySampleHeard_beforeThatNone', async () => {
  broker.up();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(broker.topics()).not.toContain(BULK);
  readsPoints(MANY_POINTS);
  await vi.advanceTimersByTimeAsync(200);
  expect(broker.subscribed.at(-1)).toEqual([{ topic: BULK, qos: 0 }]);
  expect(client.hearsAll).toBe(true);
});

test('status_ofALargeSite_hasOnlyWhatIsSeenHeard_untilItIsNot', async () => {
  broker.up();
  readsPoints(MANY_POINTS + 1);
  const releases = [client.watch(point(1)), client.watch(point(2))];
  await vi.advanceTimersByTimeAsync(200);
  expect(broker.subscribed.at(-1)).toEqual([{ topic: own(1), qos: 1 }, { topic: own(2), qos: 1 }]);
  releases[0]!();
  client.watch(point(3));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(broker.topics()).not.toContain(BULK);
  expect(client.hearsAll).toBe(false);
  expect(held().slice(-2)).toEqual([own(2), own(3)]);
});

test('status_ofALargeSite_whoseBrokerRetainsNothing_hasEverySampleHeard', async () => {
  broker.up();
  readsPoints(100_000, { problems: [{ code: 'mqtt_no_retain', message: '' }] });
  await vi.advanceTimersByTimeAsync(200);
  expect(held()).toContain(BULK);
});

test('status_ofASiteThatGrows_endsHearingEverySample_andThatItIsOfflineChangesNothing', async () => {
  broker.up();
  readsPoints(10);
  await vi.advanceTimersByTimeAsync(200);
  readsPoints(100_000);
  broker.send(`${BASE}/status/update`, { status: 'offline', reason: 'connection_lost' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(broker.unsubscribed).toEqual([BULK]);
  expect(broker.topics().filter((topic) => topic === BULK)).toHaveLength(1);
});

test('watch_ofMorePointsThanFiltersAreGiven_hearsEverySample_andTheRestWhenThereIsRoom', async () => {
  broker.up();
  readsPoints(100_000);
  const releases = Array.from({ length: 600 }, (_, n) => client.watch(point(n)));
  await vi.advanceTimersByTimeAsync(200);
  expect(held()).toContain(BULK);
  expect(held().length).toBeLessThanOrEqual(401);
  expect(held()).toContain(own(0));
  expect(held()).not.toContain(own(599));
  for (const release of releases.splice(0, 590)) release();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(held()).toContain(own(599));
  expect(held()).not.toContain(own(0));
  expect(broker.unsubscribed).toContain(BULK);
});

test('watch_ofManyPoints_asksForAHundredInOnePacket_afterAReconnectToo', async () => {
  broker.up();
  readsPoints(100_000);
  for (let n = 0; n < 250; n++) client.watch(point(n));
  await vi.advanceTimersByTimeAsync(200);
  broker.down();
  const before = broker.subscribed.length;
  await vi.advanceTimersByTimeAsync(1_000);
  broker.up();
  expect(Math.max(...broker.subscribed.map((filters) => filters.length))).toBe(100);
  const again = broker.subscribed.slice(before).flat().map(({ topic }) => topic);
  expect(again).toEqual(expect.arrayContaining([`${BASE}/status/update`, own(0), own(249)]));
  expect(again).not.toContain(BULK);
});

test('watch_ofRowsThatOnlyPassBy_costsNothing_andWhatStaysIsHeard', async () => {
  broker.up();
  readsPoints(100_000);
  let rows: (() => void)[] = [];
  for (let frame = 0; frame < 100; frame++) {
    for (const release of rows) release();
    rows = Array.from({ length: 30 }, (_, i) => client.watch(point(30 * frame + i)));
    await vi.advanceTimersByTimeAsync(16);
  }
  await vi.advanceTimersByTimeAsync(5_000);
  expect(held().filter((topic) => topic.includes('analogInput'))).toEqual(Array.from({ length: 30 }, (_, i) => own(2_970 + i)));
  expect(broker.topics().length).toBeLessThan(50);
});

test('watch_ofOneScreenAfterAnother_neverHoldsMoreThanAConnectionMay', async () => {
  broker.up();
  readsPoints(100_000);
  let rows: (() => void)[] = [];
  for (let screen = 0; screen < 30; screen++) {
    for (const release of rows) release();
    rows = Array.from({ length: 150 }, (_, i) => client.watch(point(150 * screen + i)));
    await vi.advanceTimersByTimeAsync(120);
    expect(held().length).toBeLessThanOrEqual(500);
    expect(held()).toContain(own(150 * screen + 149));
  }
});

test('watchAll_ofALargeSite_hearsEverySampleUntilItIsOver', async () => {
  broker.up();
  readsPoints(100_000);
  const release = client.watchAll();
  await vi.advanceTimersByTimeAsync(200);
  expect(held()).toContain(BULK);
  release();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(held()).not.toContain(BULK);
});

test('uplink_whateverItsSize_isHeardByItsSamples', () => {
  const other = new FakeBroker();
  const away = new GatewayClient({ organization_id: 'acme', site_id: 'hq', iot_device_id: 'gw' }, other.open, async () => ({ user: 'u', password: 'p' }), hooks, 'me', 'cloud');
  expect(away.hearsAll).toBe(true);
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
  readsPoints(1);
  statuses = [];
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
