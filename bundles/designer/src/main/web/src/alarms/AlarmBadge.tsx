// SPDX-License-Identifier: GPL-3.0-only
import { memo } from 'react';
import { Mark } from './Mark';
import { useAlarms } from './useAlarms';
import { awaitsAcknowledgement } from './words';
import styles from './AlarmBadge.module.css';

type AlarmBadgeProps = { pointId: string; deviceId?: undefined } | { deviceId: number; pointId?: undefined };

/** The worst alarm of a point, or of a device with its points, that nobody has put aside; nothing if there is none. */
export const AlarmBadge = memo(function AlarmBadge({ pointId, deviceId }: AlarmBadgeProps) {
  const badge = useAlarms((view) => (pointId === undefined ? view.ofDevice.get(deviceId) : view.ofPoint.get(pointId)));
  if (badge === undefined) return null;
  const { worst, count } = badge;
  const words = `${worst.priority} alarm: ${worst.text}${count === 1 ? '' : `, and ${count - 1} more`}`;
  return (
    <span className={styles.badge} role="img" aria-label={words} title={words}>
      <Mark priority={worst.priority} blinks={awaitsAcknowledgement(worst)} />
      {count > 1 && <span className="num">{count}</span>}
    </span>
  );
});
