// SPDX-License-Identifier: GPL-3.0-only
import { useState, type FormEvent } from 'react';
import { Button } from '../ui/Button';
import { Said } from '../ui/Said';
import { Sure } from '../ui/Sure';
import { useAct } from '../ui/useAct';
import { addressOf, goTo } from '../ui/view';
import { rest, type Account, type OpenSession } from './rest';
import { changed, isWhole, RoleFields, wantedOf } from './RoleFields';
import { SessionList } from './SessionList';
import { Tokens } from './Tokens';
import styles from './People.module.css';

interface AccountDetailProps {
  account: Account;
  /** Of whoever looks. */
  own: boolean;
  sessions: readonly OpenSession[];
  onChanged: () => Promise<void>;
}

/** One account: what it may, whether it may sign in, its password, its tokens, and where it is signed in. */
export function AccountDetail({ account, own, sessions, onChanged }: AccountDetailProps) {
  return (
    <>
      <header className={styles.title}>
        <h3 className="ellipsis" title={account.name}>{account.name}</h3>
        {own && <span className={styles.tag}>you</span>}
        {account.directory && <span className={styles.tag}>directory</span>}
        {account.disabled && <span className={styles.tag}>disabled</span>}
      </header>
      <RoleForm account={account} own={own} onChanged={onChanged} />
      {account.directory ? <section className={styles.section}><h4>Password</h4><p className="mute">The site's directory keeps it, and says the role at each sign-in.</p></section> : <Credentials name={account.name} own={own} />}
      <section className={styles.section}>
        <h4>Signed in</h4>
        <SessionList sessions={sessions} onEnded={onChanged} />
      </section>
      {!own && <Ending account={account} onChanged={onChanged} />}
    </>
  );
}

/** What somebody, or a program, signs in with. */
function Credentials({ name, own }: { name: string; own: boolean }) {
  return (
    <>
      {own ? <section className={styles.section}><h4>Password</h4><p className="mute">You change yours in your account's menu, at the right of the header.</p></section> : <PasswordForm name={name} />}
      <Tokens account={name} />
    </>
  );
}

function RoleForm({ account, own, onChanged }: Omit<AccountDetailProps, 'sessions'>) {
  const [wanted, setWanted] = useState(() => wantedOf(account));
  const { busy, outcome, run } = useAct();
  const next = changed(account, wanted);
  const different = JSON.stringify(next) !== JSON.stringify(changed(account, wantedOf(account)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      setWanted(wantedOf(await rest.change(next)));
      await onChanged();
      return 'Changed. Whoever was signed in with it is signed out.';
    });
  };
  return (
    <section className={styles.section}>
      <h4>What it may do</h4>
      <form className={styles.form} onSubmit={submit}>
        <RoleFields wanted={wanted} was={account.role} onChange={setWanted} />
        {own && different && <p className={styles.warn}>It is your own account: you will be signed out.</p>}
        <Said outcome={outcome} />
        <div className={styles.buttons}><Button type="submit" disabled={busy || !different || !isWhole(wanted)}>{busy ? 'Saving…' : 'Save'}</Button></div>
      </form>
    </section>
  );
}

/** For who has forgotten his own. */
function PasswordForm({ name }: { name: string }) {
  const { busy, outcome, run } = useAct();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    void run(async () => {
      await rest.setPassword(name, String(new FormData(form).get('password')));
      form.reset();
      return 'Set. Whoever was signed in with the former password is signed out; tokens go on.';
    });
  };
  return (
    <section className={styles.section}>
      <h4>Password</h4>
      <form className={styles.line} onSubmit={submit}>
        <input name="password" type="password" aria-label={`New password of ${name}`} placeholder="New password" required autoComplete="new-password" />
        <Button type="submit" disabled={busy}>Set</Button>
      </form>
      <Said outcome={outcome} />
    </section>
  );
}

function Ending({ account, onChanged }: Pick<AccountDetailProps, 'account' | 'onChanged'>) {
  const { busy, outcome, run } = useAct();
  const disable = (disabled: boolean) =>
    void run(async () => {
      await rest.change({ ...changed(account, wantedOf(account)), disabled });
      await onChanged();
      return disabled ? 'It can no longer sign in, and was signed out everywhere.' : 'It can sign in again.';
    });
  const remove = () =>
    void run(async () => {
      await rest.delete(account.name);
      await onChanged();
      goTo(addressOf('people'));
      return '';
    });
  return (
    <section className={styles.section}>
      <div className={styles.buttons}>
        {account.disabled ? <Button disabled={busy} onClick={() => disable(false)}>Enable</Button> : <Button disabled={busy} onClick={() => disable(true)}>Disable</Button>}
        <Sure label="Delete" busy={busy} ask={`${account.name} and its tokens go for good.`} act={remove} />
      </div>
      <Said outcome={outcome} />
    </section>
  );
}
