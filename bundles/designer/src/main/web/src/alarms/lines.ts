// SPDX-License-Identifier: GPL-3.0-only
import type { Alarm, AlarmPriority } from '../mqtt/wire';
import { awaitsAcknowledgement, isQuiet, PRIORITIES, rankOf } from './words';

export type AlarmStanding = 'open' | 'unacknowledged' | 'shelved' | 'effects' | 'all';
export type AlarmOrder = 'worst' | 'newest' | 'oldest' | 'often' | 'device';

/** Which alarms are shown, and how. It stands in the address. */
export interface AlarmFilter {
  text: string;
  /** This one and those that are worse; empty for all. */
  priority: AlarmPriority | '';
  standing: AlarmStanding;
  device: number | undefined;
  order: AlarmOrder;
  /** By device; undefined where their number decides. */
  grouped: boolean | undefined;
}

export const STANDINGS: readonly { id: AlarmStanding; label: string; passes: (alarm: Alarm) => boolean }[] = [
  { id: 'open', label: 'Open', passes: (alarm) => !isQuiet(alarm) },
  { id: 'unacknowledged', label: 'To acknowledge', passes: (alarm) => !isQuiet(alarm) && awaitsAcknowledgement(alarm) },
  { id: 'shelved', label: 'Shelved', passes: (alarm) => alarm.shelved !== undefined },
  { id: 'effects', label: 'Effects of others', passes: (alarm) => alarm.suppressed_by !== undefined },
  { id: 'all', label: 'All', passes: () => true },
];

export const ORDERS: readonly { id: AlarmOrder; label: string }[] = [
  { id: 'worst', label: 'Worst first' },
  { id: 'newest', label: 'Newest first' },
  { id: 'oldest', label: 'Oldest first' },
  { id: 'often', label: 'Most often first' },
  { id: 'device', label: 'By device' },
];

/** Beyond so many, lines are grouped by device unless one wants it otherwise. */
const GROUPED_BEYOND = 20;

export function filterOf(query: URLSearchParams): AlarmFilter {
  const device = Number(query.get('device') || NaN);
  const grouped = query.get('grouped');
  return {
    text: query.get('text') ?? '',
    priority: PRIORITIES.find((each) => each === query.get('priority')) ?? '',
    standing: STANDINGS.find(({ id }) => id === query.get('show'))?.id ?? 'open',
    device: Number.isInteger(device) ? device : undefined,
    order: ORDERS.find(({ id }) => id === query.get('order'))?.id ?? 'worst',
    grouped: grouped === 'yes' ? true : grouped === 'no' ? false : undefined,
  };
}

/** What of it stands in the address; what is usual does not. */
export function queryOf({ text, priority, standing, device, order, grouped }: AlarmFilter): Record<string, string> {
  return {
    text,
    priority,
    show: standing === 'open' ? '' : standing,
    device: device === undefined ? '' : `${device}`,
    order: order === 'worst' ? '' : order,
    grouped: grouped === undefined ? '' : grouped ? 'yes' : 'no',
  };
}

/** What people call things. */
export interface Names {
  device: (deviceId: number) => string;
  point: (pointId: string) => string;
}

export type Line = { kind: 'device'; deviceId: number | undefined; count: number; worst: AlarmPriority; open: boolean } | { kind: 'alarm'; alarm: Alarm };

export function lineId(line: Line): string {
  return line.kind === 'device' ? `alarms-of-${line.deviceId ?? 'gateway'}` : `alarm-${line.alarm.alarm_id}`;
}

/** The alarms that pass the filter, in its order. */
export function passing(all: readonly Alarm[], filter: AlarmFilter, names: Names): Alarm[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const { passes } = STANDINGS.find(({ id }) => id === filter.standing)!;
  const least = filter.priority === '' ? PRIORITIES.length : PRIORITIES.indexOf(filter.priority);
  const found = all.filter(
    (alarm) => passes(alarm) && rankOf(alarm) <= least && (filter.device === undefined || alarm.device_id === filter.device) && (words.length === 0 || has(words, alarm, names)),
  );
  return found.sort(comparison(filter.order, found, names));
}

function has(words: readonly string[], alarm: Alarm, names: Names): boolean {
  const device = alarm.device_id === undefined ? 'gateway' : names.device(alarm.device_id);
  const point = alarm.point_id === undefined ? '' : names.point(alarm.point_id);
  const text = `${alarm.text} ${alarm.alarm_id} ${device} ${point} ${alarm.priority} ${alarm.suppressed_by ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

type Comparison = (a: Alarm, b: Alarm) => number;

// Times of the wire have one form, so they compare as texts.
const newer: Comparison = (a, b) => (a.raised_at < b.raised_at ? 1 : a.raised_at > b.raised_at ? -1 : 0);
const worse: Comparison = (a, b) => rankOf(a) - rankOf(b) || newer(a, b);

function comparison(order: AlarmOrder, alarms: readonly Alarm[], names: Names): Comparison {
  switch (order) {
    case 'worst':
      return worse;
    case 'newest':
      return newer;
    case 'oldest':
      return (a, b) => -newer(a, b);
    case 'often':
      return (a, b) => b.occurrence - a.occurrence || worse(a, b);
    case 'device': {
      const places = placesOf(alarms, names);
      return (a, b) => places.get(a.device_id)! - places.get(b.device_id)! || worse(a, b);
    }
  }
}

/** Each device's place by name, so that names are compared once for a device and not once for an alarm. The gateway is the first. */
function placesOf(alarms: readonly Alarm[], names: Names): Map<number | undefined, number> {
  const collator = new Intl.Collator('en', { numeric: true });
  const devices = [...new Set(alarms.map(({ device_id: device }) => device))].map((device) => ({ device, name: device === undefined ? '' : names.device(device) }));
  return new Map(devices.sort((a, b) => collator.compare(a.name, b.name)).map(({ device }, place) => [device, place]));
}

/** The lines of the list: the alarms, below their devices if they are grouped. A group stands where its first alarm does. */
export function linesOf(alarms: readonly Alarm[], grouped: boolean | undefined, closed: ReadonlySet<number | undefined>): Line[] {
  if (!(grouped ?? alarms.length > GROUPED_BEYOND)) return alarms.map((alarm) => ({ kind: 'alarm', alarm }));
  const groups = new Map<number | undefined, Alarm[]>();
  for (const alarm of alarms) {
    const group = groups.get(alarm.device_id);
    if (group === undefined) groups.set(alarm.device_id, [alarm]);
    else group.push(alarm);
  }
  const lines: Line[] = [];
  for (const [deviceId, members] of groups) {
    const open = !closed.has(deviceId);
    const worst = members.reduce((found, each) => (rankOf(each) < rankOf(found) ? each : found)).priority;
    lines.push({ kind: 'device', deviceId, count: members.length, worst, open });
    if (open) for (const alarm of members) lines.push({ kind: 'alarm', alarm });
  }
  return lines;
}

export function isGrouped(lines: readonly Line[]): boolean {
  return lines[0]?.kind === 'device';
}

/** How many effects each alarm has that stand behind it. */
export function effectsOf(all: readonly Alarm[]): ReadonlyMap<string, number> {
  const effects = new Map<string, number>();
  for (const { suppressed_by: cause } of all) if (cause !== undefined) effects.set(cause, (effects.get(cause) ?? 0) + 1);
  return effects;
}
