// SPDX-License-Identifier: GPL-3.0-only
import { useCallback, useEffect, useState } from 'react';
import { gatewayNow } from '../clock';
import { showAge } from '../format';
import { inWords } from '../gateway';
import { useSession } from '../session/store';
import { PageHead } from '../ui/PageHead';
import { addressOf, goTo, useView } from '../ui/view';
import { AccountDetail } from './AccountDetail';
import { AddAccount } from './AddAccount';
import { rest, type Account, type OpenSession } from './rest';
import { lastUse } from './words';
import styles from './People.module.css';

interface Known {
  accounts: readonly Account[];
  sessions: readonly OpenSession[];
}

/** Who may sign in, as what, with what, and where somebody is signed in. For an admin. */
export default function People() {
  const { name, query } = useView();
  const user = useSession((state) => state.user);
  const [{ accounts, sessions }, setKnown] = useState<Known>({ accounts: [], sessions: [] });
  const [failure, setFailure] = useState<string>();
  const load = useCallback(async () => {
    try {
      const [all, open] = await Promise.all([rest.accounts(), rest.sessions()]);
      setKnown({ accounts: all, sessions: open });
      setFailure(undefined);
    } catch (error) {
      setFailure(inWords(error));
    }
  }, []);
  useEffect(() => {
    void load();
    const look = () => !document.hidden && void load();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [load]);
  const account = accounts.find((each) => each.name === name);
  return (
    <div className={styles.page}>
      <PageHead title="People and programs">
        <a className={styles.action} href={addressOf('people', '', { add: 'account' })}>Add an account</a>
      </PageHead>
      {failure !== undefined && <p className={styles.bad} role="alert">{failure}</p>}
      <div className={styles.columns}>
        <AccountTable accounts={accounts} sessions={sessions} chosen={account?.name} user={user} />
        <div className={styles.detail}>
          {query.has('add') ? (
            <AddAccount onAdded={load} />
          ) : account === undefined ? (
            <p className={`${styles.section} mute`}>{name !== '' && accounts.length > 0 ? `There is no account ${name}.` : 'Choose an account to see and change what it may do, its tokens, and where it is signed in.'}</p>
          ) : (
            <AccountDetail key={account.name} account={account} own={account.name === user} sessions={sessions.filter((each) => each.user === account.name)} onChanged={load} />
          )}
        </div>
      </div>
    </div>
  );
}

function AccountTable({ accounts, sessions, chosen, user }: Known & { chosen: string | undefined; user: string }) {
  return (
    <div className={styles.card}>
      <table className={styles.table}>
        <thead>
          <tr><th scope="col">Account</th><th scope="col">Role</th><th scope="col">State</th><th scope="col">Signed in</th><th scope="col">Last used</th></tr>
        </thead>
        <tbody>
          {accounts.map((account) => {
            const used = lastUse(account, sessions);
            const open = sessions.filter((each) => each.user === account.name).length;
            return (
              <tr key={account.name} aria-current={account.name === chosen ? 'true' : undefined} onClick={() => goTo(addressOf('people', account.name))}>
                <th scope="row"><a href={addressOf('people', account.name)}>{account.name}</a>{account.name === user && <span className={styles.tag}>you</span>}</th>
                <td>{account.role}</td>
                <td className={account.disabled ? styles.off : ''}>{account.disabled ? 'disabled' : 'enabled'}</td>
                <td className="num">{open === 0 ? '–' : open === 1 ? 'once' : `${open} times`}</td>
                <td className="num">{used === undefined ? 'never' : showAge(gatewayNow() - used)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
