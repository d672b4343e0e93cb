// SPDX-License-Identifier: GPL-3.0-only
import { memo } from 'react';
import { showMoment } from '../format';
import type { Alarm } from '../mqtt/wire';
import { useDeviceInfo, usePointInfo } from '../site/store';
import { Age } from '../ui/Age';
import { Icon } from '../ui/Icon';
import { lineId, type Line } from './lines';
import { Mark } from './Mark';
import { awaitsAcknowledgement, signedBy } from './words';
import styles from './Alarms.module.css';

export const ROW_HEIGHT = 48;

interface GroupRowProps {
  line: Line & { kind: 'device' };
  active: boolean;
  onToggle: () => void;
}

export function GroupRow({ line, active, onToggle }: GroupRowProps) {
  const device = useDeviceInfo(line.deviceId);
  const name = line.deviceId === undefined ? 'The gateway itself' : (device?.name ?? `Device ${line.deviceId}`);
  return (
    <div id={lineId(line)} className={`${styles.row} ${styles.group} ${active ? styles.active : ''}`} role="treeitem" aria-level={1} aria-expanded={line.open} onClick={onToggle}>
      <span className={line.open ? styles.open : styles.shut}><Icon name="right" size={12} /></span>
      <Mark priority={line.worst} />
      <span className="ellipsis">{name}</span>
      <span className={`${styles.count} num`}>{line.count === 1 ? '1 alarm' : `${line.count.toLocaleString('en')} alarms`}</span>
    </div>
  );
}

interface AlarmRowProps {
  alarm: Alarm;
  level: 1 | 2;
  active: boolean;
  picked: boolean;
  effects: number;
  onChoose: (extend: boolean) => void;
  onPick: () => void;
  onOpen: () => void;
}

export const AlarmRow = memo(function AlarmRow({ alarm, level, active, picked, effects, onChoose, onPick, onOpen }: AlarmRowProps) {
  const device = useDeviceInfo(alarm.device_id);
  const point = usePointInfo(alarm.point_id ?? '');
  const about = [device?.name, point?.name ?? alarm.point_id].filter((each) => each !== undefined).join(' · ');
  return (
    <div
      id={lineId({ kind: 'alarm', alarm })} className={`${styles.row} ${level === 2 ? styles.inner : ''} ${active ? styles.active : ''} ${picked ? styles.picked : ''}`}
      role="treeitem" aria-level={level} aria-selected={picked} title={alarm.alarm_id}
      onClick={(event) => (event.ctrlKey || event.metaKey ? onPick() : onChoose(event.shiftKey))} onDoubleClick={onOpen}
    >
      <span className={styles.priority}><Mark priority={alarm.priority} blinks={awaitsAcknowledgement(alarm)} />{alarm.priority}</span>
      <span className={styles.what}>
        <span className="ellipsis">{alarm.text}</span>
        <small className="ellipsis">{[about || alarm.alarm_id, effects === 0 ? '' : effects === 1 ? 'and 1 effect' : `and ${effects} effects`, alarm.chattering ? 'chattering' : ''].filter(Boolean).join(' · ')}</small>
      </span>
      <span className={styles.state}>
        <span>{conditionOf(alarm)}</span>
        <small className="ellipsis">{handledBy(alarm)}</small>
      </span>
      <span className={`${styles.since} num`}>
        <Age time={Date.parse(alarm.raised_at)} />
        <small>{alarm.occurrence > 1 ? `×${alarm.occurrence}` : ''}</small>
      </span>
    </div>
  );
});

function conditionOf({ condition, latched }: Alarm): string {
  return latched && condition === 'gone' ? 'gone, latched' : condition;
}

/** What people have made of it, or what they are to. */
function handledBy(alarm: Alarm): string {
  if (alarm.shelved) return `shelved until ${showMoment(alarm.shelved.until)}`;
  if (alarm.suppressed_by !== undefined) return `effect of ${alarm.suppressed_by}`;
  if (alarm.acknowledgement) return `seen by ${signedBy(alarm.acknowledgement)}`;
  return awaitsAcknowledgement(alarm) ? 'to acknowledge' : '';
}
