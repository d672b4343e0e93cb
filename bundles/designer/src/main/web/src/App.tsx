// SPDX-License-Identifier: GPL-3.0-only
import { lazy, Suspense } from 'react';
import { capabilities } from './capabilities';
import { Button } from './ui/Button';
import { SignIn } from './session/SignIn';
import { resume, useSession } from './session/store';
import { Workspace } from './Workspace';
import styles from './App.module.css';

const FleetWorkspace = lazy(() => import('./fleet/FleetWorkspace').then((module) => ({ default: module.FleetWorkspace })));

export function App() {
  const phase = useSession((state) => state.phase);
  const message = useSession((state) => state.message);
  switch (phase) {
    case 'starting':
      return <p className={styles.centre} role="status">Loading…</p>;
    case 'unreachable':
      return (
        <main className={styles.centre}>
          <h1>The gateway cannot be reached</h1>
          <p className="mute">{message}</p>
          <Button look="primary" onClick={() => void resume()}>Try again</Button>
        </main>
      );
    case 'signed-out':
      return <SignIn />;
    case 'signed-in':
      return capabilities().canvas ? <Workspace /> : <Suspense fallback={null}><FleetWorkspace /></Suspense>;
  }
}
