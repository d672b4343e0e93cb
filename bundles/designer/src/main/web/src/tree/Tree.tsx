// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { EVERY_POINT, points, watchPoint } from '../gateway';
import { MANY_POINTS } from '../mqtt/client';
import { useMay } from '../rights';
import { standing } from '../points/live';
import { loadSite, useSite } from '../site/store';
import { Button } from '../ui/Button';
import { addOrReveal, choosePoint, showTab, useUi } from '../ui/state';
import { usePortions } from '../ui/usePortions';
import { VirtualList, type VirtualListHandle } from '../ui/VirtualList';
import { Filters } from './Filters';
import { isFiltering, NO_FILTER, rowsOf, type Row } from './filter';
import { useHealth } from './health';
import { DeviceRow, PointRow, rowId, ROW_HEIGHT } from './rows';
import styles from './Tree.module.css';

const NO_ROWS: readonly Row[] = [];

/** Devices and their points with live values; arrow keys walk, Enter puts a point on the canvas. */
export function Tree() {
  const site = useSite();
  const chosen = useUi((state) => state.point);
  const [filter, setFilter] = useState(NO_FILTER);
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const [active, setActive] = useState('');
  const list = useRef<VirtualListHandle>(null);
  const byQuality = isFiltering(filter) && (filter.quality !== '' || /good|bad|stale|uncertain/.test(filter.text));
  // The hits begin at the top, wherever the whole tree was scrolled to.
  useEffect(() => list.current?.top(), [filter]);
  // Whoever asks for a quality asks for that of all points: as it is, and what becomes of it.
  useEffect(() => {
    if (!byQuality) return;
    const release = watchPoint(EVERY_POINT);
    if (useSite.getState().points.size > MANY_POINTS) void loadSite();
    return release;
  }, [byQuality]);
  const newest = useHealth((state) => (byQuality ? state.tick : 0));
  const tick = useRef(newest);
  const done = useRef(true);
  // Work that takes longer than until the next tick would never come to its end.
  if (done.current) tick.current = newest;
  const [rows, , isDone] = usePortions(
    () => rowsOf(site.devices.values(), site.pointsOf, filter, closed, (pointId) => standing(points.get(pointId))),
    // The tick stands for values, which are read while filtering.
    [site, filter, closed, tick.current],
    NO_ROWS,
  );
  done.current = isDone;
  const toggle = (deviceId: number, open?: boolean) => {
    const next = new Set(closed);
    if (open ?? closed.has(deviceId)) next.delete(deviceId);
    else next.add(deviceId);
    setClosed(next);
  };
  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    setActive(rowId(row));
    list.current?.reveal(rows.indexOf(row));
    if (row.kind === 'point') choosePoint(row.point.point_id);
  };
  const finds = useMay('configure');
  const wanted = useUi((state) => state.device);
  useEffect(() => {
    if (wanted === undefined) return;
    const index = rows.findIndex((row) => row.kind === 'device' && row.device.device_id === wanted);
    if (index < 0) return setFilter(NO_FILTER);
    go(index);
    useUi.setState({ device: undefined });
  }, [wanted, rows]);
  const keys = (event: KeyboardEvent) => {
    const index = rows.findIndex((row) => rowId(row) === active);
    const row = rows[index];
    if (!act(event.key, index, row, rows, go, toggle)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const render = (index: number) => {
    const row = rows[index]!;
    const id = rowId(row);
    if (row.kind === 'device') return <DeviceRow key={id} row={row} active={id === active} onToggle={() => { setActive(id); toggle(row.device.device_id); }} />;
    return <PointRow key={id} point={row.point} active={id === active} chosen={row.point.point_id === chosen} onChoose={() => { setActive(id); choosePoint(row.point.point_id); }} />;
  };
  if ((site.loaded || site.failure !== undefined) && site.devices.size === 0) {
    return (
      <div className={styles.empty}>
        <p>{site.failure ?? (finds ? 'No devices yet. Discover those on the network.' : 'No devices yet. An integrator has to discover those on the network.')}</p>
        {site.loaded && finds && <Button onClick={() => showTab('discover')}>Discover devices</Button>}
      </div>
    );
  }
  return (
    <>
      <Filters filter={filter} onChange={setFilter} />
      {site.loaded && isDone && isFiltering(filter) && rows.length === 0 ? (
        <div className={styles.empty}>
          <p>Nothing matches the filter.</p>
          <Button onClick={() => setFilter(NO_FILTER)}>Clear the filter</Button>
        </div>
      ) : (
        <VirtualList
          ref={list} className={styles.tree} count={rows.length} rowHeight={ROW_HEIGHT} row={render}
          role="tree" aria-label="Devices and points" tabIndex={0} onKeyDown={keys} aria-activedescendant={active !== '' && rows.some((row) => rowId(row) === active) ? active : undefined}
        />
      )}
    </>
  );
}

function act(key: string, index: number, row: Row | undefined, rows: readonly Row[], go: (index: number) => void, toggle: (deviceId: number, open?: boolean) => void): boolean {
  switch (key) {
    case 'ArrowDown':
      go(index + 1);
      return true;
    case 'ArrowUp':
      go(index - 1);
      return true;
    case 'Home':
      go(0);
      return true;
    case 'End':
      go(rows.length - 1);
      return true;
    case 'ArrowRight':
      if (row?.kind === 'device') toggle(row.device.device_id, true);
      return row !== undefined;
    case 'ArrowLeft':
      if (row?.kind === 'device') toggle(row.device.device_id, false);
      else go(rows.slice(0, Math.max(0, index)).map((each) => each.kind).lastIndexOf('device'));
      return row !== undefined;
    case 'Enter':
    case ' ':
      if (row?.kind === 'device') toggle(row.device.device_id);
      else if (row !== undefined) addOrReveal(row.point.point_id);
      return row !== undefined;
    default:
      return false;
  }
}
