// SPDX-License-Identifier: GPL-3.0-only
import type { XYPosition } from '@xyflow/react';
import { NODE_HEIGHT, NODE_WIDTH, newId, type Doc, type FlowNode } from './model';

/** Without some nodes and their edges; what was in a removed group stays where it stood. */
export function without(doc: Doc, gone: (node: FlowNode) => boolean): Doc {
  const lost = new Map(doc.nodes.filter(gone).map((node) => [node.id, node]));
  const nodes = doc.nodes
    .filter((node) => !lost.has(node.id))
    .map((node) => {
      const parent = node.parentId === undefined ? undefined : lost.get(node.parentId);
      if (parent === undefined) return node;
      const position = { x: node.position.x + parent.position.x, y: node.position.y + parent.position.y };
      return { ...node, parentId: undefined, position } as FlowNode;
    });
  return { nodes, edges: doc.edges.filter((edge) => !lost.has(edge.source) && !lost.has(edge.target)) };
}

const GROUP_PAD = 24;
const GROUP_HEAD = 48;

/** The selected nodes that are in no group yet, in a new one. */
export function grouped(doc: Doc): Doc {
  const chosen = doc.nodes.filter((node) => node.selected && node.type !== 'group' && node.parentId === undefined);
  if (chosen.length === 0) return doc;
  const left = Math.min(...chosen.map((node) => node.position.x)) - GROUP_PAD;
  const top = Math.min(...chosen.map((node) => node.position.y)) - GROUP_HEAD;
  const right = Math.max(...chosen.map((node) => node.position.x + (node.measured?.width ?? NODE_WIDTH))) + GROUP_PAD;
  const bottom = Math.max(...chosen.map((node) => node.position.y + (node.measured?.height ?? NODE_HEIGHT))) + GROUP_PAD;
  const id = newId('group');
  const group = { id, type: 'group', position: { x: left, y: top }, width: right - left, height: bottom - top, data: { label: 'Group' } } as FlowNode;
  const ids = new Set(chosen.map((node) => node.id));
  const into = (position: XYPosition): XYPosition => ({ x: position.x - left, y: position.y - top });
  return {
    ...doc,
    nodes: [group, ...doc.nodes.map((node) => (ids.has(node.id) ? ({ ...node, parentId: id, position: into(node.position), selected: false } as FlowNode) : node))],
  };
}

/** Puts each of these nodes into the group that its middle lies in, or into none; on screen nothing moves. */
export function settled(doc: Doc, nodeIds: ReadonlySet<string>): Doc {
  const groups = doc.nodes.filter((node) => node.type === 'group');
  if (groups.length === 0) return doc;
  let moved = false;
  const nodes = doc.nodes.map((node) => {
    if (!nodeIds.has(node.id) || node.type === 'group') return node;
    const home = groups.find((group) => group.id === node.parentId);
    // A group that is dragged along takes its own with it.
    if (home !== undefined && nodeIds.has(home.id)) return node;
    const x = node.position.x + (home?.position.x ?? 0);
    const y = node.position.y + (home?.position.y ?? 0);
    const middle = { x: x + (node.measured?.width ?? NODE_WIDTH) / 2, y: y + (node.measured?.height ?? NODE_HEIGHT) / 2 };
    const group = groups.find((each) => contains(each, middle));
    if (group?.id === home?.id) return node;
    moved = true;
    return { ...node, parentId: group?.id, position: { x: x - (group?.position.x ?? 0), y: y - (group?.position.y ?? 0) } } as FlowNode;
  });
  return moved ? { ...doc, nodes } : doc;
}

function contains(group: FlowNode, at: XYPosition): boolean {
  const { x, y } = group.position;
  return at.x > x && at.y > y && at.x < x + (group.width ?? group.measured?.width ?? 0) && at.y < y + (group.height ?? group.measured?.height ?? 0);
}
