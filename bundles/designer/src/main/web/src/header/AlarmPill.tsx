// SPDX-License-Identifier: GPL-3.0-only
import { Mark } from '../alarms/Mark';
import { useAlarms } from '../alarms/useAlarms';
import { awaitsAcknowledgement, PRIORITIES } from '../alarms/words';
import { useGateway } from '../gateway';
import { addressOf } from '../ui/view';
import styles from './Header.module.css';

/** How many alarms there are that nobody has put aside, and how bad the worst is; leads to them. */
export function AlarmPill() {
  const trusted = useGateway((state) => state.trusted);
  const summary = useAlarms((view) => view.summary);
  const waits = useAlarms((view) => view.all.some((alarm) => alarm.shelved === undefined && alarm.suppressed_by === undefined && awaitsAcknowledgement(alarm)));
  if (summary === undefined) return null;
  const count = PRIORITIES.reduce((sum, priority) => sum + summary.by_priority[priority], 0);
  return (
    <a className={`${styles.pill} ${styles.to}`} href={addressOf('alarms')} title={trusted ? '' : 'As it was: the gateway is not heard'}>
      {summary.worst !== null && trusted && <Mark priority={summary.worst} blinks={waits} />}
      <b>{trusted ? count.toLocaleString('en') : '–'}</b>
      <span className={styles.wordy}>{count === 1 ? 'alarm' : 'alarms'}</span>
    </a>
  );
}
