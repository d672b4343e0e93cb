// SPDX-License-Identifier: GPL-3.0-only
import { memo, useCallback } from 'react';
import { AlarmBadge } from '../alarms/AlarmBadge';
import type { PointInfo } from '../api';
import { startDrag } from '../canvas/drag';
import { startTouch } from '../canvas/touchDrag';
import { NO_VALUE, showWhole } from '../format';
import { useFlow } from '../flow/store';
import { useGateway } from '../gateway';
import { isGone, type Live } from '../points/live';
import { LiveText } from '../points/LiveText';
import { useFace, useWatched } from '../points/usePoint';
import { useSite } from '../site/store';
import { Dot } from '../ui/Dot';
import { Icon } from '../ui/Icon';
import { addOrReveal, type Addable } from '../ui/state';
import type { Row } from './filter';
import { useHealth } from './health';
import styles from './Tree.module.css';

export const ROW_HEIGHT = 44;

export function rowId(row: Row): string {
  return row.kind === 'device' ? `tree-${row.device.device_id}` : `tree-${row.point.point_id}`;
}

interface DeviceRowProps {
  row: Row & { kind: 'device' };
  active: boolean;
  onToggle: () => void;
}

export function DeviceRow({ row, active, onToggle }: DeviceRowProps) {
  const { device, open, shown } = row;
  const fixed = useFlow((state) => state.fixed);
  // The summary is up to a second late, so the loss of the gateway counts here at once.
  const trusted = useGateway((state) => state.trusted);
  const summary = useHealth((state) => state.devices[device.device_id] ?? 'none');
  const health = trusted || summary === 'none' ? summary : 'stale';
  const down = health === 'bad' || (health === 'none' && !device.reachable);
  const where = down ? 'offline' : device.network_number ? `net ${device.network_number}` : device.ip_address;
  return (
    <div
      id={rowId(row)} className={`${styles.row} ${styles.device} ${active ? styles.active : ''}`} role="treeitem" aria-level={1} aria-expanded={open}
      onClick={onToggle} draggable={!fixed} title={`${device.name} · ${device.vendor_name} ${device.model_name}`}
      onDragStart={(event) => startDrag(event, pointsOf(device.device_id))}
      onPointerDown={(event) => !fixed && startTouch(event, device.name, () => pointsOf(device.device_id))}
    >
      <span className={open ? styles.open : styles.shut}><Icon name="right" size={12} /></span>
      <Dot standing={down ? 'bad' : health} />
      <span className={`${styles.devicename} ellipsis`}>{device.name}</span>
      <span className={`${styles.quiet} num ellipsis`}>{device.device_id}{where !== '' && <span className={styles.where}> · {where}</span>}</span>
      <AlarmBadge deviceId={device.device_id} />
      <span className={`${styles.count} num`}>{shown}</span>
    </div>
  );
}

function pointsOf(deviceId: number): Addable[] {
  return (useSite.getState().pointsOf.get(deviceId) ?? []).map((point) => ({ point: point.point_id }));
}

interface PointRowProps {
  point: PointInfo;
  active: boolean;
  chosen: boolean;
  onChoose: () => void;
}

export const PointRow = memo(function PointRow({ point, active, chosen, onChoose }: PointRowProps) {
  useWatched(point.point_id);
  const fixed = useFlow((state) => state.fixed);
  const { standing: how, words, inFull } = useFace(point.point_id);
  const write = useCallback((live: Live | undefined) => valueAndUnit(point, live), [point]);
  const remark = how === 'good' || how === 'none' ? (point.writable ? 'writable' : '') : words.replace(/^(bad|uncertain) · /, '');
  return (
    <div
      id={`tree-${point.point_id}`} className={`${styles.row} ${styles.point} ${active ? styles.active : ''} ${chosen ? styles.chosen : ''}`}
      role="treeitem" aria-level={2} aria-selected={chosen} draggable={!fixed} title={`${point.name} · ${inFull}`}
      onClick={onChoose} onDoubleClick={() => addOrReveal(point.point_id)} onDragStart={(event) => startDrag(event, [{ point: point.point_id }])}
      onPointerDown={(event) => !fixed && startTouch(event, point.name, () => [{ point: point.point_id }])}
    >
      <Dot standing={how} />
      <span className={styles.names}>
        <span className="ellipsis">{point.name}</span>
        <small className="ellipsis">{point.object_type} {point.instance}{remark && ` · ${remark}`}</small>
      </span>
      <AlarmBadge pointId={point.point_id} />
      <LiveText pointId={point.point_id} write={write} className={`${styles.value} num ellipsis`} />
    </div>
  );
});

function valueAndUnit(point: PointInfo, live: Live | undefined): string {
  if (isGone(live)) return NO_VALUE;
  return showWhole(live!.value, { ...point, units: live!.units ?? point.units });
}
