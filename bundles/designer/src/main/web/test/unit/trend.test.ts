// SPDX-License-Identifier: GPL-3.0-only
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { textCell, trendCsv } from '../../src/panel/trendCsv';
import { fromHistory, segmentsOf, sharesOf, statisticsOf } from '../../src/panel/trendData';
import { readSettings } from '../../src/panel/TrendSettings';
import { fromZoned, toZoned, toZonedSeconds } from '../../src/zonedTime';

const T = Date.parse('2026-03-01T12:00:00Z') / 1000;
const DATA = { times: [T, T + 60], values: [[21.34, 1250.5], [1, null], [2, undefined]] };
const COLUMNS = [
  { name: 'Supply; "A"', pointId: '1.analogInput.1', object_type: 'analogInput', units: 'degreesCelsius' },
  { name: '=cmd|x', pointId: '1.binaryInput.1', object_type: 'binaryInput', state_text: ['Off', '+On'] },
  { name: 'Mode', pointId: '1.multiStateValue.1', object_type: 'multiStateValue', state_text: ['Heat', 'Cool, dry'] },
];

test('csv_plain_hasUnitsIdsStatesAndUtc', () => {
  expect(trendCsv(DATA, COLUMNS, 'plain', 'Europe/Berlin').split('\r\n')).toEqual([
    '"time","Supply; ""A"" [°C] (1.analogInput.1)","\'=cmd|x (1.binaryInput.1)","Mode (1.multiStateValue.1)"',
    '2026-03-01T12:00:00.000Z,21.3,"\'+On","Cool, dry"',
    '2026-03-01T12:01:00.000Z,1250.5,,',
    '',
  ]);
});

test('csv_forExcel_isWhatItReadsInThatCountry', () => {
  const [german, english] = (['excel-de', 'excel-en'] as const).map((format) => trendCsv(DATA, COLUMNS, format, 'Europe/Berlin'));
  expect([german!.charCodeAt(0), english!.charCodeAt(0)]).toEqual([0xfeff, 0xfeff]);
  expect(german!.split('\r\n').slice(0, 2)).toEqual(['\ufeff"time (Europe/Berlin)";"time (UTC)";"Supply; ""A"" [°C] (1.analogInput.1)";"\'=cmd|x (1.binaryInput.1)";"Mode (1.multiStateValue.1)"', '2026-03-01 13:00:00;2026-03-01 12:00:00;21,3;"\'+On";"Cool, dry"']);
  expect(english!.split('\r\n')[1]).toBe('2026-03-01 13:00:00,2026-03-01 12:00:00,21.3,"\'+On","Cool, dry"');
  expect(trendCsv(DATA, COLUMNS, 'excel-en', 'UTC').split('\r\n')[1]).toBe('2026-03-01 12:00:00,21.3,"\'+On","Cool, dry"');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '  =1', '＝1', '|x', '%x'])('csv_text_%j_isNoFormula', (text) => {
  const inside = textCell(text).slice(1, -1);
  expect(inside).toMatch(/^'/);
  expect(inside).not.toMatch(/[\r\n\t]/);
});

test.each([["x;=cmd|' /C calc'!A0", "x;'=cmd|' /C calc'!A0"], ['x,+1', "x,'+1"], ['x;  @a', "x;  '@a"], ['x;"=1"', `x;""'=1""`], ['a\t-1', "a '-1"], ['a\n=1', "a '=1"], ['a;＝1', "a;'＝1"], ['=1;=2,|3', "'=1;'=2,'|3"]])('csv_text_%j_isNoFormulaBehindAnySeparator', (text, inside) => {
  expect(textCell(text)).toBe(`"${inside}"`);
});

/** The table to which the gateway's own tests are held too. */
const FORMULAS = readFileSync(new URL('../../../../../../settings/src/test/resources/csv-formulas.txt', import.meta.url), 'utf8').trim().split('\n').map((line) => line.split(' → '));

test.each(FORMULAS)('csv_text_%j_isMarkedAsTheGatewayDoes', (text, marked) => {
  expect(textCell(text!)).toBe(`"${marked!.replace(/"/g, '""')}"`);
});

test('csv_text_thatIsNone_staysAsItIs', () => {
  expect(textCell("VAV; 2'nd, a-b")).toBe(`"VAV; 2'nd, a-b"`);
  expect(textCell('Zone 1 – a=b')).toBe('"Zone 1 – a=b"');
});

test('states_areSegments_withGapsLeftOut', () => {
  expect(segmentsOf([0, 10, 20, 30, 40], [1, 1, null, 0, undefined], 50)).toEqual([{ start: 0, end: 20, value: 1 }, { start: 30, end: 50, value: 0 }]);
  expect(segmentsOf([0], [1], 60)).toEqual([{ start: 0, end: 60, value: 1 }]);
  expect(sharesOf(segmentsOf([0, 10, 30], [1, 0, 1], 40))).toEqual([{ value: 1, share: 0.5 }, { value: 0, share: 0.5 }]);
});

test('states_thatCameAndWentWithinAStep_areNotLost', () => {
  const history = { series: [{ point_id: 'b', buckets: [['2026-01-01T00:00:00.000Z', 0, 1, 0.1, 0, 9, 'good']] as never }] };
  const { times, values } = fromHistory(history, ['b'], ['b'], { stepMs: 60_000, toMs: Date.parse('2026-01-01T00:01:00Z'), holdsMs: () => 900_000 });
  expect(segmentsOf(times, values[0]!, times[0]! + 60)).toEqual([{ start: times[0], end: times[0]! + 30, value: 1 }, { start: times[0]! + 30, end: times[0]! + 60, value: 0 }]);
});

test('statistics_ofTheSpan_areThoseOfItsSamples', () => {
  expect(statisticsOf([['', 18, 24, 20, 24, 4, 'good'], ['', 17, 19, 18, 18, 4, 'good'], ['', null, null, null, null, 0, 'bad']])).toEqual({ min: 17, max: 24, mean: 19 });
  expect(statisticsOf([])).toBeUndefined();
});

test.each([['Europe/Berlin', '2026-07-01T14:30', '2026-07-01T12:30:00Z'], ['America/New_York', '2026-01-15T00:00', '2026-01-15T05:00:00Z'], ['Asia/Kolkata', '2026-01-15T05:30', '2026-01-15T00:00:00Z'], ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00Z'], ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00Z']])('time_in%s_%s_is%s', (zone, text, utc) => {
  expect(new Date(fromZoned(text, zone)!).toISOString()).toBe(new Date(utc).toISOString());
});

test('time_ofAnyHour_isReadBackAsItself', () => {
  for (const zone of ['Europe/Zurich', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Auckland', 'UTC']) {
    for (let at = Date.parse('2026-01-01T00:00:00Z'); at < Date.parse('2027-01-01T00:00:00Z'); at += 37 * 3_600_000) {
      const text = toZoned(at, zone);
      expect(toZoned(fromZoned(text, zone)!, zone), `${zone} ${text}`).toBe(text);
    }
  }
  expect(toZonedSeconds(Date.parse('2026-01-01T00:00:05Z'), 'UTC')).toBe('2026-01-01 00:00:05');
  expect(fromZoned('yesterday', 'UTC')).toBeUndefined();
});

test('settings_ofTheTrend_areUnderstoodOrRefused', () => {
  const read = (given: Record<string, string>) => readSettings((name) => ({ from: '2026-01-01T00:00', to: '2026-01-02T00:00', low: '', high: '', ...given })[name] ?? '', 'UTC');
  expect(read({ low: '-5', high: '30,5' })).toMatchObject({ axis: { low: -5, high: 30.5 } });
  expect(read({})).toMatchObject({ axis: { low: undefined, high: undefined }, span: { from: Date.parse('2026-01-01T00:00:00Z') } });
  expect(read({ to: '2025-12-31T00:00' }).failure).toBe('The end has to come after the beginning.');
  expect(read({ low: '1,250' }).failure).toContain('two ways');
  expect(read({ low: '5', high: '5' }).failure).toContain('above');
  expect(read({ from: '' }).failure).toContain('both ends');
});
