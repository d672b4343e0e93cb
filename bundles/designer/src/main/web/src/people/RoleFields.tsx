// SPDX-License-Identifier: GPL-3.0-only
import type { Right, Role } from '../rights';
import type { Account } from './rest';
import { readLease, ScopeFields, scopeOf, scopeTexts, type ScopeTexts } from './ScopeFields';
import { linesIn, ROLES, SERVICE_RIGHTS } from './words';
import styles from './People.module.css';

/** What an account is to be, as it stands in the fields. */
export interface Wanted {
  role: Role;
  rights: readonly Right[];
  publish: string;
  subscribe: string;
  /** Absent of an account that is not there yet, which begins with the scope of its role. */
  scope?: ScopeTexts;
}

export const NEWCOMER: Wanted = { role: 'operator', rights: ['read'], publish: '', subscribe: '' };

export function wantedOf({ role, rights, publish, subscribe, write_scope: scope }: Account): Wanted {
  return { role, rights, publish: publish.join('\n'), subscribe: subscribe.join('\n'), ...(scope && { scope: scopeTexts(scope) }) };
}

function mayWrite({ role, rights }: Wanted): boolean {
  return role === 'service' ? rights.includes('write') : role !== 'viewer';
}

/** The account as it is to be. One that gets another role gets that role's scope, which the gateway knows. */
export function changed(account: Account, wanted: Wanted): Account {
  const { write_scope: _, ...rest } = { ...account, ...asSent(wanted) };
  const keeps = wanted.scope !== undefined && wanted.role === account.role;
  return keeps ? { ...rest, write_scope: scopeOf(wanted.scope!) } : rest;
}

/** What is sent: only a service has rights and topics of its own. */
export function asSent({ role, rights, publish, subscribe }: Wanted): Pick<Account, 'role' | 'rights' | 'publish' | 'subscribe'> {
  if (role !== 'service') return { role, rights: [], publish: [], subscribe: [] };
  return { role, rights: SERVICE_RIGHTS.map(({ id }) => id).filter((id) => rights.includes(id)), publish: linesIn(publish), subscribe: linesIn(subscribe) };
}

/** Whether what stands in the fields can be sent. */
export function isWhole({ scope }: Wanted): boolean {
  return scope === undefined || readLease(scope.lease).failure === undefined;
}

/** `was` is the role that the account has, if there is one already. */
export function RoleFields({ wanted, was, onChange }: { wanted: Wanted; was?: Role; onChange: (wanted: Wanted) => void }) {
  const tick = (right: Right, on: boolean) => onChange({ ...wanted, rights: on ? [...wanted.rights, right] : wanted.rights.filter((each) => each !== right) });
  return (
    <>
      <label>
        Role
        <select value={wanted.role} onChange={(event) => onChange({ ...wanted, role: event.target.value as Role })}>
          {ROLES.map(({ id }) => <option key={id}>{id}</option>)}
        </select>
      </label>
      <p className="mute">{ROLES.find(({ id }) => id === wanted.role)?.says}</p>
      {wanted.role === 'service' && (
        <>
          <fieldset className={styles.rights}>
            <legend>It may</legend>
            {SERVICE_RIGHTS.map(({ id, says }) => (
              <label key={id} className={styles.tick}>
                <input type="checkbox" checked={wanted.rights.includes(id)} onChange={(event) => tick(id, event.target.checked)} />
                {says}
              </label>
            ))}
          </fieldset>
          <TopicFilters label="Topics of its own that it publishes" value={wanted.publish} onChange={(publish) => onChange({ ...wanted, publish })} />
          <TopicFilters label="Topics of its own that it subscribes to" value={wanted.subscribe} onChange={(subscribe) => onChange({ ...wanted, subscribe })} />
        </>
      )}
      {wanted.scope !== undefined && was === wanted.role && mayWrite(wanted) && <ScopeFields scope={wanted.scope} onChange={(scope) => onChange({ ...wanted, scope })} />}
    </>
  );
}

function TopicFilters({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label>
      {label}, one a line
      <textarea rows={2} value={value} placeholder="apps/engine/#" spellCheck={false} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
