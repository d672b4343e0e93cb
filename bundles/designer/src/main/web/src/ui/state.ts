// SPDX-License-Identifier: GPL-3.0-only
import type { ReactFlowInstance } from '@xyflow/react';
import { create } from 'zustand';
import type { View } from '../flow/clipboard';
import { newId, NODE_HEIGHT, NODE_WIDTH, type FlowEdge, type FlowNode, type FlowNodeType } from '../flow/model';
import { useFlow } from '../flow/store';

export type Tab = 'points' | 'blocks' | 'discover';

interface UiState {
  tab: Tab;
  /** The point in the panel at the right. */
  point: string | undefined;
  /** The device that the tree is to show next. */
  device: number | undefined;
  /** The span, in ms, that a point's trend is to begin with. */
  trend: { point: string; span: { from: number; to: number } } | undefined;
  wide: boolean;
  palette: boolean;
  help: boolean;
  /** A finger on the canvas draws a frame around what it selects, and does not move the canvas. */
  several: boolean;
}

export const useUi = create<UiState>(() => ({ tab: 'points', point: undefined, device: undefined, trend: undefined, wide: false, palette: false, help: false, several: false }));

export const showPoint = (point: string | undefined): void => useUi.setState({ point });
/** Chooses a point outside the canvas: it is shown at the right, and where it stands on the canvas it is what is selected. */
export function choosePoint(pointId: string): void {
  showPoint(pointId);
  const { history, select } = useFlow.getState();
  select(history.present.nodes.flatMap((node) => (node.type === 'point' && node.data.point_id === pointId ? [node.id] : [])));
}

export const showTab = (tab: Tab): void => useUi.setState({ tab });
export const showDevice = (device: number): void => useUi.setState({ tab: 'points', device });
export const showTrend = (point: string, span: { from: number; to: number }): void => useUi.setState({ trend: { point, span } });
export const openHelp = (help: boolean): void => useUi.setState({ help });
export const openPalette = (palette: boolean): void => useUi.setState({ palette });

let canvas: ReactFlowInstance<FlowNode, FlowEdge> | undefined;
const waiting: (() => void)[] = [];

export function canvasReady(instance: ReactFlowInstance<FlowNode, FlowEdge>): void {
  canvas = instance;
  waiting.splice(0).forEach((action) => action());
}

/** After signing out; the next one is another. */
export function canvasGone(): void {
  canvas = undefined;
}

/** Runs an action now, or once the flow is loaded. */
function onceReady(action: () => void): void {
  if (canvas === undefined) waiting.push(action);
  else action();
}

const FIRST_DATA: Record<Exclude<FlowNodeType, 'point'>, FlowNode['data']> = {
  constant: { value: 20, label: 'Constant' },
  calculation: { op: '−', label: 'Calculation' },
  comparison: { op: '>', label: 'Comparison' },
  switch: { label: 'Switch' },
  group: { label: 'Group' },
  note: { text: '' },
};

/** A block may come with other data than it begins with by itself. */
export type Addable = { point: string } | { block: Exclude<FlowNodeType, 'point'>; data?: FlowNode['data'] };

function nodeFor(what: Addable, position: { x: number; y: number }): FlowNode {
  const at = { x: Math.round(position.x / 8) * 8, y: Math.round(position.y / 8) * 8 };
  if ('point' in what) return { id: newId('point'), type: 'point', position: at, data: { point_id: what.point }, selected: true };
  const size = what.block === 'group' ? { width: 400, height: 240 } : what.block === 'note' ? { width: 208, height: 104 } : {};
  return { id: newId(what.block), type: what.block, position: at, data: { ...FIRST_DATA[what.block], ...what.data }, selected: true, ...size } as FlowNode;
}

/** Adds at a place on the screen, or in sight where there is room. */
export function addToCanvas(things: Addable[], screen?: { x: number; y: number }): void {
  onceReady(() => add(things, screen));
}

function add(things: Addable[], screen: { x: number; y: number } | undefined): void {
  const [first] = things;
  if (first !== undefined && 'point' in first) showPoint(first.point);
  if (useFlow.getState().fixed) return;
  const start = screen === undefined ? freePlace() : canvas!.screenToFlowPosition(screen);
  const nodes = things.map((what, i) => nodeFor(what, { x: start.x + (i % 3) * 280, y: start.y + Math.floor(i / 3) * 160 }));
  useFlow.getState().add(nodes);
  if (screen === undefined) moveIntoSight(Math.max(...nodes.map(({ position, height }) => position.y + (height ?? NODE_HEIGHT))));
}

/** Moves the canvas up until what ends there is above what floats at the lower edge. */
function moveIntoSight(bottom: number): void {
  const hidden = canvas!.flowToScreenPosition({ x: 0, y: bottom }).y - document.querySelector('.react-flow')!.getBoundingClientRect().bottom + FLOATING;
  const { x, y, zoom } = canvas!.getViewport();
  if (hidden > 0) void canvas!.setViewport({ x, y: y - hidden, zoom }, { duration: 200 });
}

/** A point once on the canvas is shown; one that is not is added. */
export function addOrReveal(pointId: string): void {
  onceReady(() => {
    const node = useFlow.getState().history.present.nodes.find((each) => each.type === 'point' && each.data.point_id === pointId);
    if (node === undefined) addToCanvas([{ point: pointId }]);
    else revealNode(node.id);
  });
}

/** Shows a point at the right, and on the canvas where it is drawn; draws nothing. */
export function revealPoint(pointId: string): void {
  choosePoint(pointId);
  onceReady(() => {
    const node = useFlow.getState().history.present.nodes.find((each) => each.type === 'point' && each.data.point_id === pointId);
    if (node !== undefined) revealNode(node.id);
  });
}

export function revealNode(nodeId: string): void {
  useFlow.getState().select([nodeId]);
  const node = useFlow.getState().history.present.nodes.find((each) => each.id === nodeId);
  if (node?.type === 'point') showPoint(node.data.point_id);
  void canvas?.fitView({ nodes: [{ id: nodeId }], maxZoom: 1, duration: 200 });
}

/** Room for what floats at the lower edge. */
const FLOATING = 112;
export const FIT = { padding: { top: '40px', left: '40px', right: '40px', bottom: `${FLOATING}px` }, maxZoom: 1 } as const;

export const zoomIn = (): void => void canvas?.zoomIn({ duration: 150 });
export const zoomOut = (): void => void canvas?.zoomOut({ duration: 150 });
export const zoomToFit = (): void => void canvas?.fitView({ ...FIT, duration: 200 });

/** What of the canvas is in sight; undefined while there is none. */
export function viewNow(): View | undefined {
  const pane = document.querySelector('.react-flow')?.getBoundingClientRect();
  if (pane === undefined || canvas === undefined) return undefined;
  const { x: left, y: top } = canvas.screenToFlowPosition({ x: pane.left, y: pane.top });
  const { x: right, y: bottom } = canvas.screenToFlowPosition({ x: pane.right, y: pane.bottom });
  return { left, top, right, bottom };
}

function freePlace(): { x: number; y: number } {
  const pane = document.querySelector('.react-flow')!.getBoundingClientRect();
  const origin = canvas!.screenToFlowPosition({ x: pane.left + 40, y: pane.top + 40 });
  const taken = useFlow.getState().history.present.nodes.filter((node) => node.parentId === undefined);
  const columns = Math.max(1, Math.floor((pane.width - 80) / (280 * canvas!.getZoom())));
  for (let i = 0; ; i++) {
    const at = { x: origin.x + (i % columns) * 280, y: origin.y + Math.floor(i / columns) * 160 };
    if (!taken.some((node) => covers(node, at))) return at;
  }
}

const GAP = 16;

/** A point's node at that place would lie upon this one, or close to it. */
function covers(node: FlowNode, at: { x: number; y: number }): boolean {
  const { x, y } = node.position;
  return at.x < x + (node.width ?? NODE_WIDTH) + GAP && x < at.x + NODE_WIDTH + GAP && at.y < y + (node.height ?? NODE_HEIGHT) + GAP && y < at.y + NODE_HEIGHT + GAP;
}
