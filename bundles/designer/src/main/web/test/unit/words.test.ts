// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import type { PointInfo, PointState } from '../../src/api';
import { explain } from '../../src/discover/advice';
import { compare } from '../../src/discover/difference';
import { askedAs, readAddresses, readRanges, shownAs } from '../../src/discover/scope';
import { asSentence, decimalsOf, showAge, showNumber, showValue, showWhole } from '../../src/format';
import { intervalsOf, listed, pointsRead, showRate } from '../../src/header/load';
import { readBy, readTrouble } from '../../src/panel/readBy';
import { inFull, readBack, readValue } from '../../src/panel/readValue';
import { fromHistory, isolated, timeRange, valueRange, withLive, youngSince } from '../../src/panel/trendData';
import type { Properties } from '../../src/panel/useProperties';
import { valueBefore } from '../../src/panel/valueBefore';
import { NO_FILTER, rowsOf } from '../../src/tree/filter';
import { atOnce } from '../../src/ui/usePortions';

test.each([[18.4, 1, '18.4'], [18, 1, '18.0'], [18, 0, '18'], [-2.5, 2, '−2.50'], [1284, 0, '1,284'], [128_412.4, 1, '128,412.4'], [0, 1, '0.0'], [-0.04, 1, '0.0'], [-0.05001, 1, '−0.1'], [2e9, 1, '2.00e+9']])('number_%d_with%dDecimals_is_%s', (value, decimals, text) => {
  expect(showNumber(value, decimals)).toBe(text);
});

test('value_decimals_areThoseOfItsPoint_whateverItsSize', () => {
  const texts = (style: object) => [0, 0.2, 9.4, 501].map((value) => showValue(value, style).text);
  expect(texts({ object_type: 'analogInput', units: 'percent' })).toEqual(['0.0', '0.2', '9.4', '501.0']);
  expect(texts({ object_type: 'analogInput', units: 'partsPerMillion' })).toEqual(['0', '0', '9', '501']);
  expect(texts({ object_type: 'analogInput', units: 'partsPerMillion', cov_increment: 0.5 })).toEqual(['0.0', '0.2', '9.4', '501.0']);
  expect(texts({ object_type: 'accumulator', units: 'cubicMeters' })).toEqual(['0', '0', '9', '501']);
  expect([0.1, Math.fround(0.1), 0.25, 1, 10, 5e-7, Math.fround(0.05), 0, -1].map((cov_increment) => decimalsOf({ cov_increment, units: 'percent' }))).toEqual([1, 1, 2, 0, 0, 6, 2, 1, 1]);
});

test('value_binaryAsANumber_isItsState', () => {
  const style = { object_type: 'binaryOutput', state_text: ['Stopped', 'Running'] };
  expect([0, 1, true, false].map((value) => showWhole(value, style))).toEqual(['Stopped', 'Running', 'Running', 'Stopped']);
  expect(showWhole(1, { object_type: 'binaryValue' })).toBe('On');
});

test('write_whatIsReadBack_hidesNoDigits', () => {
  const coarse = { ...setpoint, units: 'percent', cov_increment: 1 };
  expect([21.5, 22, Math.fround(21.3)].map((value) => readBack(value, coarse))).toEqual(['21.5 %', '22 %', '21.3 %']);
  expect([19.5, 20, Math.fround(21.3), null].map((value) => readBack(value, setpoint))).toEqual(['19.5 °C', '20.0 °C', '21.3 °C', '– °C']);
  expect(readBack(1, { ...setpoint, object_type: 'binaryValue', state_text: ['Shut', 'Open'] })).toBe('Open');
});

test('write_whatWillBeWritten_isSaidInFull', () => {
  expect(inFull(1250.5, setpoint)).toBe('1250.5 °C');
  expect(inFull(-21.125, setpoint)).toBe('−21.125 °C');
  expect(inFull(true, { ...setpoint, object_type: 'binaryValue', state_text: ['Off', 'Open'] })).toBe('Open');
  expect(inFull(2, { ...setpoint, object_type: 'multiStateValue', state_text: ['a', 'b'] })).toBe('b');
  expect(inFull('x', { ...setpoint, object_type: 'characterstringValue' })).toBe('“x”');
});

test('value_states_areWords', () => {
  expect(showValue(true, { object_type: 'binaryInput', state_text: ['Clean', 'Dirty'] })).toEqual({ text: 'Dirty', unit: '' });
  expect(showValue(2, { object_type: 'multiStateValue', state_text: ['Off', 'Heat'] })).toEqual({ text: 'Heat', unit: '' });
  expect(showValue(3, { object_type: 'multiStateValue' })).toEqual({ text: 'State 3', unit: '' });
  expect(showValue(null, { units: 'degreesCelsius' })).toEqual({ text: '–', unit: '°C' });
  expect(showValue(1, { units: 'cubicFeetPerDay' }).unit).toBe('cubic feet per day');
});

test('age_growsCoarser', () => {
  expect([0, 59_000, 60_000, 3_600_000, 200_000_000].map(showAge)).toEqual(['0 s ago', '59 s ago', '1 min ago', '1 h ago', '2 d ago']);
});

test('sentence_beginsLargeAndEnds', () => {
  expect(asSentence('no answer from device 1001; check power')).toBe('No answer from device 1001; check power.');
  expect(asSentence('The most is 28 °C.')).toBe('The most is 28 °C.');
});

test('addresses_asTyped_areReadOrRefusedInWords', () => {
  expect(readAddresses('10.0.0.1, 10.0.0.2:47809\n10.0.1.0/24')).toEqual({ addresses: ['10.0.0.1', '10.0.0.2:47809', '10.0.1.0/24'], failure: undefined });
  expect(readAddresses('10.0.0.256').failure).toContain('10.0.0.256');
  expect(readAddresses('10.0.0.0/16').failure).toContain('4,096');
  expect(readAddresses('10.0.0.0/20').failure).toBeUndefined();
});

test('ranges_asTyped_areReadOrRefusedInWords', () => {
  expect(readRanges('1000-1999, 2107').ranges).toEqual([{ low: 1000, high: 1999 }, { low: 2107, high: 2107 }]);
  expect(readRanges('20-10').failure).toContain('20-10');
  expect(readRanges('4194304').failure).toContain('4194304');
});

test('difference_silentDevice_hasLostNothing', () => {
  const before = { devices: new Map([[1, 'AHU'], [2, 'VAV']]), points: new Map([['1.analogInput.1', 'Temp'], ['1.analogInput.2', 'Old'], ['2.analogInput.1', 'Zone']]) };
  const object = (instance: number, name: string) => ({ object_type: 'analogInput', instance, point_id: `1.analogInput.${instance}`, name, writable: false });
  const found = [{ device_id: 1, ip_address: '', port: 1, name: 'AHU-01', vendor_name: '', model_name: '', objects: [object(1, 'Supply Temp'), object(3, 'New')] }];
  const difference = { added: ['New of AHU-01'], removed: ['Old of AHU-01'], renamed: [{ from: 'AHU', to: 'AHU-01' }, { from: 'Temp', to: 'Supply Temp' }] };
  expect(compare(before, found, true)).toEqual(difference);
  expect(compare(before, found, false)).toEqual({ ...difference, removed: [] });
});

const setpoint: PointInfo = { point_id: '1.analogValue.1', device_id: 1, object_type: 'analogValue', instance: 1, name: 'Setpoint', writable: true, units: 'degreesCelsius' };

test('write_outOfRangeOrNoNumber_isPrevented', () => {
  expect(readValue('19,5', setpoint, 12, 28)).toEqual({ value: 19.5 });
  for (const text of ['1,250', '1.250,5', '1 250', '21,5 °C']) expect(readValue(text, setpoint, undefined, undefined).failure).toMatch(/“.*\.$/);
  expect(readValue('40', setpoint, 12, 28).failure).toBe('The most is 28 °C.');
  expect(readValue('', setpoint, 12, 28).value).toBeUndefined();
  expect(readValue('true', { ...setpoint, object_type: 'binaryValue' }, undefined, undefined).value).toBe(true);
  expect(readValue('4', { ...setpoint, object_type: 'multiStateValue', state_text: ['a', 'b'] }, undefined, undefined).value).toBeUndefined();
});

test('write_valueBefore_isTheSlot_orWhatWeHeld_orThePresentValueWhereThereAreNoSlots', () => {
  const held = [{ priority: 8, value: 19.5, since: '2026-01-01T00:00:00.000Z' }];
  const there = (priority_array?: (number | null)[]): Properties => ({ state: 'there', value: { properties: [], ...(priority_array && { priority_array }) } });
  expect(valueBefore(there([1, null]), held, 21, 1)).toBe(1);
  expect(valueBefore(there([1, null]), held, 21, 2)).toBeNull();
  expect(valueBefore(there(), undefined, 21, 8)).toBe(21);
  expect(valueBefore(there(), undefined, null, 8)).toBeUndefined();
  expect(valueBefore({ state: 'loading' }, held, 21, 8)).toBe(19.5);
  expect(valueBefore({ state: 'loading' }, held, 21, 9)).toBeUndefined();
});

test('trend_historyAndLive_goOnOneAxis', () => {
  const history = { series: [{ point_id: 'a', buckets: [['2026-01-01T00:00:00.000Z', 1, 3, 2, 2, 4, 'good']] as never }, { point_id: 'b', buckets: [['2026-01-01T00:10:00.000Z', 5, 5, 5, 5, 1, 'good']] as never }] };
  const data = fromHistory(history, ['a', 'b']);
  expect(data.values).toEqual([[2, undefined], [undefined, 5]]);
  const live = { value: 7, quality: 'good', time: 0, units: undefined, flags: [], error: undefined, maxAgeMs: undefined, stale: false, lastGood: undefined } as const;
  const now = Date.parse('2026-01-01T00:20:00.000Z');
  const on = withLive(data, [live, { ...live, stale: true }], now, 3_600_000);
  expect(on.values).toEqual([[2, undefined, 7], [undefined, 5, null]]);
});

test('trend_ofASetpoint_drawsWhatItWasSetToLast', () => {
  const history = { series: [{ point_id: 'a', buckets: [['2026-01-01T00:00:00.000Z', 18, 24, 20, 24, 4, 'good']] as never }] };
  expect(fromHistory(history, ['a'], ['a']).values).toEqual([[24]]);
  expect(fromHistory(history, ['a']).values).toEqual([[20]]);
});

test('trend_outage_isAGap_whatHoldsIsNone', () => {
  const bucket = (minute: string, value: number) => [`2026-01-01T00:${minute}:00.000Z`, value, value, value, value, 1, 'good'] as never;
  const history = { series: [{ point_id: 'a', buckets: [bucket('00', 1), bucket('01', 2), bucket('05', 3)] }, { point_id: 'b', buckets: [bucket('00', 7), bucket('05', 8)] }] };
  const minutes = (data: { times: number[] }) => data.times.map((time) => time / 60 - Date.parse('2026-01-01T00:00:00.000Z') / 60_000);
  const span = { stepMs: 60_000, toMs: Date.parse('2026-01-01T00:08:00.000Z'), holdsMs: (id: string) => (id === 'a' ? 15_000 : 900_000) };
  const data = fromHistory(history, ['a', 'b'], [], span);
  expect(minutes(data)).toEqual([0, 1, 2, 5, 6]);
  expect(data.values).toEqual([[1, 2, null, 3, null], [7, undefined, undefined, 8, undefined]]);
});

test('trend_valueBetweenGaps_getsADot', () => {
  expect(isolated([1, null, 2, null, 3, 4, undefined, null, undefined, 5])).toEqual([0, 2, 9]);
  expect(isolated([1, undefined, 2])).toEqual([]);
  expect(isolated([])).toEqual([]);
});

test('filter_wordsTypeAndQuality_pass', () => {
  const device = { device_id: 1, ip_address: '10.0.0.1', port: 1, name: 'AHU', vendor_name: '', model_name: '', reachable: true };
  const points = [setpoint, { ...setpoint, point_id: '1.analogInput.1', object_type: 'analogInput', name: 'Supply Temp', writable: false }];
  const names = (filter: object) => atOnce(rowsOf([device], new Map([[1, points]]), { ...NO_FILTER, ...filter }, new Set(), (id) => (id === '1.analogInput.1' ? 'bad' : 'good'))).map((row) => (row.kind === 'device' ? row.device.name : row.point.name));
  expect(names({})).toEqual(['AHU', 'Setpoint', 'Supply Temp']);
  expect(names({ text: 'ahu temp' })).toEqual(['AHU', 'Supply Temp']);
  expect(names({ text: '°c bad' })).toEqual(['AHU', 'Supply Temp']);
  expect(names({ quality: 'good' })).toEqual(['AHU', 'Setpoint']);
  expect(names({ type: 'binaryInput' })).toEqual([]);
});

test('load_ofAPreview_isToldAsTheGatewayReckonsIt', () => {
  const device = (device_id: number, points: number) => ({ device_id, points, requests_per_second: 0.1, bytes_per_minute: 900 });
  const load = { requests_per_second: 0.25, bytes_per_minute: 1800, devices: [device(1, 40), device(2, 5)] };
  expect([pointsRead(load), showRate(load)]).toEqual([45, 'about 0.3']);
  expect([pointsRead(undefined), showRate(undefined)]).toEqual([undefined, 'unknown']);
  expect(pointsRead({ ...load, devices: Array.from({ length: 20 }, (_, i) => device(i, 1)) })).toBeUndefined();
  expect(intervalsOf([{ ...setpoint, interval_seconds: 10 }, { ...setpoint, interval_seconds: 5 }], undefined)).toBe('5 s, 10 s');
  expect(intervalsOf([setpoint], 60)).toBe('60 s');
  expect(listed(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d, e and 1 more');
});

test('failedAddress_isAskedAgainWithItsPort', () => {
  expect(askedAs(['10.0.0.1', '10.0.0.7'], ['10.0.0.1:47809', '10.0.0.1', '10.0.0.0/29'])).toEqual(['10.0.0.1:47809', '10.0.0.1', '10.0.0.7']);
});

test('failure_withItsOwnAdvice_isNotGivenAnother', () => {
  expect(explain('device_timeout', 'Nobody answered; check the address')).toEqual({ what: 'Nobody answered.', advice: 'Check the address.' });
  expect(explain('device_timeout', 'did not answer within 3 s.').advice).toContain('power and cable');
});

test('failedAddress_withAPort_isShownAsItWasAskedFor', () => {
  expect(shownAs('10.0.0.1', ['10.0.0.1:47809', '10.0.0.2'])).toBe('10.0.0.1:47809');
  expect(shownAs('10.0.0.2', ['10.0.0.1:47809', '10.0.0.2'])).toBe('10.0.0.2');
  expect(shownAs('10.0.0.1', ['10.0.0.1:47809', '10.0.0.1'])).toBe('10.0.0.1');
  expect(shownAs('10.0.0.1:47810', ['10.0.0.1:47810'])).toBe('10.0.0.1:47810');
  expect(shownAs('10.0.0.7', ['10.0.0.0/29'])).toBe('10.0.0.7');
});

test('readBy_saysHowItIsReadNow_notHowItIsMeantTo', () => {
  const info: PointInfo = { point_id: '1.analogInput.1', device_id: 1, object_type: 'analogInput', instance: 1, name: 'a', writable: false, interval_seconds: 5, read: 'cov' };
  const state = (read_by: string, next_due?: string): PointState => ({ ...info, read_by, ...(next_due !== undefined && { next_due }) });
  expect(readBy(undefined, info)).toBe('as the device reports changes');
  expect(readBy(state('RPM'), info)).toBe('every 5 s, with other points');
  expect(readBy(state('single'), info)).toBe('every 5 s, on its own');
  expect(readBy(state('COV', '2026-01-01T08:00:00.000Z'), info)).toMatch(/^as the device reports changes, checked at \d\d:\d\d:\d\d$/);
  expect(readBy(state('not monitored'), info)).toBe('not monitored');
  const slow = { ...info, interval_seconds: 300 };
  expect(readBy(state('RPM', '2026-01-01T08:00:00.000Z'), slow)).toMatch(/^every 5 min, with other points, next at \d\d:\d\d:\d\d$/);
  expect(readBy(state('RPM', '2026-01-01T08:00:00.000Z'), info)).toBe('every 5 s, with other points');
  expect(readBy(undefined, undefined)).toBe('not known');
});

test('readTrouble_whileValuesCome_isNothing_elseWhenAndWhy', () => {
  const state: PointState = { point_id: '1.analogInput.1', device_id: 1, object_type: 'analogInput', instance: 1, name: 'a', writable: false, read_by: 'RPM', last_error: 'device 1 is silent' };
  expect(readTrouble(state, 'good')).toBeUndefined();
  expect(readTrouble(state, 'uncertain')).toBeUndefined();
  expect(readTrouble(undefined, 'bad')).toBeUndefined();
  expect(readTrouble(state, 'bad')).toEqual({ lastSuccess: 'none since the gateway started', lastError: 'device 1 is silent' });
  expect(readTrouble(state, 'bad', 'unknown object')!.lastError).toBe('unknown object');
  expect(readTrouble({ ...state, last_success: '2026-01-02T08:00:00.000Z' }, 'stale')!.lastSuccess).toMatch(/^2 Jan \d\d:\d\d$/);
});

test('trend_youngHistory_isAskedForFromItsBeginning', () => {
  const to = Date.parse('2026-01-02T00:00:00.000Z');
  const from = to - 86_400_000;
  const history = (...starts: string[]) => ({ series: [{ point_id: 'a', buckets: starts.map((start) => [start, 1, 1, 1, 1, 1, 'good']) as never }] });
  expect(youngSince(history('2026-01-01T23:50:00.000Z'), from, to)).toBe(to - 600_000);
  expect(youngSince(history('2026-01-01T10:00:00.000Z', '2026-01-01T23:50:00.000Z'), from, to)).toBeUndefined();
  expect(youngSince(history(), from, to)).toBeUndefined();
});

test('trend_axes_areSaneForOneValueAndForNone', () => {
  expect(timeRange(null, null, 1_000)).toEqual([940, 1_000]);
  expect(timeRange(990, 990, 1_000)).toEqual([930, 990]);
  expect(timeRange(100, 1_000, 1_000)).toEqual([100, 1_000]);
  expect(valueRange(null, null)).toEqual([0, 1]);
  expect(valueRange(0, 0)).toEqual([-1, 1]);
  expect(valueRange(20, 20)).toEqual([18, 22]);
  expect(valueRange(-10, 10)).toEqual([-12, 12]);
});
