// SPDX-License-Identifier: GPL-3.0-only
import type { Outcome } from './useAct';
import styles from './Said.module.css';

/** How an act ended, in words. */
export function Said({ outcome }: { outcome: Outcome | undefined }) {
  if (outcome === undefined || outcome.message === '') return null;
  return <p className={outcome.good ? styles.good : styles.bad} role={outcome.good ? 'status' : 'alert'}>{outcome.message}</p>;
}
