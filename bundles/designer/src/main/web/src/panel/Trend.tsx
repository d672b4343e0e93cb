import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { api, ApiError, type PointInfo } from '../api';
import { everySecond, gatewayNow } from '../clock';
import { points } from '../gateway';
import { useSite } from '../site/store';
import { Boundary } from '../ui/Boundary';
import { Button, IconButton } from '../ui/Button';
import { useUi } from '../ui/state';
import { showDateTime, showValue } from '../format';
import type { Readout } from './Chart';
import { COLOURS, DASHES } from './chartStyle';
import { ComparePicker } from './ComparePicker';
import { fromHistory, SPANS, toCsv, withLive, youngSince, type Reading, type SpanName, type TrendData } from './trendData';
import { watchPoint } from '../gateway';
import { isStepped, kindOfObject } from '../flow/model';
import styles from './Panel.module.css';

const Chart = lazy(() => import('./Chart'));
const LIVE_EVERY_S = 2;
const LOAD_AGAIN_AFTER_MS = 10_000;
/** Of a point that has not said it: three of the reads that confirm what a device reports by itself. */
const HOLDS_MS = 900_000;
const NONE: TrendData = { times: [], values: [] };

/** A point's past, with others beside it if wanted, going on live. */
export function Trend({ pointId }: { pointId: string }) {
  const wide = useUi((state) => state.wide);
  const known = useSite((state) => state.points);
  const [span, setSpan] = useState<SpanName>('day');
  const [others, setOthers] = useState<readonly string[]>([]);
  const [zoom, setZoom] = useState<{ from: number; to: number }>();
  const [readout, setReadout] = useState<Readout>();
  const ids = [pointId, ...others];
  const { data, failure } = useTrend(ids, span, zoom);
  const nameOf = (id: string) => known.get(id)?.name ?? id;
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([toCsv(data, ids.map(nameOf))], { type: 'text/csv' }));
    link.download = `trend-${pointId}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <section className={styles.section}>
      <div className={styles.title}>
        <h2>Trend</h2>
        {readout && <span className="mute num">{showDateTime(readout.timeMs)}</span>}
        <Button small look="quiet" onClick={() => useUi.setState({ wide: !wide })}>{wide ? 'Narrower' : 'Wider'}</Button>
      </div>
      <div className={styles.trendrow}>
        <div className={styles.spans} role="group" aria-label="Span">
          {(Object.keys(SPANS) as SpanName[]).map((name) => (
            <Button key={name} small look="quiet" aria-pressed={span === name && zoom === undefined} onClick={() => { setSpan(name); setZoom(undefined); }}>{SPANS[name].label}</Button>
          ))}
        </div>
        {zoom && <Button small onClick={() => setZoom(undefined)}>Live again</Button>}
        <IconButton icon="download" label="Save as CSV" small look="quiet" disabled={data.times.length === 0} onClick={save} />
      </div>
      {failure ? (
        <p className="mute">{failure}</p>
      ) : (
        <div className={styles.chart}>
          <Boundary what="The chart">
            <Suspense fallback={null}>
              <Chart data={data} onZoom={setZoom} onReadout={setReadout} labels={ids.map(nameOf)} steps={ids.map((id) => isStepped(id, known.get(id)?.writable))} />
            </Suspense>
          </Boundary>
        </div>
      )}
      <ul className={styles.keys}>
        {ids.map((id, i) => (
          <li key={id}>
            <span className={styles.swatch} style={{ borderColor: COLOURS[i], borderTopStyle: DASHES[i] ? 'dashed' : 'solid' }} />
            <span className="ellipsis" title={nameOf(id)}>{nameOf(id)}</span>
            <span className="num">{readout && reading(readout.values[i], known.get(id))}</span>
            {i > 0 && <IconButton icon="close" label={`Take ${nameOf(id)} out`} small look="quiet" onClick={() => setOthers(others.filter((each) => each !== id))} />}
          </li>
        ))}
      </ul>
      {ids.length < COLOURS.length && <ComparePicker taken={ids} onPick={(id) => setOthers([...others, id])} />}
    </section>
  );
}

/** States are known by their numbers in a history. */
function reading(value: Reading, info: PointInfo | undefined): string {
  const isState = info !== undefined && kindOfObject(info.object_type) === 'boolean';
  const { text, unit } = showValue(isState && typeof value === 'number' ? value >= 0.5 : value, info ?? {});
  return `${text} ${unit}`.trim();
}

function useTrend(ids: readonly string[], span: SpanName, zoom: { from: number; to: number } | undefined): { data: TrendData; failure: string | undefined } {
  const [data, setData] = useState(NONE);
  const [failure, setFailure] = useState<string>();
  const past = useRef(NONE);
  const key = ids.join(',');
  useEffect(() => {
    const pointIds = key.split(',');
    const abort = new AbortController();
    let again: ReturnType<typeof setTimeout>;
    const show = () => setData(zoom === undefined ? withLive(past.current, pointIds.map((id) => points.get(id)), gatewayNow(), SPANS[span].ms) : past.current);
    past.current = { times: [], values: pointIds.map(() => []) };
    const load = () => {
      const to = zoom?.to ?? gatewayNow();
      const from = zoom?.from ?? to - SPANS[span].ms;
      const ask = (since: number) => api.history(pointIds, since, to, SPANS[span].buckets, abort.signal).then((history) => ({ history, since }));
      const asked = ask(from).then((first) => {
        const since = zoom === undefined ? youngSince(first.history, from, to) : undefined;
        return since === undefined ? first : ask(since);
      });
      asked.then(
        ({ history, since }) => {
          const stepped = pointIds.filter((id) => isStepped(id, useSite.getState().points.get(id)?.writable));
          past.current = fromHistory(history, pointIds, stepped, { stepMs: (to - since) / SPANS[span].buckets, toMs: to, holdsMs: (id) => points.get(id)?.maxAgeMs ?? HOLDS_MS });
          setFailure(undefined);
          show();
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const missing = error instanceof ApiError && error.status === 404;
          setFailure(missing ? 'This gateway keeps no history; the trend begins when one is installed.' : error instanceof Error ? error.message : 'No history.');
          if (!missing) again = setTimeout(load, LOAD_AGAIN_AFTER_MS);
        },
      );
    };
    load();
    const releases = pointIds.map(watchPoint);
    let second = 0;
    const stop = everySecond(() => {
      if (zoom !== undefined || ++second % LIVE_EVERY_S !== 0) return;
      // What came live stays, thinned to the step of the chart.
      const next = withLive(past.current, pointIds.map((id) => points.get(id)), gatewayNow(), SPANS[span].ms);
      const end = next.times.at(-1)!;
      const step = (end - next.times[0]!) / SPANS[span].buckets;
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
  return { data, failure };
}
