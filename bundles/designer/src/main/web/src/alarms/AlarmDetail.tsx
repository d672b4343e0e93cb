// SPDX-License-Identifier: GPL-3.0-only
import type { ReactNode } from 'react';
import { gatewayNow } from '../clock';
import { showDateTime, showMoment } from '../format';
import type { Alarm } from '../mqtt/wire';
import { useMay } from '../rights';
import { useDeviceInfo, usePointInfo } from '../site/store';
import { Button } from '../ui/Button';
import { addressOf } from '../ui/view';
import { goToNode, goToTrend } from './jump';
import { Maintenance } from './Maintenance';
import { Mark } from './Mark';
import type { Action } from './rest';
import { awaitsAcknowledgement, signedBy } from './words';
import styles from './Alarms.module.css';

interface AlarmDetailProps {
  alarm: Alarm;
  effects: number;
  /** What is shown can be current, and so be acted on. */
  current: boolean;
  onIntent: (action: Action) => void;
  onUnshelve: () => void;
}

/** One alarm: what it is, who has done what about it, and what can be done. */
export function AlarmDetail({ alarm, effects, current, onIntent, onUnshelve }: AlarmDetailProps) {
  const acts = useMay('acknowledge') && current;
  const device = useDeviceInfo(alarm.device_id);
  const point = usePointInfo(alarm.point_id ?? '');
  const { acknowledgement: seen, shelved } = alarm;
  const works = alarm.kind === 'maintenance';
  return (
    <section className={styles.section}>
      <h3 className={styles.text}>{alarm.text}</h3>
      <dl className={styles.facts}>
        <dt>Priority</dt><dd className={styles.priority}><Mark priority={alarm.priority} blinks={awaitsAcknowledgement(alarm)} />{alarm.priority}</dd>
        <dt>Condition</dt><dd>{alarm.condition}{alarm.latched && ', stays until it is resolved'}</dd>
        <dt>Came</dt><dd className="num">{showDateTime(Date.parse(alarm.raised_at))}{alarm.occurrence > 1 && `, for the ${ordinal(alarm.occurrence)} time`}</dd>
        {alarm.gone_at !== undefined && <><dt>Went</dt><dd className="num">{showDateTime(Date.parse(alarm.gone_at))}</dd></>}
        {device && <><dt>Device</dt><dd>{device.name}</dd></>}
        {alarm.point_id !== undefined && <><dt>Point</dt><dd>{point?.name ?? alarm.point_id}</dd></>}
        <dt>Alarm</dt><dd className={styles.code}>{alarm.alarm_id}</dd>
        {alarm.chattering && <><dt>Chattering</dt><dd>it came three times in ten minutes</dd></>}
        {alarm.suppressed_by !== undefined && <><dt>Effect of</dt><dd><a href={addressOf('alarms', alarm.suppressed_by, { show: 'all' })}>{alarm.suppressed_by}</a></dd></>}
        {effects > 0 && <><dt>Effects</dt><dd><a href={addressOf('alarms', alarm.alarm_id, { show: 'effects', text: alarm.alarm_id })}>{effects === 1 ? '1 alarm' : `${effects} alarms`}</a></dd></>}
        {seen ? <Signed what="Seen by" by={signedBy(seen)} at={seen.timestamp} note={seen.note} /> : alarm.ack_required && <><dt>Seen by</dt><dd className={styles.warn}>nobody yet</dd></>}
        {alarm.device_ack !== undefined && <><dt>At the device</dt><dd>{alarm.device_ack === 'pending' ? 'not yet acknowledged' : `refused${alarm.device_ack_reason === undefined ? '' : `: ${alarm.device_ack_reason}`}`}</dd></>}
        {shelved && !works && <Signed what="Shelved by" by={signedBy(shelved)} until={shelved.until} note={shelved.note} />}
      </dl>
      <div className={styles.buttons}>
        {acts && !alarm.acknowledged && !works && <Button look="primary" onClick={() => onIntent('acknowledge')}>Acknowledge</Button>}
        {acts && !works && (shelved ? <Button onClick={onUnshelve}>Unshelve</Button> : <Button onClick={() => onIntent('shelve')}>Shelve</Button>)}
        {acts && alarm.condition !== 'present' && <Button onClick={() => onIntent('resolve')}>Resolve</Button>}
        {acts && <Button onClick={() => onIntent('note')}>Note</Button>}
        {(alarm.point_id !== undefined || alarm.device_id !== undefined) && <Button onClick={() => goToNode(alarm)}>{alarm.point_id === undefined ? 'Device' : 'Point'}</Button>}
        {alarm.point_id !== undefined && <Button onClick={() => goToTrend(alarm, gatewayNow())}>Trend</Button>}
      </div>
      {acts && alarm.device_id !== undefined && <Maintenance deviceId={alarm.device_id} />}
    </section>
  );
}

function Signed({ what, by, at, until, note }: { what: string; by: string; at?: string; until?: string; note?: string | undefined }): ReactNode {
  return (
    <>
      <dt>{what}</dt>
      <dd>
        {by}{at !== undefined && `, ${showMoment(at)}`}{until !== undefined && `, until ${showMoment(until)}`}
        {note !== undefined && <q className={styles.note}>{note}</q>}
      </dd>
    </>
  );
}

const ENDINGS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' });

function ordinal(count: number): string {
  return `${count}${ENDINGS[ORDINALS.select(count)]}`;
}
