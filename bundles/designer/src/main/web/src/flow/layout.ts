// SPDX-License-Identifier: GPL-3.0-only
import { NODE_HEIGHT, NODE_WIDTH, type Doc, type FlowNode } from './model';

const GAP_X = 72;
const GAP_Y = 32;
const PAD = 24;
const GROUP_HEAD = 48;

interface Box {
  id: string;
  width: number;
  height: number;
}

/**
 * Tidies the canvas: what is connected flows from left to right in columns, what is not stands in a grid
 * below it; inside each group first, then the groups among the rest.
 */
export function autoLayout(doc: Doc): Doc {
  const placed = new Map<string, FlowNode>(doc.nodes.map((node) => [node.id, node]));
  for (const group of doc.nodes.filter((node) => node.type === 'group')) {
    const children = doc.nodes.filter((node) => node.parentId === group.id);
    if (children.length === 0) continue;
    const { at, width, height } = arrange(children.map(boxOf), doc.edges);
    for (const child of children) move(placed, child.id, at.get(child.id)!, PAD, GROUP_HEAD);
    placed.set(group.id, { ...group, width: width + 2 * PAD, height: height + GROUP_HEAD + PAD, measured: undefined } as FlowNode);
  }
  const top = doc.nodes.filter((node) => node.parentId === undefined).map((node) => boxOf(placed.get(node.id)!));
  const home = new Map(doc.nodes.map((node) => [node.id, node.parentId ?? node.id]));
  const lifted = doc.edges
    .map((edge) => ({ source: home.get(edge.source)!, target: home.get(edge.target)! }))
    .filter((edge) => edge.source !== edge.target);
  const { at } = arrange(top, lifted);
  for (const box of top) move(placed, box.id, at.get(box.id)!, 0, 0);
  return { ...doc, nodes: doc.nodes.map((node) => placed.get(node.id)!) };
}

function move(nodes: Map<string, FlowNode>, id: string, at: { x: number; y: number }, dx: number, dy: number): void {
  nodes.set(id, { ...nodes.get(id)!, position: { x: at.x + dx, y: at.y + dy } });
}

function boxOf(node: FlowNode): Box {
  return { id: node.id, width: node.width ?? node.measured?.width ?? NODE_WIDTH, height: node.height ?? node.measured?.height ?? NODE_HEIGHT };
}

function arrange(boxes: Box[], allEdges: readonly { source: string; target: string }[]) {
  const ids = new Set(boxes.map((box) => box.id));
  const edges = allEdges.filter((edge) => ids.has(edge.source) && ids.has(edge.target));
  const tied = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  const at = new Map<string, { x: number; y: number }>();
  const flow = columns(boxes.filter((box) => tied.has(box.id)), edges, at);
  const rest = grid(boxes.filter((box) => !tied.has(box.id)), flow.height === 0 ? 0 : flow.height + GAP_Y, at);
  return { at, width: Math.max(flow.width, rest.width), height: Math.max(flow.height, rest.height) };
}

/** Columns by the longest way from a source; within a column by where the inputs stand. */
function columns(boxes: Box[], edges: readonly { source: string; target: string }[], at: Map<string, { x: number; y: number }>) {
  const rank = new Map<string, number>(boxes.map((box) => [box.id, 0]));
  for (let pass = 0, moved = true; moved && pass < boxes.length; pass++) {
    moved = false;
    for (const edge of edges) {
      const least = rank.get(edge.source)! + 1;
      if (rank.get(edge.target)! < least) {
        rank.set(edge.target, least);
        moved = true;
      }
    }
  }
  let x = 0;
  let height = 0;
  for (let column = 0; column <= Math.max(-1, ...rank.values()); column++) {
    const members = boxes.filter((box) => rank.get(box.id) === column);
    const wish = new Map(members.map((box) => [box.id, middleOfInputs(box.id, edges, at)]));
    members.sort((a, b) => wish.get(a.id)! - wish.get(b.id)!);
    let y = 0;
    for (const box of members) {
      const top = Math.max(y, Math.round(wish.get(box.id)!));
      at.set(box.id, { x, y: top });
      y = top + box.height + GAP_Y;
    }
    height = Math.max(height, y - GAP_Y);
    x += Math.max(0, ...members.map((box) => box.width)) + GAP_X;
  }
  return { width: Math.max(0, x - GAP_X), height: Math.max(0, height) };
}

function middleOfInputs(id: string, edges: readonly { source: string; target: string }[], at: Map<string, { x: number; y: number }>): number {
  const tops = edges.filter((edge) => edge.target === id).flatMap((edge) => at.get(edge.source)?.y ?? []);
  return tops.length === 0 ? 0 : tops.reduce((sum, top) => sum + top, 0) / tops.length;
}

function grid(boxes: Box[], top: number, at: Map<string, { x: number; y: number }>) {
  const perRow = Math.max(1, Math.ceil(Math.sqrt(boxes.length * 0.8)));
  let width = 0;
  let y = top;
  for (let i = 0; i < boxes.length; i += perRow) {
    const row = boxes.slice(i, i + perRow);
    let x = 0;
    for (const box of row) {
      at.set(box.id, { x, y });
      x += box.width + GAP_Y;
    }
    width = Math.max(width, x - GAP_Y);
    y += Math.max(...row.map((box) => box.height)) + GAP_Y;
  }
  return { width, height: boxes.length === 0 ? 0 : y - GAP_Y };
}
