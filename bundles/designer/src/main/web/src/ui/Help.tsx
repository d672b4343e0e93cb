// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useRef } from 'react';
import { useMay } from '../rights';
import { IconButton } from './Button';
import { openHelp } from './state';
import styles from './Help.module.css';

/** `draws` is what only somebody does who may change the canvas. */
const KEYS: readonly { keys: string; does: string; draws?: true }[] = [
  { keys: 'Ctrl K', does: 'Search points, devices, nodes and actions' },
  { keys: '?', does: 'Show these keys' },
  { keys: 'Esc', does: 'Close what is open, then clear the selection' },
  { keys: '↑ ↓', does: 'Move through the tree or the list' },
  { keys: '← →', does: 'Close and open a device in the tree' },
  { keys: 'Enter', does: 'Put the point on the canvas; write what was typed', draws: true },
  { keys: 'Ctrl Z', does: 'Undo on the canvas', draws: true },
  { keys: 'Ctrl Shift Z, Ctrl Y', does: 'Redo', draws: true },
  { keys: 'Ctrl C, X, V', does: 'Copy, cut and paste nodes', draws: true },
  { keys: 'Ctrl A', does: 'Select all nodes' },
  { keys: 'Ctrl G', does: 'Put the selected nodes into a group', draws: true },
  { keys: 'A, S, N', does: 'Among the alarms: acknowledge, shelve, note' },
  { keys: 'Enter, T', does: 'Among the alarms: to the node, to the trend' },
  { keys: 'Delete', does: 'Remove the selected nodes from the canvas', draws: true },
];

/** What the keyboard does; on `?`. */
export function Help() {
  const configures = useMay('configure');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  return (
    <dialog ref={dialog} className={styles.help} aria-label="Keys" onClose={() => openHelp(false)} onClick={(event) => event.target === dialog.current && openHelp(false)}>
      <div className={styles.head}>
        <h2>Keys</h2>
        <IconButton icon="close" label="Close" look="quiet" small onClick={() => openHelp(false)} />
      </div>
      <dl className={styles.keys}>
        {KEYS.filter(({ draws }) => configures || !draws).map(({ keys, does }) => (
          <div key={keys} style={{ display: 'contents' }}><dt><kbd>{keys}</kbd></dt><dd>{does}</dd></div>
        ))}
      </dl>
    </dialog>
  );
}
