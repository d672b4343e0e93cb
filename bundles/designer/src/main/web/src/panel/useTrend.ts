// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useRef, useState } from 'react';
import { ApiError, type Bucket } from '../api';
import { capabilities } from '../capabilities';
import { everySecond, gatewayNow } from '../clock';
import { isStepped } from '../flow/model';
import { hasStates } from '../format';
import { points, watchPoint } from '../gateway';
import { askHistory } from '../history';
import { useSite } from '../site/store';
import { fromHistory, SPANS, withLive, youngSince, type SpanName, type TrendData } from './trendData';

const LIVE_EVERY_S = 2;
const LOAD_AGAIN_AFTER_MS = 10_000;
/** How long a value holds if the point has no max age: three of the confirming reads of a COV subscription. */
const HOLDS_MS = 900_000;
/** More buckets for states, so that the moment of a change is exact. */
const STATE_BUCKETS = 720;
const NONE: TrendData = { times: [], values: [] };

interface Trended {
  data: TrendData;
  /** What the gateway told of each point's past. */
  buckets: ReadonlyMap<string, readonly Bucket[]>;
  failure: string | undefined;
}

/** Points' pasts over a span; unless one is zoomed into, it ends now and goes on live. */
export function useTrend(ids: readonly string[], span: SpanName, zoom: { from: number; to: number } | undefined): Trended {
  const [data, setData] = useState(NONE);
  const [buckets, setBuckets] = useState<ReadonlyMap<string, readonly Bucket[]>>(new Map());
  const [failure, setFailure] = useState<string>();
  const past = useRef(NONE);
  const key = ids.join(',');
  useEffect(() => {
    const pointIds = key.split(',');
    const infoOf = (id: string) => useSite.getState().points.get(id);
    const steps = pointIds.some((id) => hasStates(infoOf(id) ?? {})) ? STATE_BUCKETS : SPANS[span].buckets;
    const abort = new AbortController();
    let again: ReturnType<typeof setTimeout>;
    const show = () => setData(zoom === undefined ? withLive(past.current, pointIds.map((id) => points.get(id)), gatewayNow(), SPANS[span].ms) : past.current);
    past.current = { times: [], values: pointIds.map(() => []) };
    const load = () => {
      const to = zoom?.to ?? gatewayNow();
      const from = zoom?.from ?? to - SPANS[span].ms;
      const ask = (since: number) => askHistory(pointIds, since, to, steps, abort.signal).then((history) => ({ history, since }));
      const asked = ask(from).then((first) => {
        const since = zoom === undefined ? youngSince(first.history, from, to) : undefined;
        return since === undefined ? first : ask(since);
      });
      asked.then(
        ({ history, since }) => {
          const stepped = pointIds.filter((id) => isStepped(id, infoOf(id)?.writable));
          past.current = fromHistory(history, pointIds, stepped, { stepMs: (to - since) / steps, toMs: to, holdsMs: (id) => points.get(id)?.maxAgeMs ?? HOLDS_MS });
          setBuckets(new Map(history.series.map((each) => [each.point_id, each.buckets])));
          setFailure(undefined);
          show();
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const missing = error instanceof ApiError && error.status === 404;
          setFailure(missing && capabilities().details ? 'This gateway keeps no history; the trend begins when one is installed.' : error instanceof Error ? error.message : 'No history.');
          if (!missing) again = setTimeout(load, LOAD_AGAIN_AFTER_MS);
        },
      );
    };
    load();
    const releases = pointIds.map(watchPoint);
    let second = 0;
    const stop = everySecond(() => {
      if (zoom !== undefined || ++second % LIVE_EVERY_S !== 0) return;
      // Live values are kept in the past, one for each step of the chart.
      const next = withLive(past.current, pointIds.map((id) => points.get(id)), gatewayNow(), SPANS[span].ms);
      const end = next.times.at(-1)!;
      const step = (end - next.times[0]!) / steps;
      const last = past.current.times.at(-1);
      if (last === undefined || end - last >= step) past.current = next;
      setData(next);
    });
    return () => {
      abort.abort();
      clearTimeout(again);
      stop();
      for (const release of releases) release();
    };
  }, [key, span, zoom]);
  return { data, buckets, failure };
}
