// SPDX-License-Identifier: GPL-3.0-only
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import type { Bucket, PointInfo } from '../api';
import { capabilities } from '../capabilities';
import { gatewayNow } from '../clock';
import { isStepped, objectTypeOf } from '../flow/model';
import { decimalsOf, hasStates, showDateTime, showNumber, showWhole, siteTimeZone } from '../format';
import { useSite } from '../site/store';
import { keep, recall } from '../storage';
import { Boundary } from '../ui/Boundary';
import { Button, IconButton } from '../ui/Button';
import { useUi } from '../ui/state';
import { unitSymbol } from '../units';
import type { Readout } from './Chart';
import { COLOURS, DASHES } from './chartStyle';
import { ComparePicker } from './ComparePicker';
import { StateShares, StateTimeline } from './StateTimeline';
import { CSV_FORMATS, trendCsv, type CsvFormat } from './trendCsv';
import { SPANS, statisticsOf, timeRange, type SpanName, type TrendData } from './trendData';
import { TrendSettings, type OwnAxis, type OwnSpan } from './TrendSettings';
import { useTrend } from './useTrend';
import styles from './Panel.module.css';

const Chart = lazy(() => import('./Chart'));
const FOLLOWING: OwnAxis = { low: undefined, high: undefined };

/** A point's past, with others beside it if wanted, going on live: amounts as lines, states as bands. `limits` are those of the point's rules of alarm. */
export function Trend({ pointId, limits }: { pointId: string; limits: readonly number[] }) {
  const wide = useUi((state) => state.wide);
  const known = useSite((state) => state.points);
  const [span, setSpan] = useState<SpanName>('day');
  const [others, setOthers] = useState<readonly string[]>([]);
  const [zoom, setZoom] = useState<OwnSpan | undefined>(() => wantedSpan(pointId));
  // It is wanted once: the next visit of the point begins with what is usual.
  useEffect(() => useUi.setState({ trend: undefined }), []);
  const [axis, setAxis] = useState(FOLLOWING);
  const [readout, setReadout] = useState<Readout>();
  const ids = [pointId, ...others];
  const { data, buckets, failure } = useTrend(ids, span, zoom);
  const infoOf = (id: string): Partial<PointInfo> & { name: string; object_type: string } => ({ ...known.get(id), name: known.get(id)?.name ?? id, object_type: objectTypeOf(id) });
  const [from, to] = zoom ? [zoom.from / 1000, zoom.to / 1000] : timeRange(data.times[0] ?? null, data.times.at(-1) ?? null, gatewayNow() / 1000);
  const lines = ids.filter((id) => !hasStates(infoOf(id)));
  const lineKey = lines.join(',');
  const lineData = useMemo(() => only(data, ids, lineKey), [data, lineKey]);
  return (
    <section className={styles.section}>
      <div className={styles.title}>
        <h2>Trend</h2>
        {readout && <span className="mute num">{showDateTime(readout.timeMs)}</span>}
        {capabilities().canvas && <Button small look="quiet" onClick={() => useUi.setState({ wide: !wide })}>{wide ? 'Narrower' : 'Wider'}</Button>}
      </div>
      <div className={styles.trendrow}>
        <div className={styles.spans} role="group" aria-label="Span">
          {(Object.keys(SPANS) as SpanName[]).map((name) => (
            <Button key={name} small look="quiet" aria-pressed={span === name && zoom === undefined} onClick={() => { setSpan(name); setZoom(undefined); }}>{SPANS[name].label}</Button>
          ))}
        </div>
        {zoom && <Button small onClick={() => setZoom(undefined)}>Live again</Button>}
      </div>
      {failure && <p className="mute">{failure}</p>}
      {!failure && lines.length > 0 && (
        <div className={styles.chart}>
          <Boundary what="The chart">
            <Suspense fallback={null}>
              <Chart
                data={lineData} from={from} to={to} low={axis.low} high={axis.high} limits={limits} onZoom={setZoom} onReadout={setReadout}
                labels={lines.map((id) => infoOf(id).name)} steps={lines.map((id) => isStepped(id, known.get(id)?.writable))}
              />
            </Suspense>
          </Boundary>
        </div>
      )}
      {!failure && ids.map((id, i) => hasStates(infoOf(id)) && <StateTimeline key={id} name={infoOf(id).name} style={infoOf(id)} times={data.times} values={data.values[i] ?? []} from={from} to={to} />)}
      <ul className={styles.keys}>
        {ids.map((id, i) => {
          const line = lines.indexOf(id);
          const info = infoOf(id);
          return (
            <li key={id}>
              {line < 0 ? <span /> : <span className={styles.swatch} style={{ borderColor: COLOURS[line], borderTopStyle: DASHES[line] ? 'dashed' : 'solid' }} />}
              <span className="ellipsis" title={info.name}>{info.name}</span>
              <span className="num">{readout && line >= 0 && showWhole(readout.values[line], info)}</span>
              {i > 0 && <IconButton icon="close" label={`Remove ${info.name} from the trend`} small look="quiet" onClick={() => setOthers(others.filter((each) => each !== id))} />}
              <small className={`${styles.statistics} num`}>{line < 0 ? <StateShares style={info} times={data.times} values={data.values[i] ?? []} to={to} /> : statistics(buckets.get(id), info)}</small>
            </li>
          );
        })}
      </ul>
      {ids.length < COLOURS.length && <ComparePicker taken={ids} onPick={(id) => setOthers([...others, id])} />}
      <details className={styles.fold}>
        <summary>Own span{lines.length > 0 && ' and axis'}</summary>
        <TrendSettings shown={{ from: from * 1000, to: to * 1000 }} hasAxis={lines.length > 0} onSpan={setZoom} onAxis={setAxis} />
      </details>
      <SaveCsv disabled={data.times.length === 0} make={(format) => trendCsv(data, ids.map((id) => ({ ...infoOf(id), pointId: id })), format, siteTimeZone())} name={`trend-${pointId}.csv`} />
    </section>
  );
}

/** The span that somebody came here to see. */
function wantedSpan(pointId: string): OwnSpan | undefined {
  const { trend } = useUi.getState();
  return trend?.point === pointId ? trend.span : undefined;
}

/** The readings of some of the points. */
function only({ times, values }: TrendData, ids: readonly string[], wanted: string): TrendData {
  return { times, values: wanted === '' ? [] : wanted.split(',').flatMap((id) => (values[ids.indexOf(id)] ? [values[ids.indexOf(id)]!] : [])) };
}

function statistics(buckets: readonly Bucket[] | undefined, info: Partial<PointInfo>): string {
  const found = buckets && statisticsOf(buckets);
  if (!found) return '';
  const show = (value: number) => showNumber(value, decimalsOf(info));
  return `min ${show(found.min)} · mean ${show(found.mean)} · max ${show(found.max)} ${unitSymbol(info.units)}`.trim();
}

const FORMAT = 'bms-csv-format';

function SaveCsv({ disabled, make, name }: { disabled: boolean; make: (format: CsvFormat) => string; name: string }) {
  const [format, setFormat] = useState<CsvFormat>(() => CSV_FORMATS.find(({ id }) => id === recall(FORMAT))?.id ?? 'plain');
  const choose = (next: CsvFormat) => {
    keep(FORMAT, next);
    setFormat(next);
  };
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([make(format)], { type: 'text/csv;charset=utf-8' }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className={styles.trendrow}>
      <select aria-label="CSV format" className={styles.formats} value={format} onChange={(event) => choose(event.target.value as CsvFormat)}>
        {CSV_FORMATS.map(({ id, label }) => <option key={id} value={id}>{label}</option>)}
      </select>
      <IconButton icon="download" label="Save as CSV" small look="quiet" disabled={disabled} onClick={save} />
    </div>
  );
}
