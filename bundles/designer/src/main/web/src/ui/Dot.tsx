import type { ReactNode } from 'react';
import type { Standing } from '../points/live';
import styles from './Dot.module.css';

/** A coloured dot; not everybody can tell the colours apart, so a word always stands beside it. */
export function Dot({ standing }: { standing: Standing }) {
  return <i className={`${styles.dot} ${styles[standing] ?? ''}`} aria-hidden="true" />;
}

export function StandingWord({ standing, children }: { standing: Standing; children: ReactNode }) {
  return <span className={`${styles.word} ${styles[standing] ?? ''} ellipsis`}>{children}</span>;
}
