// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import { api, type Held, type PointInfo } from '../api';
import { gatewayNow } from '../clock';
import { command, inWords } from '../gateway';
import type { PointValue, WriteResponse } from '../mqtt/wire';
import { isSameReal } from '../number';

/** What this page wrote to a point last, and what came of it. */
export interface Write {
  running: boolean;
  value: PointValue;
  priority: number;
  response: WriteResponse | undefined;
  failure: string | undefined;
  /** What stood in the slot before, for undo; undefined if it is not known. */
  before: PointValue | undefined;
  /** When that would have been relinquished by itself, if we had written it for a time. */
  untilBefore: string | undefined;
}

export const useWrites = create<Record<string, Write>>(() => ({}));

/** What the gateway holds, by point, lowest priority number first: for "held by us". Points without held values are left out. */
export const useHeld = create<Record<string, readonly Held[]>>(() => ({}));

const WRITE_TIMEOUT_MS = 15_000;

/**
 * Writes a value, or relinquishes with null; the outcome is in the store, nothing is thrown.
 *
 * @param releaseAfter in seconds: when the gateway is to relinquish the value by itself
 */
export async function write(pointId: string, value: PointValue, priority: number, before: PointValue | undefined, releaseAfter?: number): Promise<void> {
  const ours = useHeld.getState()[pointId]?.find((each) => each.priority === priority);
  const untilBefore = isSameReal(ours?.value, before) ? ours?.until : undefined;
  const put = (part: Partial<Write>): void =>
    useWrites.setState({ [pointId]: { running: false, value, priority, response: undefined, failure: undefined, before, untilBefore, ...part } });
  put({ running: true });
  try {
    const request = { point_id: pointId, value, priority, ...(releaseAfter !== undefined && { release_after_seconds: releaseAfter }) };
    const response = await command<WriteResponse>('set_value_to_point', request, { timeoutMs: WRITE_TIMEOUT_MS });
    if (response.status !== 'success') return put({ failure: response.error?.message ?? `The gateway answered ${response.status}.` });
    put({ response });
    const others = (useHeld.getState()[pointId] ?? []).filter((each) => each.priority !== priority);
    noteHeld(pointId, value === null ? others : [...others, { priority, value, since: new Date(gatewayNow()).toISOString(), ...(response.until !== undefined && { until: response.until }) }]);
  } catch (error) {
    put({ failure: inWords(error) });
  }
}

/** What to write to undo a write: what was held for a time has what is left of it, and nothing once that is over. */
export function wayBack({ before, untilBefore }: Pick<Write, 'before' | 'untilBefore'>, now: number): { value: PointValue; releaseAfter?: number } | undefined {
  if (before === undefined) return undefined;
  if (untilBefore === undefined) return { value: before };
  const left = Math.round((Date.parse(untilBefore) - now) / 1000);
  return left < 1 ? { value: null } : { value: before, releaseAfter: left };
}

/** Takes what the gateway says that it holds of one point. */
export function noteHeld(pointId: string, held: readonly Held[] | undefined): void {
  const { [pointId]: before, ...others } = useHeld.getState();
  const now = [...(held ?? [])].sort((a, b) => a.priority - b.priority);
  if (now.length === 0) {
    if (before !== undefined) useHeld.setState(others, true);
  } else if (!isSame(before, now)) {
    useHeld.setState({ [pointId]: now });
  }
}

/** Takes what the gateway says that it holds of all points. */
export function noteAllHeld(points: readonly PointInfo[]): void {
  const before = useHeld.getState();
  const now = Object.fromEntries(points.flatMap(({ point_id, held }) => (held === undefined ? [] : [[point_id, isSame(before[point_id], held) ? before[point_id]! : held]])));
  const ids = Object.keys(now);
  if (ids.length !== Object.keys(before).length || ids.some((id) => now[id] !== before[id])) useHeld.setState(now, true);
}

function isSame(one: readonly Held[] | undefined, other: readonly Held[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

const EVERY_MS = 10_000;

/**
 * Polls which values the gateway holds, every 10 s while the page is visible: no message tells that a lease has ended or that
 * another browser has released a value. Call the function returned to stop.
 */
export function followHeld(): () => void {
  const look = async () => {
    if (document.hidden) return;
    const before = useHeld.getState();
    const points = await api.heldPoints().catch(() => undefined);
    // A write or a release of this page in the meantime may be newer than the answer.
    if (points !== undefined && useHeld.getState() === before) noteAllHeld(points);
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  document.addEventListener('visibilitychange', look);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
