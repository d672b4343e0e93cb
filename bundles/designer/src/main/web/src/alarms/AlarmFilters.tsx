// SPDX-License-Identifier: GPL-3.0-only
import type { Ref } from 'react';
import { useDeviceInfo } from '../site/store';
import { Button } from '../ui/Button';
import { ORDERS, STANDINGS, type AlarmFilter, type AlarmOrder, type AlarmStanding } from './lines';
import { PRIORITIES } from './words';
import styles from './Alarms.module.css';

interface AlarmFiltersProps {
  filter: AlarmFilter;
  /** Whether the lines are grouped, by one's choice or by their number. */
  grouped: boolean;
  /** How many alarms each standing has, whatever else is asked for. */
  counts: Readonly<Record<AlarmStanding, number>>;
  onChange: (filter: AlarmFilter) => void;
  search: Ref<HTMLInputElement>;
}

export function AlarmFilters({ filter, grouped, counts, onChange, search }: AlarmFiltersProps) {
  const device = useDeviceInfo(filter.device);
  return (
    <div className={styles.filters} role="search" aria-label="Which alarms">
      <input ref={search} type="search" aria-label="Search alarms" placeholder="Words, device, point" value={filter.text} onChange={(event) => onChange({ ...filter, text: event.target.value })} />
      <div className={styles.standings} role="group" aria-label="Show">
        {STANDINGS.map(({ id, label }) => (
          <Button key={id} small look="quiet" aria-pressed={filter.standing === id} onClick={() => onChange({ ...filter, standing: id })}>
            {label} <span className="num">{counts[id].toLocaleString('en')}</span>
          </Button>
        ))}
      </div>
      <select aria-label="Priority" value={filter.priority} onChange={(event) => onChange({ ...filter, priority: event.target.value as AlarmFilter['priority'] })}>
        <option value="">all priorities</option>
        {PRIORITIES.slice(0, -1).map((each, i) => <option key={each} value={each}>{i === 0 ? each : `${each} or worse`}</option>)}
      </select>
      <select aria-label="Order" value={filter.order} onChange={(event) => onChange({ ...filter, order: event.target.value as AlarmOrder })}>
        {ORDERS.map(({ id, label }) => <option key={id} value={id}>{label}</option>)}
      </select>
      <label className={styles.tick}><input type="checkbox" checked={grouped} onChange={(event) => onChange({ ...filter, grouped: event.target.checked })} />Grouped by device</label>
      {filter.device !== undefined && <Button small onClick={() => onChange({ ...filter, device: undefined })}>Not only {device?.name ?? `device ${filter.device}`}</Button>}
    </div>
  );
}
