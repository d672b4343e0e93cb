// SPDX-License-Identifier: GPL-3.0-only
import { api, ApiError, type Bucket, type History } from './api';
import { capabilities } from './capabilities';
import { command } from './gateway';
import type { HistoryResponse } from './mqtt/wire';
import { may } from './rights';

const TIMEOUT_MS = 20_000;

/** The past of points, in equal parts of a span: from the REST API, or where there is none by get_history. */
export function askHistory(pointIds: string[], from: number, to: number, buckets: number, signal?: AbortSignal): Promise<History> {
  return capabilities().details ? api.history(pointIds, from, to, buckets, signal) : byCommand(pointIds, from, to, buckets, signal);
}

async function byCommand(pointIds: string[], from: number, to: number, buckets: number, signal?: AbortSignal): Promise<History> {
  if (!may('ask_history')) throw new ApiError(404, "This site's uplink answers no questions, so there is no past to see here. Its setting commands says what it does.");
  const series = new Map<string, { point_id: string; units?: string; buckets: Bucket[] }>();
  // What is too large for the broker comes in several messages.
  const gather = (part: HistoryResponse): void => {
    for (const { samples, ...point } of part.series ?? []) {
      const known = series.get(point.point_id);
      if (known === undefined) series.set(point.point_id, { ...point, buckets: [...samples] });
      else known.buckets.push(...samples);
    }
  };
  const request = { point_ids: pointIds, from: new Date(from).toISOString(), to: new Date(to).toISOString(), buckets };
  const { status, error } = await command<HistoryResponse>('get_history', request, { timeoutMs: TIMEOUT_MS, onPart: gather, ...(signal && { signal }) });
  // Of points that never had a sample nothing comes, which is partial.
  if (status !== 'success' && status !== 'partial') throw new ApiError(400, error?.message ?? `The gateway answered ${status}.`);
  return { series: [...series.values()] };
}
