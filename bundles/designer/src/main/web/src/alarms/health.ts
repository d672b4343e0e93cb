// SPDX-License-Identifier: GPL-3.0-only
import { DAY_MS } from '../clock';
import type { Alarm, AlarmEvent, AlarmPriority } from '../mqtt/wire';
import { isQuiet, PRIORITIES } from './words';

const SPAN_MS = 600_000;
/** More onsets than this within ten minutes are a flood, which nobody can read. */
const MOST_IN_SPAN = 10;
const WORST = 10;

/** How the alarms have been over some days: whether those who read them can. */
export interface AlarmHealth {
  days: number;
  /** Without those that were shelved or effects of others. */
  onsets: number;
  /** The latest day last. */
  perDay: number[];
  /** Part of the time, from 0 to 1. */
  flood: number;
  /** Open for more than a day. */
  standing: Alarm[];
  chattering: Alarm[];
  /** Those that came most often, with their part of all onsets. */
  worst: { alarmId: string; text: string; onsets: number; share: number }[];
  /** Of all onsets, from 0 to 1. */
  byPriority: Record<AlarmPriority, number>;
}

/** @param events of at least these days, in any order */
export function healthOf(events: readonly AlarmEvent[], alarms: readonly Alarm[], days: number, now: number): AlarmHealth {
  const from = now - days * DAY_MS;
  const onsets = events.filter((event) => event.event_type === 'raised' && !event.quiet && Date.parse(event.timestamp) >= from);
  const times = onsets.map(({ timestamp }) => Date.parse(timestamp)).sort((a, b) => a - b);
  const perDay = Array.from({ length: days }, () => 0);
  for (const time of times) perDay[Math.min(days - 1, Math.floor((time - from) / DAY_MS))]!++;
  const open = alarms.filter((alarm) => !isQuiet(alarm));
  return {
    days,
    onsets: onsets.length,
    perDay,
    flood: floodMs(times, now) / (days * DAY_MS),
    standing: open.filter(({ raised_at: raisedAt }) => now - Date.parse(raisedAt) > DAY_MS),
    chattering: open.filter(({ chattering }) => chattering),
    worst: worstOf(onsets),
    byPriority: Object.fromEntries(PRIORITIES.map((priority) => [priority, part(onsets.filter((event) => event.priority === priority).length, onsets.length)])) as Record<AlarmPriority, number>,
  };
}

/** For how long more than ten onsets were within the ten minutes before. */
function floodMs(times: readonly number[], now: number): number {
  let sum = 0;
  let until = 0;
  for (let last = MOST_IN_SPAN; last < times.length; last++) {
    // From this onset until the first of the eleven is ten minutes old.
    const end = Math.min(now, times[last - MOST_IN_SPAN]! + SPAN_MS);
    const start = Math.max(until, times[last]!);
    if (end <= start) continue;
    sum += end - start;
    until = end;
  }
  return sum;
}

function worstOf(onsets: readonly AlarmEvent[]): AlarmHealth['worst'] {
  const counts = new Map<string, { text: string; onsets: number }>();
  for (const { alarm_id, text } of onsets) counts.set(alarm_id, { text, onsets: (counts.get(alarm_id)?.onsets ?? 0) + 1 });
  return [...counts]
    .map(([alarmId, each]) => ({ alarmId, ...each, share: part(each.onsets, onsets.length) }))
    .sort((a, b) => b.onsets - a.onsets)
    .slice(0, WORST);
}

function part(count: number, all: number): number {
  return all === 0 ? 0 : count / all;
}
