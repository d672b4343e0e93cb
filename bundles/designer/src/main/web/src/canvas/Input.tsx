// SPDX-License-Identifier: GPL-3.0-only
import { Handle, Position } from '@xyflow/react';
import { useState } from 'react';
import { inputsOf, refusal, type Doc, type FlowNode } from '../flow/model';
import { useFlow } from '../flow/store';
import { useSite } from '../site/store';
import styles from './nodes.module.css';

interface InputProps {
  nodeId: string;
  nodeLabel: string;
  input: ReturnType<typeof inputsOf>[number];
}

/** An input of a value node: connected by drawing an edge, or by choosing the source from a list. */
export function Input({ nodeId, nodeLabel, input }: InputProps) {
  const sourceId = useFlow((state) => state.history.present.edges.find((edge) => edge.target === nodeId && edge.targetHandle === input.id)?.source ?? '');
  const sourceName = useFlow((state) => nameOf(state.history.present.nodes.find((node) => node.id === sourceId)));
  const fixed = useFlow((state) => state.fixed);
  // The list is made when it is wanted: on a large canvas it is long.
  const [choices, setChoices] = useState<readonly FlowNode[]>();
  const offer = () => setChoices(sourcesFor(useFlow.getState().history.present, nodeId, input.id));
  return (
    <div className={styles.input}>
      <Handle type="target" id={input.id} position={Position.Left} className={`${styles.port} ${input.kind === 'boolean' ? styles.boolean : ''}`} role="img" aria-label={`Input ${input.label} of ${nodeLabel}, takes ${input.kind}`} />
      {input.label}
      <select
        className="nodrag" aria-label={`Source of ${input.label} of ${nodeLabel}`} title={sourceName} disabled={fixed} value={sourceId}
        onPointerDown={offer} onFocus={offer} onChange={(event) => useFlow.getState().setSource(nodeId, input.id, event.target.value)}
      >
        <option value="">nothing</option>
        {choices === undefined
          ? sourceId !== '' && <option value={sourceId}>{sourceName}</option>
          : choices.map((node) => <option key={node.id} value={node.id}>{nameOf(node)}</option>)}
      </select>
    </div>
  );
}

function sourcesFor(doc: Doc, target: string, targetHandle: string): FlowNode[] {
  const free: Doc = { ...doc, edges: doc.edges.filter((edge) => edge.target !== target || edge.targetHandle !== targetHandle) };
  return doc.nodes.filter((node) => refusal(free, { source: node.id, target, targetHandle }) === undefined);
}

function nameOf(node: FlowNode | undefined): string {
  if (node === undefined) return '';
  if (node.type === 'point') return useSite.getState().points.get(node.data.point_id)?.name ?? node.data.point_id;
  return node.type === 'note' ? 'Note' : node.data.label;
}
