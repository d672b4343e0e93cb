// SPDX-License-Identifier: GPL-3.0-only
import { applyEdgeChanges, applyNodeChanges, type Connection, type EdgeChange, type NodeChange } from '@xyflow/react';
import { create } from 'zustand';
import { changesSince, type Changes, type Deployed } from './changes';
import { copySelection, paste, type View } from './clipboard';
import { amend, begin, record, redo, undo, type History } from './history';
import { grouped, settled, without } from './groups';
import { autoLayout } from './layout';
import { EMPTY_DOC, newId, refusal, type Doc, type FlowEdge, type FlowNode } from './model';

interface FlowState {
  /** Whoever looks at it may not change it: what would change it does nothing. */
  fixed: boolean;
  history: History<Doc>;
  deployed: Deployed | undefined;
  changes: Changes;
  load(doc: Doc, deployed: Deployed | undefined, fixed?: boolean): void;
  setDeployed(deployed: Deployed): void;
  nodesChanged(changes: NodeChange<FlowNode>[]): void;
  edgesChanged(changes: EdgeChange<FlowEdge>[]): void;
  /** The next changes up to the end of the gesture are one step. */
  beginGesture(): void;
  /** After a drag: what was put into a group belongs to it, what was taken out does not. */
  settle(nodeIds: readonly string[]): void;
  connect(connection: Connection): string | undefined;
  /** Connects an input to another source, or to none with an empty id. */
  setSource(target: string, targetHandle: string, source: string): void;
  add(nodes: FlowNode[]): void;
  setData(nodeId: string, data: Partial<FlowNode['data']>): void;
  select(nodeIds: readonly string[]): void;
  removeSelected(): void;
  groupSelected(): void;
  undo(): void;
  redo(): void;
  copy(): string | undefined;
  paste(text: string, view?: View): boolean;
  layout(): void;
}

/** The flow on the canvas, with its past. Live values are not in here. */
export const useFlow = create<FlowState>((set, get) => {
  const put = (history: History<Doc>): void => {
    const before = get().history.present;
    const same = before.edges === history.present.edges && sameMeaning(before.nodes, history.present.nodes);
    set(same ? { history } : { history, changes: changesSince(get().deployed?.flow, history.present) });
  };
  const step = (doc: Doc): void => {
    if (!get().fixed) put(record(get().history, doc));
  };
  const doc = (): Doc => get().history.present;

  return {
    fixed: false,
    history: begin(EMPTY_DOC),
    deployed: undefined,
    changes: changesSince(undefined, EMPTY_DOC),
    load: (loaded, deployed, fixed = false) => set({ fixed, history: begin(loaded), deployed, changes: changesSince(deployed?.flow, loaded) }),
    setDeployed: (deployed) => set({ deployed, changes: changesSince(deployed.flow, doc()) }),
    nodesChanged: (changes) => {
      const next = { ...doc(), nodes: applyNodeChanges(changes, doc().nodes) };
      // An arrow key's move says that it is no drag, as the end of a drag does; a resize says nothing.
      const nudges = changes.some((change) => change.type === 'position' && change.dragging === false && !doc().nodes.find((node) => node.id === change.id)?.dragging);
      if (nudges) step(next);
      else put(amend(get().history, next));
    },
    edgesChanged: (changes) => {
      const next = { ...doc(), edges: applyEdgeChanges(changes, doc().edges) };
      if (changes.some((change) => change.type === 'remove')) step(next);
      else put(amend(get().history, next));
    },
    beginGesture: () => step({ ...doc() }),
    settle: (nodeIds) => put(amend(get().history, settled(doc(), new Set(nodeIds)))),
    connect: (connection) => {
      const reason = refusal(doc(), connection);
      if (reason === undefined) step({ ...doc(), edges: [...doc().edges, { ...connection, id: newId('edge') }] });
      return reason;
    },
    setSource: (target, targetHandle, source) => {
      const free = { ...doc(), edges: doc().edges.filter((edge) => edge.target !== target || edge.targetHandle !== targetHandle) };
      if (source === '') step(free);
      else if (refusal(free, { source, target, targetHandle }) === undefined) step({ ...free, edges: [...free.edges, { id: newId('edge'), source, target, targetHandle }] });
    },
    add: (nodes) => {
      const rest = doc().nodes.map((node) => (node.selected ? { ...node, selected: false } : node));
      // Parents come before their children, as React Flow wants it.
      const groups = nodes.filter((node) => node.type === 'group');
      step({ ...doc(), nodes: [...groups, ...rest, ...nodes.filter((node) => node.type !== 'group')] });
    },
    setData: (nodeId, data) =>
      step({ ...doc(), nodes: doc().nodes.map((node) => (node.id === nodeId ? ({ ...node, data: { ...node.data, ...data } } as FlowNode) : node)) }),
    select: (nodeIds) => {
      const wanted = new Set(nodeIds);
      const nodes = doc().nodes.map((node) => ((node.selected ?? false) === wanted.has(node.id) ? node : { ...node, selected: wanted.has(node.id) }));
      put(amend(get().history, { ...doc(), nodes }));
    },
    removeSelected: () => {
      const kept = without(doc(), (node) => node.selected === true);
      const edges = kept.edges.filter((edge) => !edge.selected);
      if (kept.nodes.length + edges.length < doc().nodes.length + doc().edges.length) step({ nodes: kept.nodes, edges });
    },
    groupSelected: () => step(grouped(doc())),
    undo: () => put(undo(get().history)),
    redo: () => put(redo(get().history)),
    copy: () => copySelection(doc()),
    paste: (text, view) => {
      const next = get().fixed ? undefined : paste(doc(), text, view);
      if (next !== undefined) step(next);
      return next !== undefined;
    },
    layout: () => step(autoLayout(doc())),
  };
});

export const useDoc = (): Doc => useFlow((state) => state.history.present);

/** True if nodes differ at most in where they stand and whether they are selected. */
function sameMeaning(before: readonly FlowNode[], after: readonly FlowNode[]): boolean {
  return before.length === after.length && before.every((node, i) => node.id === after[i]!.id && node.data === after[i]!.data && node.parentId === after[i]!.parentId);
}
