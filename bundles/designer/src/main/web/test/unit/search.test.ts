import { expect, test } from 'vitest';
import { findablePoint } from '../../src/format';
import { best } from '../../src/search';

const units = ['degreesCelsius', 'percent'];
/** Air handlers with zones, as plants name them: every number is also part of others. */
const points = [1001, 1011, 1101].flatMap((device) =>
  Array.from({ length: 30 }, (_, i) => i + 1).flatMap((zone) =>
    ['Temperature', 'Temperature Setpoint', 'Reheat Valve'].map((what, kind) => ({
      point_id: `${device}.${kind === 1 ? 'analogValue' : 'analogInput'}.${100 * (kind + 1) + zone}`, object_type: kind === 1 ? 'analogValue' : 'analogInput', instance: 100 * (kind + 1) + zone, name: `Zone ${zone} ${what}`, units: units[kind % 2]!, writable: kind === 1, device,
    })),
  ),
);
const find = (text: string, most = 500) => best(text, points, (point) => findablePoint(point, `AHU-${point.device}`), most).map((point) => `${point.device} ${point.name}`);

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
  expect(best('boiler', things, (name) => ({ name: name.toLowerCase(), about: name === 'Pump' ? 'boiler' : '' }), 9)).toEqual(['Boiler', 'Setpoint of the boiler', 'The boiler room', 'Pump']);
  expect(best('', things, (name) => ({ name, about: '' }), 2)).toHaveLength(2);
});
