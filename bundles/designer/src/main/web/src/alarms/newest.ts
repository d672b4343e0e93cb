// SPDX-License-Identifier: GPL-3.0-only
import type { AlarmEvent } from '../mqtt/wire';

/** How many events are shown. */
export const SHOWN = 50;

/** The newest first, each of them once. */
export function newestOf(events: readonly AlarmEvent[]): AlarmEvent[] {
  return [...new Map(events.map((event) => [event.event_id, event])).values()].sort((a, b) => b.event_id - a.event_id).slice(0, SHOWN);
}
