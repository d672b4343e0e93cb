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

/** The document with the copied nodes added, selected, under new ids; undefined if the text is no copy. */
export function paste(doc: Doc, text: string): Doc | undefined {
  let copied: unknown;
  try {
    copied = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof copied !== 'object' || copied === null || !(MARK in copied)) return undefined;
  const source = readDoc(copied);
  const ids = new Map(source.nodes.map((node) => [node.id, newId(node.type ?? 'node')]));
  const nodes = source.nodes.map((node) => {
    const parentId = node.parentId === undefined ? undefined : ids.get(node.parentId);
    const shift = parentId === undefined ? SHIFT : 0;
    return {
      ...node, id: ids.get(node.id)!, parentId, selected: true,
      position: { x: node.position.x + shift, y: node.position.y + shift },
    } as FlowNode;
  });
  const edges = source.edges.map((edge) => ({ ...edge, id: newId('edge'), source: ids.get(edge.source)!, target: ids.get(edge.target)! }));
  return {
    nodes: [...doc.nodes.map((node) => (node.selected ? { ...node, selected: false } : node)), ...nodes],
    edges: [...doc.edges, ...edges],
  };
}

function onItsOwn(doc: Doc, node: FlowNode): FlowNode {
  const parent = doc.nodes.find((each) => each.id === node.parentId);
  const { parentId: _, ...rest } = node;
  const at = parent?.position ?? { x: 0, y: 0 };
  return { ...rest, position: { x: node.position.x + at.x, y: node.position.y + at.y } } as FlowNode;
}
