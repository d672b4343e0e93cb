// SPDX-License-Identifier: GPL-3.0-only
import { useCallback, useEffect, useState } from 'react';
import { inWords } from '../gateway';
import { rest, type OpenSession } from '../people/rest';
import { SessionList } from '../people/SessionList';
import { useSession } from '../session/store';
import styles from './Header.module.css';

/** Where one is signed in oneself. */
export function OwnSessions() {
  const user = useSession((state) => state.user);
  const [sessions, setSessions] = useState<readonly OpenSession[]>();
  const [failure, setFailure] = useState<string>();
  const load = useCallback(async () => rest.sessions().then(setSessions, (error: unknown) => setFailure(inWords(error))), []);
  useEffect(() => void load(), [load]);
  if (failure !== undefined) return <p className={styles.error} role="alert">{failure}</p>;
  return sessions === undefined ? null : <SessionList sessions={sessions.filter((each) => each.user === user)} onEnded={load} />;
}
