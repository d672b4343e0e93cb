// SPDX-License-Identifier: GPL-3.0-only
import { useState, type FormEvent } from 'react';
import { Button } from '../ui/Button';
import { Said } from '../ui/Said';
import { useAct } from '../ui/useAct';
import { addressOf, goTo } from '../ui/view';
import { rest } from './rest';
import { asSent, NEWCOMER, RoleFields } from './RoleFields';
import styles from './People.module.css';

export function AddAccount({ onAdded }: { onAdded: () => Promise<void> }) {
  const [wanted, setWanted] = useState(NEWCOMER);
  const { busy, outcome, run } = useAct();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const name = String(data.get('name')).trim();
    void run(async () => {
      await rest.add({ name, ...asSent(wanted) }, String(data.get('password')));
      await onAdded();
      goTo(addressOf('people', name));
      return '';
    });
  };
  return (
    <section className={styles.section}>
      <h3>A new account</h3>
      <form className={styles.form} onSubmit={submit}>
        <label>Name<input name="name" required autoFocus maxLength={64} autoComplete="off" spellCheck={false} autoCapitalize="none" /></label>
        <RoleFields wanted={wanted} onChange={setWanted} />
        <label>Password<input name="password" type="password" required autoComplete="new-password" /></label>
        {wanted.role === 'service' && <p className="mute">A program is better off with a token, which you make once the account is there.</p>}
        <Said outcome={outcome} />
        <div className={styles.buttons}>
          <Button type="submit" look="primary" disabled={busy}>{busy ? 'Adding…' : 'Add the account'}</Button>
          <Button onClick={() => goTo(addressOf('people'))}>Not now</Button>
        </div>
      </form>
    </section>
  );
}
