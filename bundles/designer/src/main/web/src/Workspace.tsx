// SPDX-License-Identifier: GPL-3.0-only
import { lazy, Suspense, useEffect, type ComponentType } from 'react';
import { Banners } from './header/Banners';
import { Header } from './header/Header';
import { Panes } from './Panes';
import { followHeld } from './points/writes';
import { useMay, type Right } from './rights';
import { save, useProject } from './site/project';
import { Boundary } from './ui/Boundary';
import { useView } from './ui/view';
import styles from './App.module.css';

/** What there is beside the canvas, by its name in the address. */
const PAGES: Readonly<Record<string, { right: Right; Page: ComponentType }>> = {
  alarms: { right: 'read', Page: lazy(() => import('./alarms/Alarms')) },
  audit: { right: 'administer', Page: lazy(() => import('./audit/Audit')) },
  certificate: { right: 'read', Page: lazy(() => import('./certificate/Certificate')) },
  'alarm-health': { right: 'read', Page: lazy(() => import('./alarms/AlarmHealthPage')) },
  updates: { right: 'administer', Page: lazy(() => import('./updates/Updates')) },
  people: { right: 'administer', Page: lazy(() => import('./people/People')) },
};

/** Whoever closes the page before all is saved is asked, and what is left is sent meanwhile. */
function keepUnsaved(): () => void {
  const ask = (event: BeforeUnloadEvent): void => {
    if (useProject.getState().saving === 'saved') return;
    event.preventDefault();
    void save();
  };
  window.addEventListener('beforeunload', ask);
  return () => window.removeEventListener('beforeunload', ask);
}

/** The header, and below it the canvas or another page. */
export function Workspace() {
  useEffect(followHeld, []);
  useEffect(keepUnsaved, []);
  const { page } = useView();
  const other = PAGES[page];
  const allowed = useMay(other?.right ?? 'read');
  return (
    <div className={styles.workspace}>
      <div className={styles.header}><Header drawing={other === undefined || !allowed} /></div>
      <div className={styles.banners}><Banners /></div>
      {other === undefined || !allowed ? (
        <Panes />
      ) : (
        <main className={styles.whole}>
          <Boundary key={page} what="This page"><Suspense fallback={null}><other.Page /></Suspense></Boundary>
        </main>
      )}
    </div>
  );
}
