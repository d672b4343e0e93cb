// SPDX-License-Identifier: GPL-3.0-only
import { gatewayNow } from '../clock';
import { showAge, showMoment } from '../format';
import { Button } from '../ui/Button';
import { Said } from '../ui/Said';
import { useAct } from '../ui/useAct';
import { rest, type OpenSession } from './rest';
import { browserInWords } from './words';
import styles from './SessionList.module.css';

/** Where somebody is signed in; each can be ended alone, but for that of this page, which "Sign out" ends. */
export function SessionList({ sessions, onEnded }: { sessions: readonly OpenSession[]; onEnded: () => Promise<void> }) {
  const { busy, outcome, run } = useAct();
  const end = (session: OpenSession) =>
    void run(async () => {
      await rest.endSession(session.id);
      await onEnded();
      return 'Ended.';
    });
  return (
    <>
      {sessions.length === 0 && <p className="mute">Nowhere at present.</p>}
      <ul className={styles.sessions}>
        {sessions.map((session) => {
          const where = [browserInWords(session.browser), session.address].filter(Boolean).join(' · ');
          return (
            <li key={session.id}>
              <span>
                <b title={session.browser}>{where}</b>
                <small className="num">since {showMoment(session.begun)}, last used {showAge(gatewayNow() - Date.parse(session.last_used))}, until {showMoment(session.ends)} at most</small>
              </span>
              {session.own ? <small>this one</small> : <Button small disabled={busy} aria-label={`End the session of ${session.user}, ${where}`} onClick={() => end(session)}>End</Button>}
            </li>
          );
        })}
      </ul>
      <Said outcome={outcome} />
    </>
  );
}
