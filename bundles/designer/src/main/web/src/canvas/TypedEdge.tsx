// SPDX-License-Identifier: GPL-3.0-only
import { BaseEdge, getBezierPath, type EdgeProps } from '@xyflow/react';
import { kindIn } from '../flow/model';
import { useFlow } from '../flow/store';

/** An edge drawn by what it carries; dashed until it is deployed. */
export function TypedEdge(props: EdgeProps) {
  const { id, source, selected = false, ...ends } = props;
  const fresh = useFlow((state) => state.changes.edges.has(id));
  const kind = useFlow((state) => {
    const node = state.history.present.nodes.find((each) => each.id === source);
    return node && kindIn(state.history.present, node);
  });
  const [path] = getBezierPath(ends);
  return (
    <BaseEdge
      id={id}
      path={path}
      interactionWidth={20}
      style={{
        stroke: kind === 'boolean' ? 'var(--mute)' : 'var(--brand)',
        strokeWidth: selected ? 3 : 2,
        strokeDasharray: fresh ? '5 5' : undefined,
      }}
    />
  );
}
