// SPDX-License-Identifier: GPL-3.0-only
import { useMemo } from 'react';
import { capabilities } from '../capabilities';
import type { Standing } from '../points/live';
import { useSite } from '../site/store';
import { unitSymbol } from '../units';
import { openPalette } from '../ui/state';
import type { Filter } from './filter';
import styles from './Tree.module.css';

const QUALITIES: readonly Standing[] = ['good', 'uncertain', 'bad', 'stale'];

export function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const points = useSite((state) => state.points);
  const types = useMemo(() => [...new Set([...points.values()].map((point) => point.object_type))].sort(), [points]);
  const units = useMemo(() => [...new Set([...points.values()].flatMap((point) => (unitSymbol(point.units) ? [point.units!] : [])))].sort(), [points]);
  return (
    <div className={styles.filters}>
      <div className={styles.search}>
        <input type="search" placeholder="Filter by name, unit, quality" aria-label="Filter points" value={filter.text} onKeyDown={(event) => {
            if (event.key !== 'Escape' || filter.text === '') return;
            onChange({ ...filter, text: '' });
            event.preventDefault();
            event.stopPropagation();
          }} onChange={(event) => onChange({ ...filter, text: event.target.value })} />
        {capabilities().canvas && <button type="button" onClick={() => openPalette(true)} aria-label="Ctrl K: search everything">Ctrl K</button>}
      </div>
      <div className={styles.selects}>
        <select aria-label="Type" value={filter.type} onChange={(event) => onChange({ ...filter, type: event.target.value })}>
          <option value="">Type</option>
          {types.map((type) => <option key={type}>{type}</option>)}
        </select>
        <select aria-label="Unit" value={filter.unit} onChange={(event) => onChange({ ...filter, unit: event.target.value })}>
          <option value="">Unit</option>
          {units.map((unit) => <option key={unit} value={unit}>{unitSymbol(unit)}</option>)}
        </select>
        <select aria-label="Quality" value={filter.quality} onChange={(event) => onChange({ ...filter, quality: event.target.value as Filter['quality'] })}>
          <option value="">Quality</option>
          {QUALITIES.map((quality) => <option key={quality}>{quality}</option>)}
        </select>
      </div>
    </div>
  );
}
