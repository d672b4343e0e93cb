// SPDX-License-Identifier: GPL-3.0-only
import type { Edge, Node } from '@xyflow/react';
import { isBinary, isMultiState, isText } from '../objectTypes';

/** What edges carry. `any` fits all; the branches of a switch are `any` until one is connected. */
export type Kind = 'number' | 'boolean' | 'text' | 'any';

export type Operator = '+' | '−' | '×' | '÷' | 'min' | 'max' | 'avg';
export type Comparator = '>' | '≥' | '<' | '≤' | '=' | '≠';

export const OPERATORS: readonly Operator[] = ['+', '−', '×', '÷', 'min', 'max', 'avg'];
export const COMPARATORS: readonly Comparator[] = ['>', '≥', '<', '≤', '=', '≠'];

export type PointNode = Node<{ point_id: string; label?: string }, 'point'>;
export type ConstantNode = Node<{ value: number | boolean; label: string }, 'constant'>;
export type CalculationNode = Node<{ op: Operator; label: string }, 'calculation'>;
export type ComparisonNode = Node<{ op: Comparator; label: string }, 'comparison'>;
export type SwitchNode = Node<{ label: string }, 'switch'>;
export type GroupNode = Node<{ label: string }, 'group'>;
export type NoteNode = Node<{ text: string }, 'note'>;

export type ValueNode = ConstantNode | CalculationNode | ComparisonNode | SwitchNode;
export type FlowNode = PointNode | ValueNode | GroupNode | NoteNode;
export type FlowNodeType = FlowNode['type'] & string;
export type FlowEdge = Edge;

export interface Doc {
  nodes: FlowNode[];
  edges: FlowEdge[];
}

export const EMPTY_DOC: Doc = { nodes: [], edges: [] };

export const NODE_WIDTH = 256;
export const NODE_HEIGHT = 136;
export const VALUE_NODE_WIDTH = 208;

/** The inputs of a value node, from the top. */
export function inputsOf(type: FlowNodeType): readonly { id: string; label: string; kind: Kind }[] {
  switch (type) {
    case 'calculation':
    case 'comparison':
      return [
        { id: 'a', label: 'a', kind: 'number' },
        { id: 'b', label: 'b', kind: 'number' },
      ];
    case 'switch':
      return [
        { id: 'if', label: 'if', kind: 'boolean' },
        { id: 'then', label: 'then', kind: 'any' },
        { id: 'else', label: 'else', kind: 'any' },
      ];
    default:
      return [];
  }
}

/** What a point of this object type carries. */
export function kindOfObject(objectType: string): Kind {
  if (isBinary(objectType)) return 'boolean';
  return isText(objectType) ? 'text' : 'number';
}

/** The object type in a point id. */
export function objectTypeOf(pointId: string): string {
  return pointId.split('.')[1] ?? '';
}

/** Whether a point's values hold until the next, as states and what is written do. */
export function isStepped(pointId: string, writable = false): boolean {
  const type = objectTypeOf(pointId);
  return writable || isBinary(type) || isMultiState(type);
}

/** What a node's output carries; undefined if it has none. */
export function outputOf(node: FlowNode): Kind | undefined {
  switch (node.type) {
    case 'point':
      return kindOfObject(objectTypeOf(node.data.point_id));
    case 'constant':
      return typeof node.data.value === 'boolean' ? 'boolean' : 'number';
    case 'calculation':
      return 'number';
    case 'comparison':
      return 'boolean';
    case 'switch':
      return 'any';
    default:
      return undefined;
  }
}

/** What a node's output carries within a flow: a switch carries what its branches do, or what takes it wants. */
export function kindIn(doc: Doc, node: FlowNode, seen: ReadonlySet<string> = new Set()): Kind | undefined {
  const kind = outputOf(node);
  if (kind !== 'any' || seen.has(node.id)) return kind;
  const further = new Set([...seen, node.id]);
  const nodeOf = (id: string) => doc.nodes.find((each) => each.id === id);
  for (const edge of doc.edges) {
    const source = edge.target === node.id && edge.targetHandle !== 'if' ? nodeOf(edge.source) : undefined;
    const taker = edge.source === node.id ? nodeOf(edge.target) : undefined;
    const found = source ? kindIn(doc, source, further) : taker && wantedBy(doc, taker, edge.targetHandle, further);
    if (found !== undefined && found !== 'any') return found;
  }
  return 'any';
}

function wantedBy(doc: Doc, target: FlowNode, handle: string | null | undefined, seen?: ReadonlySet<string>): Kind | undefined {
  const input = inputsOf(target.type!).find((each) => each.id === handle);
  return input?.kind === 'any' ? kindIn(doc, target, seen) : input?.kind;
}

/** Why an edge may not be drawn, or undefined if it may. */
export function refusal(doc: Doc, edge: { source: string; target: string; targetHandle?: string | null }): string | undefined {
  const source = doc.nodes.find((node) => node.id === edge.source);
  const target = doc.nodes.find((node) => node.id === edge.target);
  const input = target && inputsOf(target.type!).find((each) => each.id === edge.targetHandle);
  const kind = source && kindIn(doc, source);
  const wanted = target && wantedBy(doc, target, edge.targetHandle);
  if (input === undefined || kind === undefined) return 'nothing to connect';
  if (kind !== 'any' && wanted !== 'any' && kind !== wanted) return `${input.label} takes a ${wanted}, not a ${kind}`;
  if (doc.edges.some((each) => each.target === edge.target && each.targetHandle === edge.targetHandle)) return `${input.label} is connected already`;
  if (reaches(doc, edge.target, edge.source)) return 'that would make a loop';
  return undefined;
}

function reaches(doc: Doc, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const edge of doc.edges) if (edge.source === id) open.push(edge.target);
  }
  return false;
}

/** What is kept and deployed of a node: nothing that only this page knows, such as what is selected. */
export function plainNode(node: FlowNode): FlowNode {
  const { id, type, position, data, parentId, width, height } = node;
  return {
    id, type, position: { x: Math.round(position.x), y: Math.round(position.y) }, data,
    ...(parentId !== undefined && { parentId }),
    ...(width !== undefined && { width: Math.round(width) }),
    ...(height !== undefined && { height: Math.round(height) }),
  } as FlowNode;
}

export function plainEdge({ id, source, target, sourceHandle, targetHandle }: FlowEdge): FlowEdge {
  return { id, source, target, ...(sourceHandle && { sourceHandle }), ...(targetHandle && { targetHandle }) };
}

export function plainDoc(doc: Doc): Doc {
  return { nodes: doc.nodes.map(plainNode), edges: doc.edges.map(plainEdge) };
}

/** Reads a stored flow; whatever is not a flow becomes an empty one. */
export function readDoc(value: unknown): Doc {
  const { nodes, edges } = (value ?? {}) as Partial<Doc>;
  if (!Array.isArray(nodes)) return EMPTY_DOC;
  const known = nodes.filter(isNode);
  const ids = new Set(known.map((node) => node.id));
  return {
    nodes: known.map((node) => (node.parentId !== undefined && !ids.has(node.parentId) ? ({ ...node, parentId: undefined } as FlowNode) : node)),
    edges: (Array.isArray(edges) ? edges : []).filter((edge) => ids.has(edge?.source) && ids.has(edge?.target)),
  };
}

/** Whether a stored node has the fields that its view needs; for an unknown type, those that all nodes have. */
function isNode(node: FlowNode | null): boolean {
  if (typeof node?.id !== 'string' || typeof node.position?.x !== 'number' || typeof node.position.y !== 'number' || typeof node.data !== 'object' || node.data === null) return false;
  switch (node.type) {
    case 'point':
      return typeof node.data.point_id === 'string';
    case 'constant':
      return typeof node.data.value === 'number' || typeof node.data.value === 'boolean';
    case 'calculation':
      return OPERATORS.includes(node.data.op);
    case 'comparison':
      return COMPARATORS.includes(node.data.op);
    default:
      return true;
  }
}

export function pointIds(doc: Doc): string[] {
  return [...new Set(doc.nodes.flatMap((node) => (node.type === 'point' ? [node.data.point_id] : [])))];
}

let counter = 0;

/** Unique among pages too: two browsers may add to the same project. */
export function newId(prefix: string): string {
  return `${prefix}-${Date.now().toString(36)}${(counter++).toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;
}
