// SPDX-License-Identifier: GPL-3.0-only
import { beforeEach, expect, test } from 'vitest';
import type { Sample } from '../../src/mqtt/wire';
import { faceOf, isSilent, standing, standingInFull, standingWords } from '../../src/points/live';
import { PointStore } from '../../src/points/pointStore';

const ID = '1.analogInput.1';
const SILENT = { code: 'device_timeout', message: 'The device did not answer; check its power' };
const REFUSED = { code: 'device_error', message: 'The device answered: read access denied; allow it in the device' };
let now: number;
let frames: (() => void)[];
let store: PointStore;

beforeEach(() => {
  now = Date.parse('2026-01-01T00:00:00.000Z');
  frames = [];
  store = new PointStore(() => now, (run) => void frames.push(run));
  store.setTrusted(true);
});

function sample(more: Partial<Sample> = {}): Sample {
  return { point_id: ID, device_id: 1, value: 20, quality: 'good', timestamp: new Date(now).toISOString(), ...more };
}

function frame(): void {
  for (const run of frames.splice(0)) run();
}

test('accept_ownTopicThenBatch_keepsUnitsAndFlags', () => {
  store.accept(sample({ units: 'degreesCelsius', status_flags: ['overridden'], max_age_seconds: 15, quality: 'uncertain' }));
  now += 1_000;
  store.accept(sample({ value: 21, quality: 'uncertain' }));
  expect(store.get(ID)).toMatchObject({ value: 21, units: 'degreesCelsius', flags: ['overridden'], maxAgeMs: 15_000 });
  expect(standingWords(store.get(ID))).toBe('uncertain · overridden');
});

test('accept_ownTopicWithoutFlags_clearsThem', () => {
  store.accept(sample({ status_flags: ['out_of_service'], max_age_seconds: 15, quality: 'uncertain' }));
  now += 1_000;
  store.accept(sample({ max_age_seconds: 15 }));
  expect(standingWords(store.get(ID))).toBe('good');
});

test('accept_olderThanKnown_isDropped', () => {
  store.accept(sample({ value: 2 }));
  store.accept(sample({ value: 1, timestamp: new Date(now - 1).toISOString() }));
  expect(store.get(ID)!.value).toBe(2);
});

test('accept_noTimestamp_isDropped', () => {
  store.accept(sample({ timestamp: 'soon' }));
  expect(store.get(ID)).toBeUndefined();
});

test('sweep_ofWhatNothingConfirmsForMinutes_isStaleByThatMuchLater', () => {
  let confirmedEachMs = 600_000;
  store = new PointStore(() => now - confirmedEachMs, (run) => void frames.push(run));
  store.setTrusted(true);
  store.accept(sample({ max_age_seconds: 15, timestamp: new Date(now - 550_000).toISOString() }));
  now += 65_000;
  store.sweep();
  expect(standing(store.get(ID))).toBe('good');
  now += 1;
  store.sweep();
  expect(standing(store.get(ID))).toBe('stale');
  store.accept(sample({ max_age_seconds: 15 }));
  expect(standing(store.get(ID))).toBe('good');
  now += 16_000;
  confirmedEachMs = 0;
  store.sweep();
  expect(standing(store.get(ID))).toBe('stale');
});

test('sweep_noAnswerOlderThanMaxAge_staysNoAnswer_untilTheGatewayIsGone', () => {
  store.accept(sample({ value: null, quality: 'bad', max_age_seconds: 15, error: SILENT }));
  now += 60_000;
  store.sweep();
  expect(standingWords(store.get(ID))).toBe('bad · the device did not answer');
  store.accept(sample({ value: null, quality: 'bad', max_age_seconds: 15, timestamp: new Date(now - 30_000).toISOString() }));
  expect(standing(store.get(ID))).toBe('bad');
  store.setTrusted(false);
  expect(standing(store.get(ID))).toBe('stale');
});

test('sweep_olderThanMaxAge_isStaleAndFreshAgainWithTheNext', () => {
  store.accept(sample({ max_age_seconds: 15 }));
  now += 15_000;
  store.sweep();
  expect(standing(store.get(ID))).toBe('good');
  now += 1;
  store.sweep();
  expect(standing(store.get(ID))).toBe('stale');
  store.accept(sample({ max_age_seconds: 15 }));
  expect(standing(store.get(ID))).toBe('good');
});

test('accept_retainedValueFromYesterday_isStaleAtOnce', () => {
  store.accept(sample({ max_age_seconds: 15, timestamp: new Date(now - 86_400_000).toISOString() }));
  expect(standing(store.get(ID))).toBe('stale');
});

test('sweep_knownFromBatchesOnly_isAsTheGatewaySaysWhateverItsAge', () => {
  store.accept(sample());
  now += 86_400_000;
  store.sweep();
  expect(standing(store.get(ID))).toBe('good');
  store.accept(sample({ quality: 'uncertain' }));
  expect(standing(store.get(ID))).toBe('uncertain');
  store.setTrusted(false);
  expect(standing(store.get(ID))).toBe('stale');
});

test('setTrusted_gatewayGone_nothingIsGood', () => {
  store.accept(sample({ max_age_seconds: 15 }));
  store.setTrusted(false);
  expect(standing(store.get(ID))).toBe('stale');
  store.accept(sample({ value: 21, max_age_seconds: 15 }));
  expect(standing(store.get(ID))).toBe('stale');
  store.setTrusted(true);
  expect(standing(store.get(ID))).toBe('good');
});

test('accept_failedRead_remembersTheLastGood', () => {
  store.accept(sample({ value: 21.9 }));
  const then = now;
  now += 5_000;
  store.accept(sample({ value: null, quality: 'bad' }));
  expect(store.get(ID)!.lastGood).toEqual({ value: 21.9, time: then });
  expect(standingWords(store.get(ID))).toBe('bad · no value');
});

test('accept_failedRead_isSaidInTheWordsOfTheDevice', () => {
  store.accept(sample({ value: null, quality: 'bad', max_age_seconds: 15, error: REFUSED }));
  expect(standingWords(store.get(ID))).toBe('bad · read access denied');
  expect(standingInFull(store.get(ID))).toBe('The device answered: read access denied; allow it in the device.');
  expect(isSilent(store.get(ID))).toBe(false);
  now += 1_000;
  store.accept(sample({ value: null, quality: 'bad' }));
  expect(standingWords(store.get(ID))).toBe('bad · read access denied');
  store.accept(sample({ value: null, quality: 'bad', max_age_seconds: 15, error: SILENT }));
  expect(isSilent(store.get(ID))).toBe(true);
  now += 1_000;
  store.accept(sample());
  expect(store.get(ID)!.error).toBeUndefined();
  expect(standingInFull(store.get(ID))).toBe('good');
});

test('listeners_manyUpdatesInAFrame_areCalledOnce', () => {
  let calls = 0;
  const stop = store.subscribe(ID, () => calls++);
  for (let i = 0; i < 100; i++) {
    now += 1;
    store.accept(sample({ value: i }));
  }
  expect(calls).toBe(0);
  frame();
  expect(calls).toBe(1);
  store.accept(sample({ value: 99 }));
  frame();
  expect(calls).toBe(1);
  stop();
  expect(store.watched).toBe(0);
});

test('listeners_moreThanAFrameBears_comeOverSeveralFramesEachOnce', () => {
  const calls = new Map<string, number>();
  for (let i = 0; i < 100; i++) store.subscribe(`1.analogInput.${i}`, () => calls.set(`${i}`, (calls.get(`${i}`) ?? 0) + 1));
  for (let i = 0; i < 100; i++) store.accept(sample({ point_id: `1.analogInput.${i}` }));
  frame();
  expect(calls.size).toBeLessThan(100);
  for (let i = 0; i < 5; i++) frame();
  expect(calls.size).toBe(100);
  expect([...calls.values()].every((count) => count === 1)).toBe(true);
  expect(frames).toEqual([]);
});

test('listeners_manyOfOnePoint_countEachForTheFrame', () => {
  let calls = 0;
  for (let i = 0; i < 500; i++) store.subscribe(`1.analogInput.${i % 50}`, () => calls++);
  for (let i = 0; i < 50; i++) store.accept(sample({ point_id: `1.analogInput.${i}` }));
  let most = 0;
  for (let before = 0; frames.length > 0; before = calls) {
    frame();
    most = Math.max(most, calls - before);
  }
  expect(calls).toBe(500);
  expect(most).toBeLessThanOrEqual(60);
});

test('listeners_onePointOfMoreThanAFrame_areAllCalled', () => {
  let calls = 0;
  for (let i = 0; i < 200; i++) store.subscribe(ID, () => calls++);
  store.accept(sample());
  frame();
  expect(calls).toBe(200);
});

test('faceOf_aValueThatOnlyMoves_isTheSame', () => {
  store.accept(sample({ value: 20, units: 'degreesCelsius' }));
  const before = faceOf(store.get(ID));
  now += 1_000;
  store.accept(sample({ value: 21 }));
  expect(faceOf(store.get(ID))).toEqual(before);
  expect(before).toEqual({ standing: 'good', words: 'good', inFull: 'good', gone: false, heard: true, units: 'degreesCelsius', lastGood: undefined });
});

test('faceOf_aFailedRead_hasTheLastGoodValue', () => {
  store.accept(sample({ value: 21.9 }));
  now += 5_000;
  store.accept(sample({ value: null, quality: 'bad' }));
  expect(faceOf(store.get(ID))).toMatchObject({ standing: 'bad', gone: true, lastGood: { value: 21.9 } });
});

test('remove_clearedPoint_isToldAndGone', () => {
  let told = 0;
  store.accept(sample());
  frame();
  store.subscribe(ID, () => told++);
  store.remove(ID);
  frame();
  expect(told).toBe(1);
  expect(store.get(ID)).toBeUndefined();
});
