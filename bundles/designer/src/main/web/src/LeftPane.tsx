// SPDX-License-Identifier: GPL-3.0-only
import type { KeyboardEvent } from 'react';
import { Blocks } from './blocks/Blocks';
import { Discover } from './discover/Discover';
import { useMay } from './rights';
import { Tree } from './tree/Tree';
import { showTab, useUi, type Tab } from './ui/state';
import styles from './LeftPane.module.css';

const TABS: readonly { id: Tab; label: string }[] = [
  { id: 'points', label: 'Points' },
  { id: 'blocks', label: 'Blocks' },
  { id: 'discover', label: 'Discover' },
];

export function LeftPane() {
  const configures = useMay('configure');
  const wanted = useUi((state) => state.tab);
  const tabs = configures ? TABS : TABS.filter(({ id }) => id === 'points');
  const tab = configures ? wanted : 'points';
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = tabs[(tabs.findIndex((each) => each.id === tab) + step + tabs.length) % tabs.length]!;
    showTab(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div className={styles.tabs} role="tablist" aria-label="What to place" onKeyDown={keys}>
        {tabs.map(({ id, label }) => (
          <button key={id} id={`tab-${id}`} type="button" role="tab" aria-selected={tab === id} aria-controls="left-pane" tabIndex={tab === id ? 0 : -1} onClick={() => showTab(id)}>
            {label}
          </button>
        ))}
      </div>
      <div id="left-pane" className={styles.pane} role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'points' && <Tree />}
        {tab === 'blocks' && <Blocks />}
        {tab === 'discover' && <Discover />}
      </div>
    </>
  );
}
