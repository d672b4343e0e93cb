import { useState, type FormEvent } from 'react';
import { api } from '../api';
import { siteTimeZone } from '../format';
import { signOut, useSession } from '../session/store';
import { openProject, useProject } from '../site/project';
import { chooseTheme, useTheme, type ThemeChoice } from '../theme';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Popover } from '../ui/Popover';
import { IdentityForm } from './IdentityForm';
import styles from './Header.module.css';

export function AccountMenu() {
  const user = useSession((state) => state.user);
  const theme = useTheme((state) => state.choice);
  const { id, all } = useProject();
  const [failure, setFailure] = useState<string>();
  const leave = () => signOut().catch((error: unknown) => setFailure(error instanceof Error ? error.message : 'The gateway did not end the session.'));
  return (
    <Popover
      label="Account and gateway"
      onOpen={() => setFailure(undefined)}
      trigger={(props) => (
        <button type="button" className={styles.pill} style={{ padding: '0 8px' }} aria-label={`Account of ${user}`} title={user} {...props}>
          <Icon name="user" />
        </button>
      )}
    >
      <div className={styles.panel}>
        <div className={styles.row}>
          <h2 className="ellipsis">{user}</h2>
          <Button small onClick={() => void leave()}>Sign out</Button>
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
        <hr className={styles.line} />
        <details className={styles.fold}>
          <summary>Identity</summary>
          <IdentityForm />
        </details>
        <details className={styles.fold}>
          <summary>Password</summary>
          <PasswordForm />
        </details>
      </div>
    </Popover>
  );
}

function PasswordForm() {
  const [outcome, setOutcome] = useState<{ good: boolean; message: string }>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    try {
      await api.changePassword({ old: String(data.get('old')), new: String(data.get('new')) });
      form.reset();
      setOutcome({ good: true, message: 'The password is changed.' });
    } catch (error) {
      setOutcome({ good: false, message: error instanceof Error ? error.message : 'Not changed.' });
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <input type="text" autoComplete="username" value={useSession((state) => state.user)} readOnly hidden />
      <label>Present password<input name="old" type="password" autoComplete="current-password" required /></label>
      <label>New password<input name="new" type="password" autoComplete="new-password" required minLength={8} /></label>
      <Button type="submit">Change the password</Button>
      {outcome && <p className={outcome.good ? styles.fine : styles.error} role="status">{outcome.message}</p>}
    </form>
  );
}
