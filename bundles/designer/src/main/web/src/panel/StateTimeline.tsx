// SPDX-License-Identifier: GPL-3.0-only
import { showClock, showDateTime, showDuration, stateText, type ValueStyle } from '../format';
import { isBinary } from '../objectTypes';
import { segmentsOf, sharesOf, type Reading } from './trendData';
import styles from './Timeline.module.css';

interface StateTimelineProps {
  name: string;
  style: ValueStyle;
  times: readonly number[];
  values: readonly Reading[];
  /** The span shown, in seconds. */
  from: number;
  to: number;
}

/** The least share of the band that has room for words; narrower states are named in the key. */
const WORDS_FIT = 0.2;

/** Which state a point was in, when: one band, with the words in it. */
export function StateTimeline({ name, style, times, values, from, to }: StateTimelineProps) {
  const segments = segmentsOf(times, values, to).filter((each) => each.end > from);
  const percent = (seconds: number) => `${(100 * (Math.max(from, seconds) - from)) / (to - from)}%`;
  const width = ({ start, end }: { start: number; end: number }) => `${(100 * (end - Math.max(from, start))) / (to - from)}%`;
  return (
    <div className={styles.timeline} role="img" aria-label={`States of ${name}`}>
      <div className={styles.band}>
        {segments.map((each) => (
          <span
            key={each.start} className={styles.state} style={{ left: percent(each.start), width: width(each), background: stateColour(each.value, style) }}
            title={`${stateText(each.value, style)}, ${showDateTime(each.start * 1000)} to ${showClock(each.end * 1000)}, ${showDuration(each.end - each.start)}`}
          >
            {(each.end - Math.max(from, each.start)) / (to - from) >= WORDS_FIT && stateText(each.value, style)}
          </span>
        ))}
      </div>
      <div className={`${styles.ends} num`}>
        <span>{showDateTime(from * 1000)}</span>
        <span>{showDateTime(to * 1000)}</span>
      </div>
    </div>
  );
}

/** How much of the span each state had, with its colour. */
export function StateShares({ style, times, values, to }: Omit<StateTimelineProps, 'name' | 'from'>) {
  return sharesOf(segmentsOf(times, values, to)).map(({ value, share }) => (
    <span key={value} className={styles.share}>
      <i style={{ background: stateColour(value, style) }} />
      {stateText(value, style)} {(100 * share).toFixed(0)} %
    </span>
  ));
}

/** The resting state quiet, the others shades of one colour, in which text can be read. */
function stateColour(value: number, { object_type = '' }: ValueStyle): string {
  const index = Math.round(value) - (isBinary(object_type) ? 0 : 1);
  return index <= 0 ? 'var(--line)' : `color-mix(in srgb, var(--brand) ${20 + ((index * 19) % 45)}%, var(--panel))`;
}
