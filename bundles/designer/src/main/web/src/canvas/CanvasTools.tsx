import { useFlow } from '../flow/store';
import { Button, IconButton } from '../ui/Button';
import { addToCanvas, zoomIn, zoomOut, zoomToFit } from '../ui/state';
import styles from './Canvas.module.css';

export function CanvasTools() {
  const some = useFlow((state) => state.history.present.nodes.length > 0);
  const chosen = useFlow((state) => state.history.present.nodes.some((node) => node.selected && node.type !== 'group' && node.parentId === undefined));
  if (!some) return null;
  const tidy = () => {
    useFlow.getState().layout();
    requestAnimationFrame(zoomToFit);
  };
  return (
    <div className={styles.tools} role="toolbar" aria-label="Canvas">
      <IconButton icon="plus" label="Zoom in" onClick={zoomIn} />
      <IconButton icon="minus" label="Zoom out" onClick={zoomOut} />
      <IconButton icon="fit" label="Show everything" onClick={zoomToFit} />
      <Button onClick={tidy}>Auto-layout</Button>
      {chosen && <Button onClick={() => useFlow.getState().groupSelected()}>Group</Button>}
      <IconButton icon="note" label="Add a note" onClick={() => addToCanvas([{ block: 'note' }])} />
    </div>
  );
}
