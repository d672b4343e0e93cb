// SPDX-License-Identifier: GPL-3.0-only
import { Background, BackgroundVariant, MiniMap, ReactFlow, SelectionMode, type Connection, type FinalConnectionState, type NodeTypes } from '@xyflow/react';
import { memo, useCallback, useEffect, useState, type ComponentType, type DragEvent } from 'react';
import { refusal, type FlowEdge, type FlowNode } from '../flow/model';
import { useDoc, useFlow } from '../flow/store';
import { useTheme } from '../theme';
import { Boundary } from '../ui/Boundary';
import { addToCanvas, canvasGone, canvasReady, FIT, showPoint, useUi } from '../ui/state';
import { FirstRun } from '../firstrun/FirstRun';
import { CanvasTools } from './CanvasTools';
import { DRAG_TYPE, readDrag } from './drag';
import { GroupView, NoteView } from './FrameNodes';
import { PointNode } from './PointNode';
import { TypedEdge } from './TypedEdge';
import { CalculationView, ComparisonView, ConstantView, SwitchView } from './ValueNodes';
import styles from './Canvas.module.css';

/** A node that fails leaves the others as they are. */
function alone<P extends object>(View: ComponentType<P>) {
  return memo((props: P) => <Boundary what="This node"><View {...props} /></Boundary>);
}

const NODE_TYPES: NodeTypes = {
  point: alone(PointNode),
  constant: alone(ConstantView),
  calculation: alone(CalculationView),
  comparison: alone(ComparisonView),
  switch: alone(SwitchView),
  group: alone(GroupView),
  note: alone(NoteView),
};
const EDGE_TYPES = { default: TypedEdge };
const FAR = 0.4;
const MAP_SIZE = { width: 144, height: 88 };
const SNAP: [number, number] = [8, 8];
const MULTI_KEYS = ['Meta', 'Control'];

/** Defined outside the component, since React Flow calls each new function at once, with the old selection. */
function showOnly({ nodes: [only, ...others] }: { nodes: FlowNode[] }): void {
  if (only?.type === 'point' && others.length === 0) showPoint(only.data.point_id);
}

const REFUSED_MS = 6_000;

/** Why an edge that was drawn, from either end, was not accepted; undefined if it was. */
function reasonAgainst({ isValid, fromHandle, toHandle }: FinalConnectionState): string | undefined {
  if (isValid !== false || fromHandle === null || toHandle === null) return undefined;
  const [source, target] = fromHandle.type === 'source' ? [fromHandle, toHandle] : [toHandle, fromHandle];
  return refusal(useFlow.getState().history.present, { source: source.nodeId, target: target.nodeId, targetHandle: target.id ?? null });
}

export function Canvas() {
  const doc = useDoc();
  const dark = useTheme((state) => state.dark);
  // Only a flow that was there at first is brought into view; one that is begun here stays where it is put.
  const [begun] = useState(() => doc.nodes.length > 0);
  const fixed = useFlow((state) => state.fixed);
  const several = useUi((state) => state.several);
  const [far, setFar] = useState(false);
  const [refused, setRefused] = useState<string>();
  useEffect(() => canvasGone, []);
  useEffect(() => {
    const timer = setTimeout(() => setRefused(undefined), REFUSED_MS);
    return () => clearTimeout(timer);
  }, [refused]);
  const { nodesChanged, edgesChanged, beginGesture, settle, connect } = useFlow.getState();
  const valid = useCallback((edge: Connection | FlowEdge) => refusal(useFlow.getState().history.present, { ...edge, targetHandle: edge.targetHandle ?? null }) === undefined, []);
  const drop = (event: DragEvent) => {
    const things = readDrag(event.dataTransfer);
    if (things.length === 0) return;
    event.preventDefault();
    addToCanvas(things, { x: event.clientX - 120, y: event.clientY - 24 });
  };
  return (
    <div
      className={styles.canvas}
      data-far={far}
      onDrop={drop}
      onDragOver={(event) => {
        if (fixed || !event.dataTransfer.types.includes(DRAG_TYPE)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      }}
    >
      <ReactFlow<FlowNode, FlowEdge>
        nodes={doc.nodes}
        edges={doc.edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={dark ? 'dark' : 'light'}
        onInit={canvasReady}
        onNodesChange={nodesChanged}
        onEdgesChange={edgesChanged}
        onConnect={connect}
        onConnectStart={() => setRefused(undefined)}
        onConnectEnd={(_, state) => setRefused(reasonAgainst(state))}
        isValidConnection={valid}
        onNodeDragStart={beginGesture}
        onNodeDragStop={(_, __, dragged) => settle(dragged.map((node) => node.id))}
        onSelectionDragStart={beginGesture}
        onSelectionDragStop={(_, dragged) => settle(dragged.map((node) => node.id))}
        onViewportChange={({ zoom }) => setFar(zoom < FAR)}
        onNodeClick={(_, node) => node.type === 'point' && showPoint(node.data.point_id)}
        onSelectionChange={showOnly}
        nodesDraggable={!fixed}
        nodesConnectable={!fixed}
        deleteKeyCode={null}
        selectionOnDrag={several}
        panOnDrag={!several}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={MULTI_KEYS}
        snapToGrid
        snapGrid={SNAP}
        minZoom={0.1}
        maxZoom={2}
        fitView={begun}
        fitViewOptions={FIT}
        onlyRenderVisibleElements
        elevateNodesOnSelect={false}
        attributionPosition="top-right"
        aria-label="Canvas"
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--dot)" />
        {doc.nodes.length > 0 && <MiniMap pannable zoomable className={styles.map} style={MAP_SIZE} ariaLabel="Overview of the canvas" nodeBorderRadius={12} />}
      </ReactFlow>
      <p className={styles.refused} role="status">{refused !== undefined && `Not connected: ${refused}.`}</p>
      <CanvasTools />
      {doc.nodes.length === 0 && <FirstRun />}
    </div>
  );
}
