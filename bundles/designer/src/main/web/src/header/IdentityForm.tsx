// SPDX-License-Identifier: GPL-3.0-only
import { useState, type FormEvent } from 'react';
import type { Identity } from '../mqtt/topics';
import { changeIdentity, useSession } from '../session/store';
import { Button } from '../ui/Button';
import styles from './Header.module.css';

const FIELDS: readonly { key: keyof Identity; label: string }[] = [
  { key: 'organization_id', label: 'Organization' },
  { key: 'site_id', label: 'Site' },
  { key: 'iot_device_id', label: 'Gateway' },
];

/** The three ids below which all of the gateway's topics are. */
export function IdentityForm({ onDone, done }: { onDone?: () => void; done?: string }) {
  const identity = useSession((state) => state.identity);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const change = async (to: Identity | 'generate') => {
    setBusy(true);
    setFailure(undefined);
    try {
      const same = to !== 'generate' && FIELDS.every(({ key }) => to[key] === identity?.[key]);
      if (!same) await changeIdentity(to);
      if (to !== 'generate') onDone?.();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : 'Not changed.');
    }
    setBusy(false);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void change(Object.fromEntries(FIELDS.map(({ key }) => [key, String(data.get(key)).trim()])) as unknown as Identity);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {FIELDS.map(({ key, label }) => (
        <label key={key}>
          {label}
          <input key={identity?.[key]} name={key} defaultValue={identity?.[key]} required maxLength={64} pattern="[A-Za-z0-9_\-]{1,64}" title="1 to 64 letters, digits, _ and -" spellCheck={false} autoComplete="off" />
        </label>
      ))}
      <div className={styles.buttons}>
        <Button type="submit" look={done === undefined ? 'plain' : 'primary'} disabled={busy}>{busy ? 'Saving…' : (done ?? 'Save')}</Button>
        <Button look="quiet" disabled={busy} onClick={() => void change('generate')}>Generate a new one</Button>
      </div>
      {failure && <p className={styles.error} role="alert">{failure}</p>}
    </form>
  );
}
