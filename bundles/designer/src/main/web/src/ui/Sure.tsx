// SPDX-License-Identifier: GPL-3.0-only
import { useState } from 'react';
import { Button } from './Button';
import styles from './Sure.module.css';

interface SureProps {
  /** What it does, in a word or two. */
  label: string;
  /** What comes of it, which is read before it is done. */
  ask: string;
  act: () => void;
  busy?: boolean;
  small?: boolean;
}

/** A button that asks back: the first press tells what will come of it, the second does it. Escape leaves it. */
export function Sure({ label, ask, act, busy = false, small = false }: SureProps) {
  const [asking, setAsking] = useState(false);
  if (!asking) return <Button look="danger" small={small} disabled={busy} onClick={() => setAsking(true)}>{label}</Button>;
  const sure = () => {
    setAsking(false);
    act();
  };
  return (
    <div className={styles.sure} role="group" aria-label={ask} onKeyDown={(event) => event.key === 'Escape' && setAsking(false)}>
      <span>{ask}</span>
      <Button look="danger" small={small} onClick={sure}>{label}</Button>
      <Button small={small} autoFocus onClick={() => setAsking(false)}>Keep</Button>
    </div>
  );
}
