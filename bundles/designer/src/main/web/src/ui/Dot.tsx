// SPDX-License-Identifier: GPL-3.0-only
import type { ReactNode } from 'react';
import type { Standing } from '../points/live';
import styles from './Dot.module.css';

/** A coloured dot; not everybody can tell the colours apart, so a word always stands beside it. */
export function Dot({ standing }: { standing: Standing }) {
  return <i className={`${styles.dot} ${styles[standing] ?? ''}`} aria-hidden="true" />;
}

/** @param inFull what it says where it is too long for its place */
export function StandingWord({ standing, inFull, children }: { standing: Standing; inFull?: string; children: ReactNode }) {
  return <span className={`${styles.word} ${styles[standing] ?? ''} ellipsis`} title={inFull}>{children}</span>;
}
