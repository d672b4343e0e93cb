// SPDX-License-Identifier: GPL-3.0-only
import { memo, useLayoutEffect, useRef } from 'react';
import { gatewayNow } from '../clock';
import { followSpark, SPAN_MS, type Spark } from '../points/sparks';
import styles from './nodes.module.css';

const WIDTH = 256;
const HEIGHT = 32;

/** Its line is written into the page directly, as values are. */
export const Sparkline = memo(function Sparkline({ pointId, steps }: { pointId: string; steps: boolean }) {
  const path = useRef<SVGPathElement>(null);
  useLayoutEffect(() => followSpark(pointId, (spark) => path.current!.setAttribute('d', draw(spark, steps, gatewayNow()))), [pointId, steps]);
  return (
    <svg className={styles.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path ref={path} fill="none" stroke={steps ? 'var(--mute)' : 'var(--brand)'} strokeWidth="1.5" vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
    </svg>
  );
});

/** The width stands for the last hour, or, while less than a quarter of it is known, for the known part. */
export function draw(spark: Spark, steps: boolean, now: number): string {
  if (spark.length < 2) return '';
  const values = spark.map(([, value]) => value);
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const flat = Math.max(...values) === low;
  const known = now - spark[0]![0];
  const width = known < SPAN_MS / 4 ? Math.max(known, 1) : SPAN_MS;
  const x = (time: number) => (((time - now) / width + 1) * WIDTH).toFixed(1);
  const y = (value: number) => (flat ? HEIGHT / 2 : HEIGHT - 5 - ((value - low) / span) * (HEIGHT - 10)).toFixed(1);
  return spark.map(([time, value], i) => (i === 0 ? `M${x(time)} ${y(value)}` : steps ? `H${x(time)}V${y(value)}` : `L${x(time)} ${y(value)}`)).join('');
}
