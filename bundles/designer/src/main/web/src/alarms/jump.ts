// SPDX-License-Identifier: GPL-3.0-only
import type { Alarm } from '../mqtt/wire';
import { revealPoint, showDevice, showTrend } from '../ui/state';
import { goTo } from '../ui/view';

/** What a trend shows before the onset of an alarm, in ms. */
const BEFORE_MS = 600_000;

/** To what the alarm is about: its point, on the canvas where it is drawn, or else its device in the tree. Nowhere if it is about neither. */
export function goToNode({ point_id: point, device_id: device }: Alarm): void {
  if (point === undefined && device === undefined) return;
  goTo('#');
  if (point !== undefined) revealPoint(point);
  else showDevice(device!);
}

export function goToTrend({ point_id: point, raised_at: raisedAt }: Alarm, now: number): void {
  if (point === undefined) return;
  showTrend(point, { from: Date.parse(raisedAt) - BEFORE_MS, to: now });
  goTo('#');
  revealPoint(point);
}
