// SPDX-License-Identifier: GPL-3.0-only
import type { FormEvent } from 'react';
import { api } from '../api';
import { useSession } from '../session/store';
import { Button } from '../ui/Button';
import { Said } from '../ui/Said';
import { useAct } from '../ui/useAct';
import styles from './Header.module.css';

/** One's own. */
export function PasswordForm() {
  const { busy, outcome, run } = useAct();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    void run(async () => {
      await api.changePassword({ old: String(data.get('old')), new: String(data.get('new')) });
      form.reset();
      return 'The password is changed.';
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <input type="text" autoComplete="username" value={useSession((state) => state.user)} readOnly hidden />
      <label>Present password<input name="old" type="password" autoComplete="current-password" required /></label>
      <label>New password<input name="new" type="password" autoComplete="new-password" required minLength={12} /></label>
      <Button type="submit" disabled={busy}>Change the password</Button>
      <Said outcome={outcome} />
    </form>
  );
}
