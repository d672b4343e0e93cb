// SPDX-License-Identifier: GPL-3.0-only
import { useState, type FormEvent } from 'react';
import { siteTimeZone } from '../format';
import { readNumber } from '../number';
import { Button } from '../ui/Button';
import { fromZoned, toZoned } from '../zonedTime';
import styles from './Panel.module.css';

export interface OwnSpan {
  from: number;
  to: number;
}

/** What the value axis shows; what is undefined follows the values. */
export interface OwnAxis {
  low: number | undefined;
  high: number | undefined;
}

interface TrendSettingsProps {
  shown: OwnSpan;
  onSpan: (span: OwnSpan) => void;
  onAxis: (axis: OwnAxis) => void;
  hasAxis: boolean;
}

/** A span of one's own, by the clock of the site, and the ends of the value axis. */
export function TrendSettings({ shown, onSpan, onAxis, hasAxis }: TrendSettingsProps) {
  const zone = siteTimeZone();
  const [failure, setFailure] = useState<string>();
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const read = readSettings((name) => String(given.get(name) ?? ''), zone);
    setFailure(read.failure);
    if (read.failure !== undefined) return;
    onAxis(read.axis);
    if (read.span.from !== toMinute(shown.from) || read.span.to !== toMinute(shown.to)) onSpan(read.span);
  };
  return (
    <form className={styles.settings} onSubmit={show}>
      <label className={styles.whole}>From<input type="datetime-local" name="from" required key={toZoned(shown.from, zone)} defaultValue={toZoned(shown.from, zone)} /></label>
      <label className={styles.whole}>To<input type="datetime-local" name="to" required key={toZoned(shown.to, zone)} defaultValue={toZoned(shown.to, zone)} /></label>
      {hasAxis && <label>Axis from<input className="num" name="low" inputMode="decimal" autoComplete="off" placeholder="automatic" /></label>}
      {hasAxis && <label>Axis to<input className="num" name="high" inputMode="decimal" autoComplete="off" placeholder="automatic" /></label>}
      {failure !== undefined && <p className={styles.error} role="alert">{failure}</p>}
      <Button type="submit" small>Show</Button>
    </form>
  );
}

const toMinute = (ms: number): number => Math.floor(ms / 60_000) * 60_000;

type ReadSettings = { failure: string } | { failure?: undefined; span: OwnSpan; axis: OwnAxis };

/** What was given, or the first thing that is wrong with it. */
export function readSettings(given: (name: string) => string, zone: string | undefined): ReadSettings {
  const from = fromZoned(given('from'), zone);
  const to = fromZoned(given('to'), zone);
  if (from === undefined || to === undefined) return { failure: 'Give a day and a time for both ends.' };
  if (to <= from) return { failure: 'The end has to come after the beginning.' };
  const low = end(given('low'));
  const high = end(given('high'));
  if (low.failure !== undefined || high.failure !== undefined) return { failure: (low.failure ?? high.failure)! };
  if (low.value !== undefined && high.value !== undefined && high.value <= low.value) return { failure: 'The upper end of the axis has to be above the lower one.' };
  return { span: { from, to }, axis: { low: low.value, high: high.value } };
}

function end(text: string): { value?: number | undefined; failure?: string | undefined } {
  return text.trim() === '' ? {} : readNumber(text);
}
