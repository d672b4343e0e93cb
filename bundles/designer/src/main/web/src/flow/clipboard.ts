// SPDX-License-Identifier: GPL-3.0-only
import type { XYPosition } from '@xyflow/react';
import { newId, plainEdge, plainNode, readDoc, type Doc, type FlowNode } from './model';

const MARK = 'bms-flow';
const SHIFT = 32;

/** The selected nodes, what is in selected groups, and the edges among them, as text for the clipboard. */
export function copySelection(doc: Doc): string | undefined {
  const chosen = new Set(doc.nodes.filter((node) => node.selected).map((node) => node.id));
  const taken = doc.nodes.filter((node) => chosen.has(node.id) || (node.parentId !== undefined && chosen.has(node.parentId)));
  if (taken.length === 0) return undefined;
  const ids = new Set(taken.map((node) => node.id));
  const nodes = taken.map((node) => {
    const plain = plainNode(node);
    return plain.parentId !== undefined && !ids.has(plain.parentId) ? onItsOwn(doc, plain) : plain;
  });
  const edges = doc.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)).map(plainEdge);
  return JSON.stringify({ [MARK]: 1, nodes, edges });
}

/**
 * The document with the copied nodes added, selected, under new ids; undefined if the text is no copy. They stand a little
 * beside those they are of and beside earlier copies, or, if that is out of sight, at the place given.
 */
export function paste(doc: Doc, text: string, view?: View): Doc | undefined {
  let copied: unknown;
  try {
    copied = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof copied !== 'object' || copied === null || !(MARK in copied)) return undefined;
  const source = readDoc(copied);
  const ids = new Map(source.nodes.map((node) => [node.id, newId(node.type ?? 'node')]));
  const tops = source.nodes.filter((node) => node.parentId === undefined);
  const move = moveFor(doc, tops, view);
  const nodes = source.nodes.map((node) => {
    const parentId = node.parentId === undefined ? undefined : ids.get(node.parentId);
    const by = parentId === undefined ? move : { x: 0, y: 0 };
    return {
      ...node, id: ids.get(node.id)!, parentId, selected: true,
      position: { x: node.position.x + by.x, y: node.position.y + by.y },
    } as FlowNode;
  });
  const edges = source.edges.map((edge) => ({ ...edge, id: newId('edge'), source: ids.get(edge.source)!, target: ids.get(edge.target)! }));
  return {
    nodes: [...doc.nodes.map((node) => (node.selected ? { ...node, selected: false } : node)), ...nodes],
    edges: [...doc.edges, ...edges],
  };
}

/** The part of the canvas that is in sight. */
export interface View {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function moveFor(doc: Doc, tops: readonly FlowNode[], view: View | undefined): XYPosition {
  const first = tops[0]?.position ?? { x: 0, y: 0 };
  const seen = view === undefined || tops.some(({ position: { x, y } }) => x >= view.left && x <= view.right - SHIFT && y >= view.top && y <= view.bottom - SHIFT);
  const move = seen ? { x: SHIFT, y: SHIFT } : { x: Math.round(view.left + SHIFT - first.x), y: Math.round(view.top + SHIFT - first.y) };
  const taken = new Set(doc.nodes.map(({ position: { x, y } }) => `${x} ${y}`));
  while (taken.has(`${first.x + move.x} ${first.y + move.y}`)) {
    move.x += SHIFT;
    move.y += SHIFT;
  }
  return move;
}

function onItsOwn(doc: Doc, node: FlowNode): FlowNode {
  const parent = doc.nodes.find((each) => each.id === node.parentId);
  const { parentId: _, ...rest } = node;
  const at = parent?.position ?? { x: 0, y: 0 };
  return { ...rest, position: { x: node.position.x + at.x, y: node.position.y + at.y } } as FlowNode;
}
