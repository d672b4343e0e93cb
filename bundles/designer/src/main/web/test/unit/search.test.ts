// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import { best, findable, findablePoint, isFound, queryOf, type Findable } from '../../src/search';
import { atOnce } from '../../src/ui/usePortions';

const bestOf = <T,>(text: string, things: readonly T[], findableOf: (thing: T) => Findable, most: number) => atOnce(best(text, things, findableOf, most));

const units = ['degreesCelsius', 'percent'];
/** Air handlers with zones, as plants name them: every number is also part of others. */
const points = [1001, 1011, 1101].flatMap((device) =>
  Array.from({ length: 30 }, (_, i) => i + 1).flatMap((zone) =>
    ['Temperature', 'Temperature Setpoint', 'Reheat Valve'].map((what, kind) => ({
      point_id: `${device}.${kind === 1 ? 'analogValue' : 'analogInput'}.${100 * (kind + 1) + zone}`, object_type: kind === 1 ? 'analogValue' : 'analogInput', instance: 100 * (kind + 1) + zone, name: `Zone ${zone} ${what}`, units: units[kind % 2]!, writable: kind === 1, device,
    })),
  ),
);
const find = (text: string, most = 500) => bestOf(text, points, (point) => findablePoint(point, `AHU-${point.device}`), most).map((point) => `${point.device} ${point.name}`);

test('search_aNumber_isThatNumber', () => {
  expect(find('Zone 1 Temperature Setpoint')).toEqual(['1001 Zone 1 Temperature Setpoint', '1011 Zone 1 Temperature Setpoint', '1101 Zone 1 Temperature Setpoint']);
  expect(find('zone 1 temperature')[0]).toBe('1001 Zone 1 Temperature');
  expect(find('zone 1 setpoint 1011')).toEqual(['1011 Zone 1 Temperature Setpoint']);
  expect(find('zone 12 valve')).toHaveLength(3);
});

test('search_wordsInAnyOrder_findTheSame', () => {
  const all = find('zone 7 temperature setpoint').sort();
  for (const text of ['setpoint zone 7 temperature', 'temperature 7 setpoint zone', '  SETPOINT   zone 7 TEMP ']) expect(find(text).sort()).toEqual(all);
});

test('search_objectsAndIds_areFound', () => {
  expect(find('AI 101')).toEqual(['1001 Zone 1 Temperature', '1011 Zone 1 Temperature', '1101 Zone 1 Temperature']);
  expect(find('ai101')).toEqual(find('AI 101'));
  expect(find('AV:207').every((each) => each.endsWith('Zone 7 Temperature Setpoint'))).toBe(true);
  expect(find('1011.analogInput.305')).toEqual(['1011 Zone 5 Reheat Valve']);
  expect(find('ahu-1101 zone 30 reheat %')).toEqual([]);
  expect(find('ahu-1101 zone 30 °c temp')).toEqual(['1101 Zone 30 Temperature']);
});

test('search_whatIsCalledSo_comesBeforeWhatMentionsIt', () => {
  const things = ['Setpoint of the boiler', 'Boiler', 'The boiler room', 'Pump'];
  expect(bestOf('boiler', things, (name) => findable(name, name === 'Pump' ? 'boiler' : ''), 9)).toEqual(['Boiler', 'Setpoint of the boiler', 'The boiler room', 'Pump']);
  expect(bestOf('', things, (name) => findable(name, ''), 2)).toHaveLength(2);
});

test('search_anObject_isFoundHoweverItIsWritten', () => {
  const all = find('AI 101');
  for (const text of ['AI101', 'ai-101', 'AI:101', 'ai_101', 'AI #101', 'AI 0101', 'analogInput:101', 'analogInput,101', 'analogInput 101', 'analog-input 101', 'Analog Input 101', 'ANALOG_INPUT.101']) expect(find(text), text).toEqual(all);
  const modes = ['Input', 'Output', 'Value'].map((kind) => ({ point_id: `1.multiState${kind}.3`, object_type: `multiState${kind}`, instance: 3, name: `Mode ${kind}`, writable: false }));
  const names = (text: string) => bestOf(text, modes, (point) => findablePoint(point, 'AHU'), 9).map((point) => point.name);
  for (const [kind, ...texts] of [['Input', 'MI 3', 'MSI 3', 'msi:3'], ['Output', 'MO 3', 'MSO 3', 'multi-state output 3'], ['Value', 'MV 3', 'MSV 3', 'msv,3']]) {
    for (const text of texts) expect(names(text), text).toEqual([`Mode ${kind}`]);
  }
});

test.each([
  ['Zone 1', 'Zone 01 Temp', true], ['zone 01', 'Zone 1 Temp', true], ['zone1', 'Zone 1', true], ['zone1', 'Zone_001', true], ['zone 1', 'Zone1 Temp', true], ['temp 1 zone', 'Zone1 Temp', true],
  ['zone-1', 'ZONE 1', true], ['zone 2', 'Return Air CO2', false], ['zone2', 'Zone Air CO2', false], ['zone 1', 'Zone 11', false], ['zone1', 'Zone 10', false], ['zone 12', 'Zone 120', true],
  ['co2', 'Return Air CO2', true], ['co 2', 'Return Air CO2', true], ['CO2 air', 'Return Air CO2', true], ['2', 'Return Air CO2', true], ['vav 2 7', 'VAV-2-07 Flow', true], ['vav-2-7', 'VAV-2-07 Flow', true],
  ['vav-2-7', 'VAV-7-2 Flow', false], ['supplytemp', 'SupplyTemp', true], ['temp', 'SupplyAirTemp', true], ['°c', 'Temp', false],
])('search_%j_of_%j_is_%j', (text, name, found) => {
  // A device whose own words and numbers are like those of its zones, with an address and an id that have all small numbers.
  const point = { point_id: '2.analogInput.2', object_type: 'analogInput', instance: 2, name, writable: false };
  expect(bestOf(text, [point], () => findablePoint(point, 'Zone controller device 2 10.1.2.12'), 9)).toHaveLength(found ? 1 : 0);
  expect(isFound(queryOf(text), findablePoint(point, 'Zone controller device 2 10.1.2.12')), 'without its rank').toBe(found);
});

test('search_aNumberThatStandsBesideTheName_isFoundByItsWord_orWhenItIsLong', () => {
  const point = { point_id: '1207.analogInput.2', object_type: 'analogInput', instance: 2, name: 'Temp', description: 'behind filter 3', writable: false };
  const finds = (text: string) => bestOf(text, [point], () => findablePoint(point, 'VAV-7 device 1207 10.0.0.9'), 9).length === 1;
  expect(['temp vav 7', 'temp filter 3', 'temp 1207', 'temp device 1207', 'temp 10.0.0.9', '1207.analogInput.2', '7'].filter((text) => !finds(text))).toEqual([]);
  expect(['temp 7', 'temp 2', 'temp 9', 'temp 0', '1207.analogInput.3', '8'].filter(finds)).toEqual([]);
});
