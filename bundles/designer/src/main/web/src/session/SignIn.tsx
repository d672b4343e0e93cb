// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useState, type FormEvent } from 'react';
import { capabilities } from '../capabilities';
import { signInAtFleet } from '../fleet/store';
import { Button } from '../ui/Button';
import { Logo } from '../ui/Logo';
import { signIn, useSession } from './store';
import styles from './SignIn.module.css';

const QUESTIONS = {
  new_password_required: 'This is a one-time code. Choose a password of your own; you sign in with that from now on.',
  code_required: 'Type the code that your authenticator shows, or one of your recovery codes.',
  recovery_code_required: "The gateway's clock is wrong, so no authenticator's code can be right now. Type one of your recovery codes.",
};

export function SignIn() {
  const message = useSession((state) => state.message);
  const lockedUntil = useSession((state) => state.lockedUntil);
  const lacking = useSession((state) => state.lacking);
  const warnings = useSession((state) => state.settings.warnings);
  const { accounts } = capabilities();
  const [busy, setBusy] = useState(false);
  const left = useCountdown(lockedUntil);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const typed = (name: string) => String(data.get(name) ?? '');
    setBusy(true);
    if (!accounts) await signInAtFleet({ user: typed('user'), password: typed('password') });
    else await signIn({ user: typed('user'), password: typed('password'), ...(data.has('new') && { new_password: typed('new') }), ...(data.has('code') && { code: typed('code') }) });
    setBusy(false);
    (form.elements.namedItem(['new', 'code'].find((name) => data.has(name)) ?? 'password') as HTMLInputElement | null)?.select();
  };
  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={(event) => void submit(event)}>
        <div className={styles.brand}>
          <Logo size={32} />
          <h1>Designer</h1>
        </div>
        <p className="mute">{accounts ? 'Sign in to see the building.' : 'Sign in to see your sites, with an account of their broker.'}</p>
        {warnings.map((warning) => <p key={warning} className={styles.warning}>{warning}</p>)}
        <label>
          User
          <input name="user" autoComplete="username" required defaultValue={accounts ? 'admin' : ''} />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required autoFocus />
        </label>
        {lacking !== undefined && <p role="status">{QUESTIONS[lacking]}</p>}
        {lacking === 'new_password_required' && <NewPassword />}
        {(lacking === 'code_required' || lacking === 'recovery_code_required') && (
          <label>
            Code
            <input name="code" autoComplete="one-time-code" required autoFocus />
          </label>
        )}
        <p className={styles.message} role="alert">
          {message}
          {left > 0 && <span className="num"> Try again in {left} s.</span>}
        </p>
        <Button look="primary" type="submit" disabled={busy || left > 0}>
          {busy ? 'Signing in…' : lacking === 'new_password_required' ? 'Set password and sign in' : 'Sign in'}
        </Button>
        {accounts && <FirstTime />}
      </form>
    </main>
  );
}

function FirstTime() {
  return (
    <details className={styles.hint}>
      <summary>First time here?</summary>
      <p>At its first start the gateway made a one-time code for admin. It stands in the file admin-password in the gateway's data folder. Sign in with it, and choose a password. If it has ended, or a password is forgotten, bms:account-reset in the gateway's shell makes another.</p>
    </details>
  );
}

/** Both are the same, or the browser says that they are not. */
function NewPassword() {
  const [first, setFirst] = useState('');
  const same = (field: HTMLInputElement, other: string) => field.setCustomValidity(field.value === other ? '' : 'Type the same password twice.');
  return (
    <>
      <label>
        New password
        <input
          name="new" type="password" autoComplete="new-password" required autoFocus value={first}
          onChange={(event) => {
            setFirst(event.target.value);
            const again = event.target.form?.elements.namedItem('again');
            if (again instanceof HTMLInputElement) same(again, event.target.value);
          }}
        />
      </label>
      <label>
        New password once more
        <input name="again" type="password" autoComplete="new-password" required onChange={(event) => same(event.target, first)} />
      </label>
    </>
  );
}

/** Whole seconds until a moment, 0 when it has passed. */
function useCountdown(until: number | undefined): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const update = () => setLeft(until === undefined ? 0 : Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    update();
    if (until === undefined) return;
    const timer = setInterval(update, 500);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}
