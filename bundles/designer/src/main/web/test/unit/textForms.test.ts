// SPDX-License-Identifier: GPL-3.0-only
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { PointInfo } from '../../src/api';
import { kindOfObject } from '../../src/flow/model';
import { inFull, readValue } from '../../src/panel/readValue';
import { textFormOf } from '../../src/textForms';

const BACNET = new URL('../../../../../../bacnet/src/main/java/io/bms/bacnet/value/', import.meta.url);
const pointOf = (object_type: string): PointInfo => ({ point_id: `1.${object_type}.1`, device_id: 1, object_type, instance: 1, name: 'a', writable: true });
const read = (type: string, text: string) => readValue(text, pointOf(type), undefined, undefined);

const GOOD: [string, string[]][] = [
  ['dateValue', ['2026-01-31', '*-*-*', '*-02-30', '2024-02-29', '2026-13-32', '1900-01-01', '2154-12-31']],
  ['datePatternValue', ['*-14-34']],
  ['timeValue', ['06:30:00.00', '23:59:59.99', '*:*:*.*', '06:*:00.*']],
  ['timePatternValue', ['*:00:00.00']],
  ['datetimeValue', ['2026-01-31 06:30:00.00', '*-*-* *:*:*.*']],
  ['datetimePatternValue', ['*-01-01 00:00:00.00']],
  ['bitstringValue', ["B'0110'", "B''"]],
  ['octetstringValue', ["X'0AFF'", "X'0aff'", "X''"]],
];
const BAD: [string, string[]][] = [
  ['dateValue', ['', '31.01.2026', '2026-1-31', '2026-02-30', '2025-02-29', '2026-00-01', '2026-15-01', '2026-01-35', '1899-01-01', '2155-01-01', '*', '2026-01-31 06:30:00.00']],
  ['timeValue', ['6:30', '06:30', '06:30:00', '24:00:00.00', '06:60:00.00', '06:30:61.00', '06:30:00.001']],
  ['datetimeValue', ['2026-01-31', '2026-01-31T06:30:00.00', '2026-02-30 06:30:00.00', '2026-01-31 24:00:00.00']],
  ['bitstringValue', ['0110', "B'012'", "b'01'"]],
  ['octetstringValue', ['0AFF', "X'0AF'", "X'0G'"]],
];

test.each(GOOD)('value_%s_isWrittenInItsForm', (type, texts) => {
  expect(kindOfObject(type)).toBe('text');
  for (const text of texts) {
    expect(read(type, ` ${text} `)).toEqual({ value: text });
    expect(inFull(text, pointOf(type))).toBe(`“${text}”`);
  }
});

test.each(BAD)('value_%s_inAnotherForm_isRefusedWithTheForm', (type, texts) => {
  for (const text of texts) expect(read(type, text)).toEqual({ failure: `“${text}” is not what this point takes: write ${textFormOf(type)!.words}.` });
});

test('value_anyText_staysAsItIs', () => {
  expect(kindOfObject('characterstringValue')).toBe('text');
  expect(read('characterstringValue', ' 2026-01-31, B 7 ')).toEqual({ value: ' 2026-01-31, B 7 ' });
});

test('forms_areThoseOfTheGateway', () => {
  const gateway = readFileSync(new URL('TextForm.java', BACNET), 'utf8');
  for (const [type] of GOOD) expect(gateway).toContain(`"${textFormOf(type)!.words}"`);
  // Every type that the gateway writes as something else than a number, a state or any text has a form here.
  const writable = /WRITABLE = Set\.of\(([^;]*)\);/.exec(readFileSync(new URL('ObjectTypes.java', BACNET), 'utf8'))![1]!;
  const named = [...writable.matchAll(/"(\w+)"/g)].map(([, type]) => type!).filter((type) => /^(date|time|bitstring|octetstring)/.test(type));
  expect(named.length).toBe(8);
  expect(named.filter((type) => textFormOf(type) === undefined)).toEqual([]);
});

test('kinds_ofOtherTypes_areWhatTheyCarry', () => {
  expect(['binaryValue', 'calendar', 'binaryLightingOutput', 'analogValue', 'command', 'timer'].map(kindOfObject)).toEqual(['boolean', 'boolean', 'number', 'number', 'number', 'number']);
  expect(read('binaryLightingOutput', '1')).toEqual({ value: 1 });
  expect(read('command', '1,5').failure).toBe('Give a whole number: this point takes no decimals.');
});
