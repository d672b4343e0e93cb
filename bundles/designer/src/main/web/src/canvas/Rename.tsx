// SPDX-License-Identifier: GPL-3.0-only
import { useFlow } from '../flow/store';
import styles from './nodes.module.css';

/** A label that is changed where it stands; Enter keeps it, Escape takes it back. */
export function Rename({ id, label }: { id: string; label: string }) {
  const fixed = useFlow((state) => state.fixed);
  return (
    <input
      className={`${styles.rename} nodrag`}
      key={label}
      defaultValue={label}
      title={label}
      aria-label="Name"
      size={1}
      readOnly={fixed}
      onBlur={(event) => {
        const name = event.target.value.trim();
        if (name !== '' && name !== label) useFlow.getState().setData(id, { label: name });
        else event.target.value = label;
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.value = label;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
        event.stopPropagation();
      }}
    />
  );
}
