// SPDX-License-Identifier: GPL-3.0-only
import { Canvas } from './canvas/Canvas';
import { useShortcuts } from './canvas/useShortcuts';
import { LeftPane } from './LeftPane';
import { Palette } from './palette/Palette';
import { PointPanel } from './panel/PointPanel';
import { useProject } from './site/project';
import { Boundary } from './ui/Boundary';
import { Help } from './ui/Help';
import { useUi } from './ui/state';
import styles from './App.module.css';

/** The three panes, which keep their places: points, canvas, the chosen point. */
export function Panes() {
  useShortcuts();
  const point = useUi((state) => state.point);
  const wide = useUi((state) => state.wide);
  const palette = useUi((state) => state.palette);
  const help = useUi((state) => state.help);
  const loaded = useProject((state) => state.loaded);
  const failure = useProject((state) => state.failure);
  return (
    <>
      <aside className={styles.left} aria-label="Points, blocks and discovery">{loaded && <Boundary what="This pane"><LeftPane /></Boundary>}</aside>
      <main className={styles.middle}>
        {loaded ? <Boundary what="The canvas"><Canvas /></Boundary> : failure !== undefined && <p className={styles.centre} role="status">The flow is not loaded yet: {failure} Trying again…</p>}
      </main>
      <aside className={`${styles.right} ${wide && point !== undefined ? styles.wide : ''}`} aria-label="Chosen point">
        <Boundary key={point ?? ''} what="This point"><PointPanel pointId={point} /></Boundary>
      </aside>
      {palette && <Palette />}
      {help && <Help />}
    </>
  );
}
