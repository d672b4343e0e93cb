// SPDX-License-Identifier: GPL-3.0-only
import { gatewayNow } from '../clock';
import { points } from '../gateway';
import { askHistory } from '../history';
import { may } from '../rights';
import { isBinary } from '../objectTypes';
import { idsOf } from './siteDocument';

/**
 * Asks for the last value of points that are looked at: over an uplink come changes, and nothing is retained. What lies
 * back by up to a span counts as old as that, so that anything heard since is newer.
 */
const SPAN_MS = 300_000;
const GATHER_MS = 300;
const PER_REQUEST = 50;

const asked = new Set<string>();
let maxAgeMs = 0;
let queue: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

export function wantLastValue(pointId: string): void {
  if (asked.has(pointId)) return;
  asked.add(pointId);
  queue.push(pointId);
  soon();
}

/**
 * The rights of the site that was opened are known now.
 *
 * @param silentMs how old a value that comes by itself may be; one that is asked for counts as older by up to a span
 */
export function askLastValues(silentMs: number): void {
  maxAgeMs = silentMs;
  soon();
}

export function forgetLastValues(): void {
  clearTimeout(timer);
  timer = undefined;
  asked.clear();
  queue = [];
}

function soon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    void load();
  }, GATHER_MS);
}

async function load(): Promise<void> {
  if (!may('ask_history')) return;
  const to = gatewayNow();
  while (queue.length > 0) {
    const ids = queue.splice(0, PER_REQUEST).filter((id) => points.get(id) === undefined);
    if (ids.length === 0) continue;
    try {
      const { series } = await askHistory(ids, to - SPAN_MS, to, 1);
      for (const { point_id: pointId, units, buckets } of series) accept(pointId, units, buckets.at(-1));
    } catch {
      // What is not answered shows as a point without a value until one comes.
      return;
    }
  }
}

function accept(pointId: string, units: string | undefined, bucket: Awaited<ReturnType<typeof askHistory>>['series'][number]['buckets'][number] | undefined): void {
  if (bucket === undefined || bucket[4] === null) return;
  const { device_id, object_type } = idsOf(pointId);
  const value = isBinary(object_type) ? bucket[4] !== 0 : bucket[4];
  points.accept({ point_id: pointId, device_id, value, quality: bucket[6], timestamp: bucket[0], max_age_seconds: (SPAN_MS + maxAgeMs) / 1000, ...(units !== undefined && { units }) });
}
