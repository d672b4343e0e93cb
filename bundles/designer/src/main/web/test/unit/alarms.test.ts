// SPDX-License-Identifier: GPL-3.0-only
import { beforeEach, expect, test } from 'vitest';
import { AlarmSet } from '../../src/alarms/alarmSet';
import { effectsOf, filterOf, linesOf, passing, queryOf, type AlarmFilter } from '../../src/alarms/lines';
import { healthOf } from '../../src/alarms/health';
import { newestOf } from '../../src/alarms/newest';
import { eventInWords, signedBy } from '../../src/alarms/words';
import type { Alarm, AlarmEvent, AlarmSummary } from '../../src/mqtt/wire';
import { viewOf, addressOf } from '../../src/ui/view';

const SUMMARY: AlarmSummary = {
  active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, by_priority: { critical: 0, high: 0, medium: 0, low: 0 }, worst: null, onsets_last_10_minutes: 0, flood: false, last_event_id: 0, timestamp: '',
};

function alarm(alarm_id: string, more: Partial<Alarm> = {}): Alarm {
  return {
    alarm_id, kind: 'device_silent', priority: 'medium', text: `${alarm_id} does not answer`, condition: 'present', occurrence: 1, raised_at: '2026-01-31T08:14:00.120Z', ack_required: false, acknowledged: false,
    latched: false, chattering: false, seq: 1, timestamp: '2026-01-31T08:14:00.120Z', ...more,
  };
}

let set: AlarmSet;
beforeEach(() => void (set = new AlarmSet((run) => run())));

/** The gateway has told these, and no more, after a connection. */
function tell(...alarms: Alarm[]): void {
  set.begin();
  for (const each of alarms) set.put(each.alarm_id, each);
  set.summarize({ ...SUMMARY, active: alarms.length });
}

const ids = () => set.view.all.map(({ alarm_id }) => alarm_id);
const unheard = () => set.view.unheard.map(({ alarm_id }) => alarm_id);

test('whole_onceAllThatTheSummaryCountsHaveCome', () => {
  set.begin();
  set.summarize({ ...SUMMARY, active: 2 });
  set.put('1.device', alarm('1.device'));
  expect(set.view.whole).toBe(false);
  set.put('2.device', alarm('2.device'));
  expect(set.view.whole).toBe(true);
});

test('shows_whatWasAnswered_onceTheViewIsThatFar_orTheAlarmIsOver', async () => {
  let flush = () => {};
  set = new AlarmSet((run) => (flush = run));
  tell(alarm('1.device'), alarm('2.device'));
  flush();
  let shown = false;
  const shows = set.shows([{ alarm_id: '1.device', seq: 7 }, { alarm_id: '2.device', seq: 8 }], 60_000).then(() => (shown = true));
  set.put('1.device', alarm('1.device', { seq: 7, acknowledged: true }));
  flush();
  await Promise.resolve();
  expect(shown).toBe(false);
  set.put('2.device', undefined);
  await Promise.resolve();
  expect(shown).toBe(false);
  flush();
  await shows;
  await set.shows([{ alarm_id: '1.device', seq: 7 }], 60_000);
  await set.shows([{ alarm_id: '1.device', seq: 99 }], 1);
});

test('whole_afterAnotherConnection_whatIsOverMeanwhileIsGone_andUntilThenShown', () => {
  tell(alarm('1.device'), alarm('2.device'));
  set.begin();
  expect([set.view.whole, ids()]).toEqual([false, ['1.device', '2.device']]);
  set.put('2.device', alarm('2.device'));
  set.summarize({ ...SUMMARY, active: 1 });
  expect([set.view.whole, ids()]).toEqual([true, ['2.device']]);
  set.put('2.device', undefined);
  expect(ids()).toEqual([]);
});

test('badges_areOfWhatNobodyHasPutAside_andKeepWhatTheySay', () => {
  const point = '1.analogInput.1';
  tell(
    alarm('1.device', { device_id: 1 }), alarm('p', { device_id: 1, point_id: point, priority: 'high', ack_required: true, acknowledged: true }), alarm('q', { device_id: 1, point_id: point, priority: 'high', ack_required: true }),
    alarm('r', { device_id: 2, suppressed_by: '1.device' }), alarm('s', { device_id: 3, shelved: { until: '', by: 'anna', via: 'rest' } }),
  );
  const badge = set.view.ofDevice.get(1)!;
  expect([badge.worst.alarm_id, badge.count, set.view.ofPoint.get(point)!.worst.alarm_id]).toEqual(['q', 3, 'q']);
  expect([set.view.ofDevice.has(2), set.view.ofDevice.has(3)]).toEqual([false, false]);
  set.put('gateway.x', alarm('gateway.x'));
  expect(set.view.ofDevice.get(1)).toBe(badge);
});

test('unheard_whatStoodBefore_isNot_whatComesIs_untilSomebodyCares', () => {
  tell(alarm('1.device', { priority: 'critical' }));
  expect(unheard()).toEqual([]);
  set.put('2.device', alarm('2.device'));
  set.put('3.device', alarm('3.device', { priority: 'high', ack_required: true }));
  set.put('4.unreadable', alarm('4.unreadable', { priority: 'low' }));
  expect(unheard()).toEqual(['3.device', '2.device']);
  set.put('3.device', alarm('3.device', { priority: 'high', ack_required: true, acknowledged: true }));
  expect(unheard()).toEqual(['2.device']);
  set.silence();
  expect(unheard()).toEqual([]);
  set.put('2.device', alarm('2.device', { seq: 9 }));
  expect(unheard()).toEqual([]);
  set.put('2.device', alarm('2.device', { occurrence: 2 }));
  expect(unheard()).toEqual(['2.device']);
  set.put('2.device', undefined);
  expect(unheard()).toEqual([]);
});

test('unheard_anEffect_isNot_untilItIsAnAlarmOfItsOwn', () => {
  tell();
  set.put('2.device', alarm('2.device', { suppressed_by: 'network.10' }));
  expect(unheard()).toEqual([]);
  set.put('2.device', alarm('2.device'));
  expect(unheard()).toEqual(['2.device']);
});

test('unheard_whatCameWhileTheConnectionWasAway_is', () => {
  tell(alarm('1.device'));
  tell(alarm('1.device'), alarm('2.device'));
  expect(unheard()).toEqual(['2.device']);
  set.put('1.device', alarm('1.device', { shelved: { until: '', by: 'anna', via: 'rest' } }));
  set.put('1.device', alarm('1.device'));
  expect(unheard()).toEqual(['2.device']);
});

const NAMES = { device: (id: number) => ({ 1: 'AHU-10', 2: 'AHU-9' })[id] ?? `Device ${id}`, point: (id: string) => `Supply ${id}` };
const USUAL = filterOf(new URLSearchParams());
const ALARMS = [
  alarm('1.device', { device_id: 1, raised_at: '2026-01-31T08:00:00.000Z', occurrence: 4 }),
  alarm('2.x', { device_id: 2, point_id: '2.analogInput.1', priority: 'high', ack_required: true, raised_at: '2026-01-31T07:00:00.000Z' }),
  alarm('gateway.disk_full', { priority: 'high', ack_required: true, acknowledged: true, raised_at: '2026-01-31T09:00:00.000Z' }),
  alarm('1.unreadable', { device_id: 1, priority: 'low', suppressed_by: '1.device' }),
  alarm('3.device', { device_id: 3, shelved: { until: '', by: 'anna', via: 'rest' } }),
];

test.each<[Partial<AlarmFilter>, string[]]>([
  [{}, ['gateway.disk_full', '2.x', '1.device']],
  [{ order: 'newest' }, ['gateway.disk_full', '1.device', '2.x']],
  [{ order: 'oldest' }, ['2.x', '1.device', 'gateway.disk_full']],
  [{ order: 'often' }, ['1.device', 'gateway.disk_full', '2.x']],
  [{ order: 'device' }, ['gateway.disk_full', '2.x', '1.device']],
  [{ standing: 'unacknowledged' }, ['2.x']],
  [{ standing: 'shelved' }, ['3.device']],
  [{ standing: 'effects' }, ['1.unreadable']],
  [{ priority: 'high' }, ['gateway.disk_full', '2.x']],
  [{ device: 1 }, ['1.device']],
  [{ text: 'answer ahu-9' }, ['2.x']],
  [{ text: 'supply' }, ['2.x']],
  [{ text: '1.device', standing: 'all' }, ['1.device', '1.unreadable']],
])('passing_%j_areInOrder_%j', (part, expected) => {
  expect(passing(ALARMS, { ...USUAL, ...part }, NAMES).map(({ alarm_id }) => alarm_id)).toEqual(expected);
});

test('filter_inTheAddress_isTheSameAgain_andTheUsualOneLeavesNothing', () => {
  const filter: AlarmFilter = { text: 'a & b', priority: 'high', standing: 'all', device: 1002, order: 'newest', grouped: false };
  expect(filterOf(viewOf(addressOf('alarms', '1.device', queryOf(filter))).query)).toEqual(filter);
  expect(addressOf('alarms', '', queryOf(USUAL))).toBe('#alarms');
  expect(filterOf(new URLSearchParams('priority=worst&show=x&device=&order=9'))).toEqual(USUAL);
});

test('lines_grouped_areBelowTheirDevices_andBeyondTwentyByThemselves', () => {
  const sorted = passing(ALARMS, { ...USUAL, standing: 'all' }, NAMES);
  const shown = (grouped: boolean | undefined, closed: ReadonlySet<number | undefined> = new Set()) => linesOf(sorted, grouped, closed).map((line) => (line.kind === 'device' ? `${line.deviceId} ${line.worst} ${line.count}` : line.alarm.alarm_id));
  expect(shown(undefined)).toEqual(['gateway.disk_full', '2.x', '3.device', '1.device', '1.unreadable']);
  expect(shown(true, new Set([1]))).toEqual(['undefined high 1', 'gateway.disk_full', '2 high 1', '2.x', '3 medium 1', '3.device', '1 medium 2']);
  const many = Array.from({ length: 21 }, (_, i) => alarm(`${i}.device`, { device_id: i }));
  expect(linesOf(many, undefined, new Set()).length).toBe(42);
  expect(linesOf(many, false, new Set()).length).toBe(21);
});

test('effects_areCountedForTheirCause', () => {
  expect([...effectsOf(ALARMS)]).toEqual([['1.device', 1]]);
});

test('newest_ofEventsThatComeTwice_areOnceEach_theNewestFirst', () => {
  const event = (event_id: number) => ({ event_id, event_type: 'raised', alarm_id: 'a', occurrence: 1, priority: 'low', text: '', quiet: false, timestamp: '' }) as const;
  expect(newestOf([event(2), event(4), event(2), event(3)]).map(({ event_id }) => event_id)).toEqual([4, 3, 2]);
});

const NOW = Date.parse('2026-02-07T12:00:00.000Z');
function raised(minutesAgo: number, more: Partial<AlarmEvent> = {}): AlarmEvent {
  return { event_id: 1, event_type: 'raised', alarm_id: 'a', occurrence: 1, priority: 'low', text: 'a', quiet: false, timestamp: new Date(NOW - minutesAgo * 60_000).toISOString(), ...more };
}

test('health_countsOnsetsByDayAndAlarm_withoutTheQuietOnes', () => {
  const events = [raised(5), raised(10, { alarm_id: 'b', priority: 'high' }), raised(1_500), raised(8 * 1_440), raised(3, { quiet: true }), raised(4, { event_type: 'cleared' })];
  const health = healthOf(events, [], 7, NOW);
  expect([health.onsets, health.perDay, health.flood]).toEqual([3, [0, 0, 0, 0, 0, 1, 2], 0]);
  expect(health.worst.map(({ alarmId, onsets, share }) => [alarmId, onsets, Math.round(100 * share)])).toEqual([['a', 2, 67], ['b', 1, 33]]);
  expect(health.byPriority.high).toBeCloseTo(1 / 3);
});

test('health_flood_isTheTimeWithMoreThanTenInTenMinutes', () => {
  // Eleven within a minute are too many until the first of them is ten minutes old.
  const events = Array.from({ length: 11 }, (_, i) => raised(100 - i / 10));
  expect(Math.round(healthOf(events, [], 1, NOW).flood * 1_440)).toBe(9);
  expect(healthOf(events.slice(1), [], 1, NOW).flood).toBe(0);
});

test('health_standingAndChattering_areThoseThatNobodyHasPutAside', () => {
  const old = new Date(NOW - 90_000_000).toISOString();
  const health = healthOf([], [alarm('x', { raised_at: old }), alarm('y', { raised_at: old, suppressed_by: 'x' }), alarm('z', { raised_at: new Date(NOW).toISOString(), chattering: true })], 7, NOW);
  expect([health.standing.map(({ alarm_id }) => alarm_id), health.chattering.map(({ alarm_id }) => alarm_id)]).toEqual([['x'], ['z']]);
});

test('signature_saysHowFarTheNameIsProven', () => {
  expect((['rest', 'mqtt', 'shell', 'claim', 'device'] as const).map((via) => signedBy({ by: 'anna', via }))).toEqual(['anna', 'anna', 'anna, at the shell', 'anna (not proven)', 'somebody at the device']);
  expect([signedBy({}), eventInWords('unacknowledged'), eventInWords('a_new_one')]).toEqual(['', 'is to be acknowledged anew', 'a new one']);
});
