// SPDX-License-Identifier: GPL-3.0-only
import type { PointInfo, PointState } from '../api';
import { showClock, showDateTime, showDuration } from '../format';
import type { Standing } from '../points/live';

/** From this interval on, the time of the next read is shown, since people wait for it. */
const SLOW_SECONDS = 60;

/** How a point is read, in words; until the gateway tells, by its settings. */
export function readBy(state: PointState | undefined, info: PointInfo | undefined): string {
  const every = info?.interval_seconds === undefined ? 'regularly' : `every ${showDuration(info.interval_seconds)}`;
  const slow = (info?.interval_seconds ?? 0) >= SLOW_SECONDS;
  const next = state?.next_due !== undefined && slow ? `, next at ${showClock(Date.parse(state.next_due), true)}` : '';
  if (state === undefined) return info?.interval_seconds === undefined ? 'not known' : info.read === 'cov' ? 'as the device reports changes' : every;
  switch (state.read_by) {
    case 'COV':
      return state.next_due === undefined ? 'as the device reports changes' : `as the device reports changes, checked at ${showClock(Date.parse(state.next_due), true)}`;
    case 'RPM':
      return `${every}, with other points${next}`;
    case 'single':
      return `${every}, on its own${next}`;
    default:
      return state.read_by;
  }
}

/**
 * The last success and the last error of a point that has no current value; undefined while values come.
 *
 * @param error of the newest read, which is newer than what the gateway told when the panel opened
 */
export function readTrouble(state: PointState | undefined, how: Standing, error?: string): { lastSuccess: string; lastError: string | undefined } | undefined {
  if (state === undefined || (how !== 'bad' && how !== 'stale')) return undefined;
  return {
    lastSuccess: state.last_success === undefined ? 'none since the gateway started' : showDateTime(Date.parse(state.last_success)),
    lastError: error ?? state.last_error,
  };
}
