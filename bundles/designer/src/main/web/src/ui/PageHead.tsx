// SPDX-License-Identifier: GPL-3.0-only
import type { ReactNode } from 'react';
import { Icon } from './Icon';
import styles from './PageHead.module.css';

/** The head of a page that is not the canvas, with the way back. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.head}>
      <a className={styles.back} href="#"><span className={styles.left}><Icon name="chevron" size={12} /></span>Canvas</a>
      <h2>{title}</h2>
      <div className={styles.actions}>{children}</div>
    </div>
  );
}
