// SPDX-License-Identifier: GPL-3.0-only
import { plainEdge, plainNode, pointIds, type Doc, type FlowEdge, type FlowNode } from './model';

/** What was deployed last, kept inside the project. */
export interface Deployed {
  config_revision: number;
  at: string;
  flow: Doc;
}

export interface Changes {
  /** Nodes that are new, or not as deployed. */
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
  added: number;
  changed: number;
  removed: number;
  total: number;
  pointsAdded: string[];
  pointsRemoved: string[];
}

/** How the canvas differs from what runs. The position of a node does not count. */
export function changesSince(deployed: Doc | undefined, doc: Doc): Changes {
  const before = new Map(deployed?.nodes.map((node) => [node.id, meaning(node)]));
  const edgesBefore = new Set(deployed?.edges.map(edgeMeaning));
  const nodes = new Set<string>();
  let added = 0;
  for (const node of doc.nodes) {
    const was = before.get(node.id);
    if (was === undefined) added++;
    if (was !== meaning(node)) nodes.add(node.id);
  }
  const edges = new Set(doc.edges.filter((edge) => !edgesBefore.has(edgeMeaning(edge))).map((edge) => edge.id));
  const nodeIds = new Set(doc.nodes.map((node) => node.id));
  const edgesNow = new Set(doc.edges.map(edgeMeaning));
  const removed =
    [...before.keys()].filter((id) => !nodeIds.has(id)).length + [...edgesBefore].filter((edge) => !edgesNow.has(edge)).length;
  const points = new Set(pointIds(doc));
  const pointsBefore = new Set(deployed === undefined ? [] : pointIds(deployed));
  return {
    nodes, edges, removed,
    added: added + edges.size,
    changed: nodes.size - added,
    total: nodes.size + edges.size + removed,
    pointsAdded: [...points].filter((id) => !pointsBefore.has(id)),
    pointsRemoved: [...pointsBefore].filter((id) => !points.has(id)),
  };
}

function meaning(node: FlowNode): string {
  const { type, data, parentId } = plainNode(node);
  return JSON.stringify([type, data, parentId ?? null]);
}

function edgeMeaning(edge: FlowEdge): string {
  const { source, target, sourceHandle, targetHandle } = plainEdge(edge);
  return JSON.stringify([source, sourceHandle ?? '', target, targetHandle ?? '']);
}
