// SPDX-License-Identifier: GPL-3.0-only
import { useEffect } from 'react';
import type { AlarmPriority } from '../mqtt/wire';
import { blink } from './blink';
import styles from './Mark.module.css';

/** A shape for each priority, since not everybody can tell the colours apart. */
const SHAPES: Record<AlarmPriority, string> = {
  critical: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
  high: 'M8 1.5 15.5 14.5H.5z',
  medium: 'M8 .8 15.2 8 8 15.2.8 8z',
  low: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z',
};

interface MarkProps {
  priority: AlarmPriority;
  /** Somebody is to acknowledge it. */
  blinks?: boolean;
  size?: number;
}

/** How bad an alarm is; a word stands beside it, or in its title. */
export function Mark({ priority, blinks = false, size = 12 }: MarkProps) {
  useEffect(() => (blinks ? blink() : undefined), [blinks]);
  return (
    <svg className={`${styles.mark} ${styles[priority]} ${blinks ? styles.blinks : ''}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[priority]} />
    </svg>
  );
}
