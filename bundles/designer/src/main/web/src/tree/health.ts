// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import type { PointInfo } from '../api';
import { alarms, isHeard, points } from '../gateway';
import { isSilent, standing, type Standing } from '../points/live';
import { useSite } from '../site/store';

/** How each device stands, from those of its points that are heard, or else from its alarm, once a second at most; and a tick for what filters by quality. */
interface HealthState {
  devices: Readonly<Record<number, Standing>>;
  tick: number;
}

export const useHealth = create<HealthState>(() => ({ devices: {}, tick: 0 }));

const EVERY_MS = 1_000;
let timer: ReturnType<typeof setTimeout> | undefined;

function soon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    const devices: Record<number, Standing> = {};
    const silent = new Set(alarms.view.all.flatMap(({ kind, condition, device_id }) => (kind === 'device_silent' && condition === 'present' ? [device_id] : [])));
    for (const [deviceId, held] of useSite.getState().pointsOf) {
      const how = summary(held);
      devices[deviceId] = how === 'none' && silent.has(deviceId) ? 'bad' : how;
    }
    useHealth.setState((state) => ({ devices, tick: state.tick + 1 }));
  }, EVERY_MS);
}

points.subscribeAll(soon);
alarms.subscribe(soon);
useSite.subscribe(soon);

/** Bad if no point answers, stale if all are stale, good if all are good, otherwise uncertain: one failing point does not make a device bad. */
function summary(held: readonly PointInfo[]): Standing {
  let known = 0;
  let silent = 0;
  let stale = 0;
  let doubtful = 0;
  for (const { point_id: pointId } of held) {
    const live = isHeard(pointId) ? points.get(pointId) : undefined;
    const how = standing(live);
    if (how === 'none') continue;
    known++;
    if (how === 'stale') stale++;
    else if (isSilent(live)) silent++;
    else if (how !== 'good') doubtful++;
  }
  if (known === 0) return 'none';
  if (silent === known) return 'bad';
  if (stale === known) return 'stale';
  return doubtful + silent + stale > 0 ? 'uncertain' : 'good';
}
