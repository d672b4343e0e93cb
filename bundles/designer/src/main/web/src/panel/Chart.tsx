// SPDX-License-Identifier: GPL-3.0-only
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { showClock, showDateTime, siteTimeZone } from '../format';
import { useTheme } from '../theme';
import { COLOURS, DASHES } from './chartStyle';
import { isolated, valueRange, type Reading, type TrendData } from './trendData';

/** What the cursor points at. */
export interface Readout {
  timeMs: number;
  values: readonly Reading[];
}

interface ChartProps {
  data: TrendData;
  labels: readonly string[];
  /** Whose values hold until the next: they are drawn as steps. */
  steps: readonly boolean[];
  /** The span shown, in seconds. */
  from: number;
  to: number;
  /** The ends of the value axis; undefined follows the values. */
  low: number | undefined;
  high: number | undefined;
  /** Beyond these there is an alarm. */
  limits: readonly number[];
  onZoom: (span: { from: number; to: number }) => void;
  /** A stable function, as the one above. */
  onReadout: (readout: Readout | undefined) => void;
}

const HEIGHT = 176;
const HALF_A_LABEL = 20;
const STEPPED = uPlot.paths.stepped!({ align: 1 });

/** uPlot in the page's colours; loaded only when a trend is looked at. */
export default function Chart({ data, labels, steps, from, to, low, high, limits, onZoom, onReadout }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(data);
  latest.current = data;
  const ends = useRef<Ends>({ from, to, low, high, limits });
  ends.current = { from, to, low, high, limits };
  const dark = useTheme((state) => state.dark);
  const names = labels.join('\n');
  const stepped = steps.join();
  useEffect(() => {
    const element = box.current!;
    const made = new uPlot(options(element.clientWidth, names.split('\n'), stepped.split(',').map((each) => each === 'true'), ends, onZoom, onReadout), aligned(latest.current, names.split('\n').length), element);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, [dark, names, stepped, onZoom, onReadout]);
  useEffect(() => {
    plot.current?.setData(aligned(data, labels.length));
  }, [data, labels.length, from, to, low, high, limits.join()]);
  return <div ref={box} role="img" aria-label={`Trend of ${labels.join(', ')}`} />;
}

interface Ends {
  from: number;
  to: number;
  low: number | undefined;
  high: number | undefined;
  limits: readonly number[];
}

/** Until the past of a point just added has come, there is nothing to draw. */
function aligned(data: TrendData, lines: number): uPlot.AlignedData {
  return data.values.length === lines ? [data.times, ...data.values] : [[], ...Array.from({ length: lines }, () => [])];
}

function options(width: number, labels: string[], steps: boolean[], ends: { readonly current: Ends }, onZoom: ChartProps['onZoom'], onReadout: ChartProps['onReadout']): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (value: string) => (value.startsWith('var(') ? style.getPropertyValue(value.slice(4, -1)).trim() : value);
  const axis = { stroke: colour('var(--mute)'), grid: { stroke: colour('var(--line)'), width: 1 }, ticks: { show: false }, font: '11px "Inter Variable", sans-serif' };
  const zone = siteTimeZone();
  return {
    width,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    ...(zone !== undefined && { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), zone) }),
    cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
    legend: { show: false },
    // uPlot would make the axis of a single sample 2.7 years long.
    scales: { x: { range: () => [ends.current.from, ends.current.to] }, y: { range: (_, low, high) => axisRange(valueRange(...withLimits(low, high, ends.current.limits)), ends.current) } },
    axes: [
      { ...axis, size: 24, gap: 4, space: 72, values: (u, splits) => splits.map((seconds) => (isCut(u, seconds) ? '' : spanOf(u) > 172_800 ? showDateTime(seconds * 1000).slice(0, -6) : showClock(seconds * 1000, spanOf(u) < 600))) },
      { ...axis, size: 44, gap: 4, space: 32, values: (_, splits, __, ___, step) => splits.map((value) => axisNumber(value, step)) },
    ],
    series: [{}, ...labels.map((label, i) => ({ label, stroke: colour(COLOURS[i]!), width: i === 0 ? 2 : 1.5, ...(DASHES[i] && { dash: DASHES[i] }), ...(steps[i] && { paths: STEPPED }), points: { show: true, size: 5, fill: colour(COLOURS[i]!), filter: (u: uPlot, index: number) => isolated(u.data[index] as Reading[]) }, spanGaps: false }))],
    hooks: {
      draw: [(u) => ends.current.limits.forEach((limit) => drawLimit(u, limit, colour('var(--bad)')))],
      setCursor: [
        (u) => {
          const at = u.cursor.idx;
          onReadout(at == null ? undefined : { timeMs: u.data[0][at]! * 1000, values: u.data.slice(1).map((values) => values[at]) });
        },
      ],
      setSelect: [
        (u) => {
          if (u.select.width < 8) return;
          const from = u.posToVal(u.select.left, 'x') * 1000;
          onZoom({ from, to: u.posToVal(u.select.left + u.select.width, 'x') * 1000 });
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** The values' span, so wide that the limits are in sight. */
function withLimits(low: number | null, high: number | null, limits: readonly number[]): [number | null, number | null] {
  return low === null || high === null ? [low, high] : [Math.min(low, ...limits), Math.max(high, ...limits)];
}

function drawLimit(u: uPlot, limit: number, colour: string): void {
  const { left, top, width, height } = u.bbox;
  const y = Math.round(u.valToPos(limit, 'y', true));
  if (y < top || y > top + height) return;
  u.ctx.save();
  u.ctx.strokeStyle = colour;
  u.ctx.lineWidth = devicePixelRatio;
  u.ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  u.ctx.beginPath();
  u.ctx.moveTo(left, y);
  u.ctx.lineTo(left + width, y);
  u.ctx.stroke();
  u.ctx.restore();
}

/** Keeps the lower end below the upper one if only one of them is given. */
function axisRange([least, most]: [number, number], { low, high }: Ends): [number, number] {
  const from = low ?? Math.min(least, (high ?? most) - 1);
  return [from, high ?? Math.max(most, from + 1)];
}

/** As many decimals as the step between two lines needs, the same on all of them. */
function axisNumber(value: number, step: number): string {
  let decimals = 0;
  while (decimals < 6 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals++;
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replace('-', '−');
}

/** A label so near to the right edge would lose its end. */
function isCut(u: uPlot, seconds: number): boolean {
  return u.valToPos(seconds, 'x') > u.bbox.width / devicePixelRatio - HALF_A_LABEL;
}

function spanOf(u: uPlot): number {
  return (u.scales['x']?.max ?? 0) - (u.scales['x']?.min ?? 0);
}
