// SPDX-License-Identifier: GPL-3.0-only
import { PRIORITIES } from '../panel/priorities';
import { readWhole } from '../number';
import type { WriteScope } from '../rights';
import { itemsIn } from './words';
import styles from './People.module.css';

/** A write scope as it stands in the fields. */
export interface ScopeTexts {
  points: string;
  ranges: string;
  priority: number;
  /** Seconds; empty for none. */
  lease: string;
}

const MOST_LEASE_S = 31_536_000;

export function scopeTexts({ points, ranges, highest_priority: priority, lease_seconds: lease }: WriteScope): ScopeTexts {
  return { points: points.join('\n'), ranges: ranges.join('\n'), priority, lease: lease === 0 ? '' : String(lease) };
}

/** What is sent; the gateway says in words what is wrong with a point or a range. */
export function scopeOf({ points, ranges, priority, lease }: ScopeTexts): WriteScope {
  return { points: itemsIn(points), ranges: itemsIn(ranges), highest_priority: priority, lease_seconds: readLease(lease).value ?? 0 };
}

export function readLease(lease: string): { value?: number; failure?: string } {
  return lease.trim() === '' ? { value: 0 } : readWhole(lease, 1, MOST_LEASE_S);
}

/** What the account may write, within what the gateway lets anybody write. */
export function ScopeFields({ scope, onChange }: { scope: ScopeTexts; onChange: (scope: ScopeTexts) => void }) {
  const { failure } = readLease(scope.lease);
  return (
    <fieldset className={styles.rights}>
      <legend>It may write</legend>
      <label>
        Points, one a line
        <textarea rows={2} value={scope.points} placeholder="all, or 1001.analogValue.*" spellCheck={false} autoComplete="off" onChange={(event) => onChange({ ...scope, points: event.target.value })} />
      </label>
      <label>
        Values, one range a line
        <textarea rows={2} value={scope.ranges} placeholder="all, or *.analogValue.*=10..30" spellCheck={false} autoComplete="off" onChange={(event) => onChange({ ...scope, ranges: event.target.value })} />
      </label>
      <label>
        Most urgent priority
        <select value={scope.priority} onChange={(event) => onChange({ ...scope, priority: Number(event.target.value) })}>
          {PRIORITIES.map(({ level, name }) => <option key={level} value={level}>{level} {name}</option>)}
        </select>
      </label>
      <label>
        Relinquished after so many seconds at the latest
        <input className="num" inputMode="numeric" autoComplete="off" placeholder="never by itself" value={scope.lease} aria-invalid={failure !== undefined} onChange={(event) => onChange({ ...scope, lease: event.target.value })} />
      </label>
      {failure !== undefined && <p className={styles.bad} role="alert">{failure}</p>}
    </fieldset>
  );
}
