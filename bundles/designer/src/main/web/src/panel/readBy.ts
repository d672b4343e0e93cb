import type { PointInfo, PointState } from '../api';
import { showClock, showDateTime, showDuration } from '../format';
import type { Standing } from '../points/live';

/** From this interval on, when the next read comes is worth knowing: one waits for it. */
const SLOW_SECONDS = 60;

/** How a point comes to its values, in words; before the gateway has told, how it is meant to. */
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

/** When a value last came and why none comes now; nothing while values come, which says it better. */
export function readTrouble(state: PointState | undefined, how: Standing): { lastSuccess: string; lastError: string | undefined } | undefined {
  if (state === undefined || (how !== 'bad' && how !== 'stale')) return undefined;
  return {
    lastSuccess: state.last_success === undefined ? 'none since the gateway started' : showDateTime(Date.parse(state.last_success)),
    lastError: state.last_error,
  };
}
