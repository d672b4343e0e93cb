// SPDX-License-Identifier: GPL-3.0-only
import { ApiError } from '../api';
import { gatewayNow } from '../clock';
import { points } from '../gateway';
import { askHistory } from '../history';

/** A point's last hour in few numbers: time and value, oldest first. */
export type Spark = readonly (readonly [number, number])[];

export const SPAN_MS = 3_600_000;
const BUCKETS = 60;
const STEP_MS = SPAN_MS / BUCKETS;
const GATHER_MS = 120;
const LOAD_AGAIN_AFTER_MS = 10_000;
const PER_REQUEST = 50;
const EMPTY: Spark = [];

const sparks = new Map<string, Spark>();
const listeners = new Map<string, Set<() => void>>();
const asked = new Set<string>();
let queue: string[] = [];
let historyOffered = true;

function wanted(pointId: string): void {
  if (!historyOffered || asked.has(pointId)) return;
  asked.add(pointId);
  queue.push(pointId);
  if (queue.length === 1) setTimeout(() => void load(), GATHER_MS);
}

async function load(): Promise<void> {
  const ids = queue;
  queue = [];
  const to = gatewayNow();
  for (let i = 0; i < ids.length && historyOffered; i += PER_REQUEST) {
    try {
      const { series } = await askHistory(ids.slice(i, i + PER_REQUEST), to - SPAN_MS, to, BUCKETS);
      for (const { point_id, buckets } of series) {
        const past = buckets.flatMap(([start, , , avg]) => (avg === null ? [] : [[Date.parse(start), avg] as const]));
        put(point_id, [...past, ...(sparks.get(point_id) ?? []).filter(([time]) => time > (past.at(-1)?.[0] ?? 0))]);
      }
    } catch (error) {
      // Without history the line grows from what comes in live.
      if (error instanceof ApiError && error.status === 404) historyOffered = false;
      else setTimeout(() => again(ids.slice(i, i + PER_REQUEST)), LOAD_AGAIN_AFTER_MS);
    }
  }
}

/** Asks again for those points that are still shown. */
function again(ids: readonly string[]): void {
  for (const pointId of ids) {
    asked.delete(pointId);
    if (listeners.has(pointId)) wanted(pointId);
  }
}

function put(pointId: string, spark: Spark): void {
  sparks.set(pointId, spark);
  const held = listeners.get(pointId);
  if (held !== undefined) for (const listener of held) listener();
}

points.subscribeAll((changed) => {
  for (const pointId of changed) {
    if (!listeners.has(pointId)) continue;
    const live = points.get(pointId);
    const value = typeof live?.value === 'boolean' ? Number(live.value) : live?.value;
    if (live === undefined || typeof value !== 'number') continue;
    const spark = sparks.get(pointId) ?? EMPTY;
    const last = spark.at(-1);
    // Early on every few seconds, so that a new line soon shows; then a minute's step.
    const step = spark.length < 20 ? 5_000 : STEP_MS / 2;
    if (last !== undefined && live.time - last[0] < step) continue;
    put(pointId, [...spark.filter(([time]) => time > live.time - SPAN_MS), [live.time, value]]);
  }
});

/** Shows a point's last hour, now and whenever it has grown, until the function returned is called. */
export function followSpark(pointId: string, show: (spark: Spark) => void): () => void {
  wanted(pointId);
  const listener = () => show(sparks.get(pointId) ?? EMPTY);
  let held = listeners.get(pointId);
  if (held === undefined) listeners.set(pointId, (held = new Set()));
  held.add(listener);
  listener();
  return () => {
    held.delete(listener);
    if (held.size > 0) return;
    listeners.delete(pointId);
    sparks.delete(pointId);
    asked.delete(pointId);
  };
}
