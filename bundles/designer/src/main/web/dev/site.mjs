// SPDX-License-Identifier: GPL-3.0-only
import { building, placed, point as makePoint } from './building.mjs';

/** What the played gateway knows: devices, their points and values, projects. */
export function makeSite({ empty = false, extra = 0, discoveryMs = 300 } = {}) {
  const all = building({ extra });
  let known = {};
  const site = {
    all,
    devices: empty ? [] : all,
    revision: empty ? 0 : 12,
    monitoring: 'active',
    discoveryMs,
    device: (id) => {
      // Asked for each sample of a thousand devices.
      if (known.devices !== site.devices) known = { devices: site.devices, byId: new Map(site.devices.map((each) => [each.id, each])) };
      return known.byId.get(id);
    },
    points: () => site.devices.flatMap((each) => each.points),
    /** Adds a point to a device that is there. */
    place(deviceId, ...what) {
      site.device(deviceId).points.push(placed(deviceId, makePoint(...what)));
    },
    add(found) {
      const fresh = found.filter((each) => !site.devices.includes(each));
      if (fresh.length === 0) return;
      site.devices = [...site.devices, ...fresh];
      site.revision++;
    },
    read(point) {
      const held = holder(point);
      if (held !== undefined) return point.slots[held];
      if (typeof point.base !== 'number' || point.swing === 0) return point.base;
      return Math.round(100 * curve(point, Date.now() + (point.fast ? Math.random() * 1e6 : 0))) / 100;
    },
    write({ point_id, value, priority = 8, release_after_seconds: seconds }, changed) {
      const point = site.points().find((each) => each.id === point_id);
      const no = (code, message) => ({ status: 'error', error: { code, message } });
      if (point === undefined) return no('unknown_point', `There is no point ${point_id}; discover it first.`);
      if (!point.writable) return no('not_writable', `${point.name} takes no writes.`);
      if (typeof value === 'number' && (value < point.min || value > point.max)) return no('out_of_range', `Give a value from ${point.min} to ${point.max}.`);
      if (seconds !== undefined && !point.commandable) return no('not_writable', 'The object has no priority array, so what is written cannot be released after a time; write it without one');
      if (site.device(point.device).dies) return { status: 'timeout', error: { code: 'device_timeout', message: 'The device did not confirm; it may have taken effect.' } };
      if (value === null) delete point.slots[priority];
      else point.slots[priority] = value;
      point.held = (point.held ?? []).filter((each) => each.priority !== priority);
      const until = seconds === undefined ? {} : { until: new Date(Date.now() + 1000 * seconds).toISOString() };
      const held = { priority, value, since: new Date().toISOString(), ...until };
      if (value !== null) point.held.push(held);
      if (seconds !== undefined) setTimeout(() => point.held.includes(held) && site.write({ point_id, value: null, priority }, changed), 1000 * seconds).unref();
      changed(point);
      const winner = holder(point);
      const effective = value === null || winner === priority;
      return { status: 'success', value: site.read(point), priority, effective, ...(!effective && { winning_priority: winner }), ...until };
    },
    describe: (each) => ({
      device_id: each.id, ip_address: each.ip, port: 47808, name: each.name, vendor_name: 'Made Up Controls', model_name: 'MC-200', ...(each.network && { network_number: each.network }),
      objects: each.points.map((point) => ({ object_type: point.type, instance: point.instance, point_id: point.id, name: point.name, writable: point.writable, ...(point.units && { units: point.units }), ...(point.states && { state_text: point.states }), ...(point.cov && { cov_increment: point.cov }) })),
    }),
    properties(pointId) {
      const point = site.points().find((each) => each.id === pointId);
      if (point === undefined) return undefined;
      const slots = Array.from({ length: 16 }, (_, i) => point.slots[i + 1] ?? null);
      const binary = point.type.startsWith('binary');
      const told = {
        objectName: point.name, presentValue: site.read(point), units: point.units, statusFlags: point.flags.map((flag) => flag.replaceAll('_', ' ')).join(', ') || 'none',
        reliability: 'no fault detected', eventState: 'normal', outOfService: point.flags.includes('out_of_service'),
        ...(point.commandable && { priorityArray: slots, relinquishDefault: point.base }), minPresValue: point.min, maxPresValue: point.max,
        ...(binary ? { inactiveText: point.states[0], activeText: point.states[1], feedbackValue: point.type === 'binaryOutput' ? site.read(point) : undefined } : { numberOfStates: point.states?.length, stateText: point.states }),
        covIncrement: point.units && (point.cov ?? 0.1), ...point.alarm,
      };
      return {
        properties: Object.entries(told).filter(([, value]) => value !== undefined).map(([name, value]) => ({ name, value })),
        ...(point.commandable && { priority_array: slots, relinquish_default: point.base }),
        ...(point.min !== undefined && { min_value: point.min, max_value: point.max }),
      };
    },
    history(pointIds, from, to, buckets) {
      const step = (to - from) / buckets;
      return {
        series: pointIds.map((id) => {
          const point = site.points().find((each) => each.id === id);
          if (point === undefined) return { point_id: id, buckets: [] };
          const noise = point.swing === 0 ? 0 : 0.1;
          const series = Array.from({ length: buckets }, (_, i) => {
            const start = from + i * step;
            // Binary points change every two hours.
            if (typeof point.base === 'boolean') return [new Date(start).toISOString(), ...Array(4).fill(Math.floor(start / 7_200_000) % 2), 12, 'good'];
            const value = Math.round(100 * (holder(point) === undefined ? curve(point, start + step / 2) : point.slots[holder(point)])) / 100;
            return [new Date(start).toISOString(), value - noise, value + noise, value, value, 12, 'good'];
          });
          return { point_id: id, units: point.units, buckets: series };
        }),
      };
    },
  };
  return site;
}

/** A slow wave with a ripple on it, the same for the past and for now. */
function curve(point, time) {
  return point.base + point.swing * (Math.sin(time / 900_000 + point.instance) + 0.15 * Math.sin(time / 47_000 + point.instance));
}

function holder(point) {
  const levels = Object.keys(point.slots).map(Number);
  return levels.length === 0 ? undefined : Math.min(...levels);
}
