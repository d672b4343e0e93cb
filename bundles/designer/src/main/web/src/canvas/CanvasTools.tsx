// SPDX-License-Identifier: GPL-3.0-only
import { useFlow } from '../flow/store';
import { Button, IconButton } from '../ui/Button';
import { addToCanvas, useUi, viewNow, zoomIn, zoomOut, zoomToFit } from '../ui/state';
import styles from './Canvas.module.css';

/** A touch screen has no keys, so these actions need buttons there. */
const TOUCH = navigator.maxTouchPoints > 0;

export function CanvasTools() {
  const some = useFlow((state) => state.history.present.nodes.length > 0);
  const chosen = useFlow((state) => state.history.present.nodes.some((node) => node.selected && node.type !== 'group' && node.parentId === undefined));
  const selected = useFlow((state) => state.history.present.nodes.some((node) => node.selected) || state.history.present.edges.some((edge) => edge.selected));
  const several = useUi((state) => state.several);
  const fixed = useFlow((state) => state.fixed);
  if (!some) return null;
  const duplicate = () => {
    const text = useFlow.getState().copy();
    if (text !== undefined) useFlow.getState().paste(text, viewNow());
  };
  const tidy = () => {
    useFlow.getState().layout();
    requestAnimationFrame(zoomToFit);
  };
  return (
    <div className={styles.tools} role="toolbar" aria-label="Canvas">
      <IconButton icon="plus" label="Zoom in" onClick={zoomIn} />
      <IconButton icon="minus" label="Zoom out" onClick={zoomOut} />
      <IconButton icon="fit" label="Show everything" onClick={zoomToFit} />
      {!fixed && (
        <>
          <Button onClick={tidy}>Auto-layout</Button>
          {chosen && <Button onClick={() => useFlow.getState().groupSelected()}>Group</Button>}
          {TOUCH && <Button aria-pressed={several} onClick={() => useUi.setState({ several: !several })}>Select</Button>}
          {TOUCH && selected && <Button onClick={duplicate}>Duplicate</Button>}
          {TOUCH && selected && <Button onClick={() => useFlow.getState().removeSelected()}>Delete</Button>}
          <IconButton icon="note" label="Add a note" onClick={() => addToCanvas([{ block: 'note' }])} />
        </>
      )}
    </div>
  );
}
