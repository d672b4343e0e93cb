// SPDX-License-Identifier: GPL-3.0-only
/** A building to play with: a few devices, one of them dead, one with a very long name; more on request. */
const ahu = [
  point('analogInput', 1, 'Supply Air Temp', 'degreesCelsius', 18.4, { swing: 0.8 }),
  point('analogInput', 2, 'Return Air Temp', 'degreesCelsius', 22.1, { swing: 0.4 }),
  point('analogValue', 4, 'Supply Air Setpoint', 'degreesCelsius', 18.5, { writable: true, min: 12, max: 28, commandable: true, slots: { 16: 17.5 } }),
  point('analogOutput', 2, 'Cooling Valve', 'percent', 42, { writable: true, min: 0, max: 100, commandable: true, swing: 6 }),
  point('binaryInput', 7, 'Filter Status', undefined, true, { states: ['Clean', 'Dirty'], flags: ['out_of_service'], alarm: { alarmValue: true } }),
  point('binaryOutput', 1, 'Supply Fan', undefined, true, { states: ['Stopped', 'Running'], writable: true, commandable: true }),
  point('multiStateValue', 1, 'Mode', undefined, 2, { states: ['Unoccupied', 'Occupied', 'Standby'], writable: true, commandable: true, alarm: { alarmValues: [3] } }),
  point('analogInput', 9, 'Supply Air Static Pressure behind the second filter bank, roof level, north-east corner', 'pascals', 248, { swing: 12 }),
];
const vav = [
  point('analogInput', 1, 'Zone Temp, VAV-2-07, second floor north', 'degreesCelsius', 21.9),
  point('analogValue', 2, 'Zone Setpoint', 'degreesCelsius', 21.5, { writable: true, min: 16, max: 26, commandable: true }),
];
const boiler = [
  point('analogInput', 3, 'Flow Temp', 'degreesCelsius', 61.2, { swing: 1.5 }),
  point('analogInput', 4, 'Return Temp', 'degreesCelsius', 48.9, { swing: 1.1 }),
  point('accumulator', 1, 'Gas Meter', 'cubicMeters', 128_412),
];

export function building({ extra = 0 } = {}) {
  const devices = [
    device(1001, '127.0.1.1', 'AHU-01', ahu),
    device(1207, '127.0.1.2', 'VAV-2-07', vav, { dies: true }),
    device(1003, '127.0.1.3', 'BOILER-1', boiler, { network: 2709 }),
  ];
  for (let n = 0; n * 100 < extra; n++) {
    const objects = Array.from({ length: Math.min(100, extra - n * 100) }, (_, i) => point('analogInput', i + 1, `Room ${n + 1}-${String(i + 1).padStart(3, '0')} Temperature`, 'degreesCelsius', 20 + (i % 40) / 10, { swing: 0.5, fast: true }));
    devices.push(device(2000 + n, `127.0.2.${n + 1}`, `FLOOR-${String(n + 1).padStart(2, '0')}`, objects));
  }
  return devices;
}

export const ADDRESSES = ['127.0.1.1', '127.0.1.2', '127.0.1.3', '127.0.1.9'];

function device(id, ip, name, points, more = {}) {
  return {
    id, ip, name, dies: more.dies ?? false, network: more.network,
    points: points.map((each) => placed(id, each)),
  };
}

/** A point in a device. */
export function placed(device, each) {
  return { ...each, id: `${device}.${each.type}.${each.instance}`, device, base: each.value, slots: { ...each.slots } };
}

/** `more` has what else a point may have; its `alarm` are properties under their names, its `cov` is its COV increment. */
export function point(type, instance, name, units, value, more = {}) {
  return { type, instance, name, units, value, writable: false, commandable: false, swing: 0, flags: [], slots: {}, ...more };
}
