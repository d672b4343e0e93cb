// SPDX-License-Identifier: GPL-3.0-only
import { NodeResizer, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { GroupNode, NoteNode } from '../flow/model';
import { useFlow } from '../flow/store';
import { Rename } from './Rename';
import styles from './nodes.module.css';

const begin = (): void => useFlow.getState().beginGesture();

export const GroupView = memo(function GroupView({ id, data, selected }: NodeProps<GroupNode>) {
  const fixed = useFlow((state) => state.fixed);
  return (
    <div className={`${styles.group} ${selected ? styles.selected : ''}`}>
      <NodeResizer isVisible={selected && !fixed} minWidth={160} minHeight={96} color="var(--brand)" onResizeStart={begin} />
      <Rename id={id} label={data.label} />
    </div>
  );
});

export const NoteView = memo(function NoteView({ id, data, selected }: NodeProps<NoteNode>) {
  const fixed = useFlow((state) => state.fixed);
  return (
    <div className={`${styles.note} ${selected ? styles.selected : ''}`}>
      <NodeResizer isVisible={selected && !fixed} minWidth={120} minHeight={64} color="var(--brand)" onResizeStart={begin} />
      <textarea
        className="nodrag nowheel"
        key={data.text}
        defaultValue={data.text}
        placeholder="Write a note"
        aria-label="Note"
        readOnly={fixed}
        onBlur={(event) => event.target.value !== data.text && useFlow.getState().setData(id, { text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          event.stopPropagation();
        }}
      />
    </div>
  );
});
