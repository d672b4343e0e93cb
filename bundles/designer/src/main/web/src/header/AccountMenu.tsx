// SPDX-License-Identifier: GPL-3.0-only
import { useState, type ReactNode } from 'react';
import { capabilities } from '../capabilities';
import { leaveFleet } from '../fleet/store';
import { siteTimeZone } from '../format';
import { useMay, useStanding } from '../rights';
import { signOut, useSession } from '../session/store';
import { openProject, useProject } from '../site/project';
import { chooseTheme, useTheme, type ThemeChoice } from '../theme';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Popover } from '../ui/Popover';
import { addressOf } from '../ui/view';
import { IdentityForm } from './IdentityForm';
import { OwnSessions } from './OwnSessions';
import { PasswordForm } from './PasswordForm';
import styles from './Header.module.css';

export function AccountMenu() {
  const user = useSession((state) => state.user);
  return (
    <Popover
      label="Account and gateway"
      trigger={(props) => (
        <button type="button" className={styles.pill} style={{ padding: '0 8px' }} aria-label={`Account of ${user}`} title={user} {...props}>
          <Icon name="user" />
        </button>
      )}
    >
      {(close) => <AccountPanel close={close} />}
    </Popover>
  );
}

function AccountPanel({ close }: { close: () => void }) {
  const user = useSession((state) => state.user);
  const theme = useTheme((state) => state.choice);
  const role = useStanding((state) => state.role);
  const { id, all } = useProject();
  const [failure, setFailure] = useState<string>();
  const { accounts } = capabilities();
  const leave = async () => (accounts ? signOut() : leaveFleet(undefined));
  const out = () => leave().catch((error: unknown) => setFailure(error instanceof Error ? error.message : 'The gateway did not end the session.'));
  return (
    <div className={styles.panel}>
      <div className={styles.row}>
        <h2 className="ellipsis">{user} {accounts && <span className={styles.role}>{role}</span>}</h2>
        <Button small onClick={() => void out()}>Sign out</Button>
      </div>
      {failure !== undefined && <p className={styles.error} role="alert">You are still signed in. {failure}</p>}
      {all.length > 1 && (
        <label className={styles.row}>
          <span className="mute">Project</span>
          <select value={id} onChange={(event) => void openProject(event.target.value)}>
            {all.map((project) => <option key={project.id} value={project.id}>{project.name}</option>)}
          </select>
        </label>
      )}
      <label className={styles.row}>
        <span className="mute">Appearance</span>
        <select value={theme} onChange={(event) => chooseTheme(event.target.value as ThemeChoice)}>
          <option value="system">As the system</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </select>
      </label>
      <div className={styles.row}><span className="mute">Times in</span><span>{siteTimeZone()}</span></div>
      {accounts && <GatewayAccount close={close} />}
    </div>
  );
}

/** What the gateway keeps of accounts. */
function GatewayAccount({ close }: { close: () => void }) {
  const manages = useMay('administer');
  return (
    <>
      <hr className={styles.line} />
      {manages && <a className={styles.link} href={addressOf('people')} onClick={close}>People and programs</a>}
      {manages && <a className={styles.link} href={addressOf('audit')} onClick={close}>Audit</a>}
      {manages && <a className={styles.link} href={addressOf('updates')} onClick={close}>Updates</a>}
      <a className={styles.link} href={addressOf('certificate')} onClick={close}>Certificate</a>
      {manages && <Fold title="Identity"><IdentityForm /></Fold>}
      <Fold title="Password"><PasswordForm /></Fold>
      <Fold title="Where you are signed in"><OwnSessions /></Fold>
    </>
  );
}

/** What is seldom wanted; it is asked for when it is opened. */
function Fold({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.fold} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && children}
    </details>
  );
}
