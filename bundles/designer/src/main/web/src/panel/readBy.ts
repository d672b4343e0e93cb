import type { PointInfo, PointState } from '../api';
import { showClock, showDuration } from '../format';

/** How a point comes to its values, in words; before the gateway has told, how it is meant to. */
export function readBy(state: PointState | undefined, info: PointInfo | undefined): string {
  const every = info?.interval_seconds === undefined ? '' : `, every ${showDuration(info.interval_seconds)}`;
  if (state === undefined) return info?.interval_seconds === undefined ? 'not said' : `${info.read === 'cov' ? 'COV' : 'polling'}${every}`;
  switch (state.read_by) {
    case 'COV':
      return state.next_due === undefined ? 'COV' : `COV, checked again at ${showClock(Date.parse(state.next_due), true)}`;
    case 'RPM':
      return `RPM${every}`;
    case 'single':
      return `single reads${every}`;
    default:
      return state.read_by;
  }
}
