// SPDX-License-Identifier: GPL-3.0-only
import { beforeEach, expect, test } from 'vitest';
import { changesSince } from '../../src/flow/changes';
import { copySelection, paste } from '../../src/flow/clipboard';
import { evaluate, type Signal } from '../../src/flow/evaluate';
import { grouped, settled, without } from '../../src/flow/groups';
import { begin, record, redo, undo } from '../../src/flow/history';
import { autoLayout } from '../../src/flow/layout';
import { EMPTY_DOC, plainDoc, readDoc, refusal, type Doc, type FlowEdge, type FlowNode } from '../../src/flow/model';
import { useFlow } from '../../src/flow/store';
import { showWhole } from '../../src/format';

const point = (id: string, point_id: string, more: object = {}): FlowNode => ({ id, type: 'point', position: { x: 0, y: 0 }, data: { point_id }, ...more });
const block = (id: string, type: string, data: object, more: object = {}): FlowNode => ({ id, type, position: { x: 0, y: 0 }, data: { label: id, ...data }, ...more }) as FlowNode;
const edge = (source: string, target: string, targetHandle: string): FlowEdge => ({ id: `${source}-${target}-${targetHandle}`, source, target, targetHandle });
const flow = () => useFlow.getState();
const doc = () => flow().history.present;

beforeEach(() => flow().load(EMPTY_DOC, undefined));

test('history_undoRedo_walksBothWaysAndANewStepEndsTheFuture', () => {
  let history = record(record(begin('a'), 'b'), 'c');
  history = undo(history);
  expect(history.present).toBe('b');
  expect(redo(history).present).toBe('c');
  history = record(history, 'd');
  expect(redo(history)).toBe(history);
  expect(undo(undo(undo(history))).present).toBe('a');
});

test('history_manySteps_forgetsTheOldest', () => {
  let history = begin(0);
  for (let i = 1; i <= 300; i++) history = record(history, i);
  for (let i = 0; i < 300; i++) history = undo(history);
  expect(history.present).toBe(200);
});

test('store_drag_isOneStep', () => {
  flow().add([point('p', '1.analogInput.1')]);
  flow().beginGesture();
  for (let x = 0; x < 5; x++) flow().nodesChanged([{ type: 'position', id: 'p', position: { x: x * 8, y: 0 }, dragging: true }]);
  flow().nodesChanged([{ type: 'position', id: 'p', position: { x: 40, y: 0 }, dragging: false }]);
  expect(doc().nodes[0]!.position.x).toBe(40);
  flow().undo();
  expect(doc().nodes[0]!.position.x).toBe(0);
  flow().undo();
  expect(doc().nodes).toEqual([]);
  flow().redo();
  flow().redo();
  expect(doc().nodes[0]!.position.x).toBe(40);
});

test('store_arrowKeys_areAStepEach', () => {
  flow().add([point('p', '1.analogInput.1')]);
  for (const x of [8, 16]) flow().nodesChanged([{ type: 'position', id: 'p', position: { x, y: 0 }, dragging: false }]);
  flow().undo();
  expect(doc().nodes[0]!.position.x).toBe(8);
  flow().undo();
  expect(doc().nodes[0]!.position.x).toBe(0);
});

test('store_resizeAtTheTopLeft_isOneStep', () => {
  flow().load({ nodes: [block('g', 'group', {}, { width: 400, height: 300 })], edges: [] }, undefined);
  flow().beginGesture();
  for (const by of [8, 16, 24]) {
    flow().nodesChanged([{ type: 'position', id: 'g', position: { x: by, y: by } }, { type: 'dimensions', id: 'g', resizing: true, setAttributes: true, dimensions: { width: 400 - by, height: 300 - by } }]);
  }
  flow().undo();
  expect(doc().nodes[0]).toMatchObject({ position: { x: 0, y: 0 }, width: 400 });
});

test('store_removeSelected_takesItsEdgesInOneStep', () => {
  flow().load({ nodes: [point('p', '1.analogInput.1', { selected: true }), block('c', 'calculation', { op: '+' })], edges: [edge('p', 'c', 'a')] }, undefined);
  flow().removeSelected();
  expect(doc()).toMatchObject({ nodes: [{ id: 'c' }], edges: [] });
  flow().undo();
  expect(doc().edges).toHaveLength(1);
});

test('store_setSource_replacesAndClears', () => {
  flow().load({ nodes: [point('p', '1.analogInput.1'), point('q', '1.analogInput.2'), block('c', 'calculation', { op: '+' })], edges: [] }, undefined);
  flow().setSource('c', 'a', 'p');
  flow().setSource('c', 'a', 'q');
  expect(doc().edges).toMatchObject([{ source: 'q', target: 'c', targetHandle: 'a' }]);
  flow().setSource('c', 'a', '');
  expect(doc().edges).toEqual([]);
});

test('clipboard_copyPaste_hasNewIdsAndInnerEdges', () => {
  const before: Doc = {
    nodes: [block('g', 'group', {}, { selected: true }), point('p', '1.analogInput.1', { parentId: 'g' }), block('c', 'calculation', { op: '+' }, { selected: true }), point('q', '1.analogInput.2')],
    edges: [edge('p', 'c', 'a'), edge('q', 'c', 'b')],
  };
  const after = paste(before, copySelection(before)!)!;
  expect(after.nodes).toHaveLength(7);
  expect(new Set(after.nodes.map((node) => node.id)).size).toBe(7);
  const added = after.nodes.slice(4);
  expect(added.find((node) => node.type === 'point')!.parentId).toBe(added.find((node) => node.type === 'group')!.id);
  expect(after.edges).toHaveLength(3);
  expect(after.nodes.filter((node) => node.selected).map((node) => node.id)).toEqual(added.map((node) => node.id));
});

test('clipboard_pastedAgain_liesBesideTheFirstCopy_andInSight', () => {
  const before: Doc = { nodes: [point('p', '1.analogInput.1', { selected: true })], edges: [] };
  const text = copySelection(before)!;
  const twice = paste(paste(before, text)!, text)!;
  expect(twice.nodes.map((node) => node.position.x)).toEqual([0, 32, 64]);
  const away = { left: 5_000, top: 400, right: 6_000, bottom: 1_000 };
  expect(paste(paste(before, text, away)!, text, away)!.nodes.slice(1).map((node) => node.position)).toEqual([{ x: 5_032, y: 432 }, { x: 5_064, y: 464 }]);
  expect(paste(before, text, { left: -100, top: -100, right: 900, bottom: 500 })!.nodes[1]!.position).toEqual({ x: 32, y: 32 });
});

test('clipboard_otherText_isLeftAlone', () => {
  expect(paste(EMPTY_DOC, 'hello')).toBeUndefined();
  expect(paste(EMPTY_DOC, '{"nodes":[]}')).toBeUndefined();
  expect(copySelection({ nodes: [point('p', '1.analogInput.1')], edges: [] })).toBeUndefined();
});

test('refusal_wrongKindsDoubleAndCircles_areRefused', () => {
  const nodes = [point('b', '1.binaryInput.1'), point('n', '1.analogInput.1'), block('c', 'calculation', { op: '+' }), block('d', 'calculation', { op: '+' }), block('s', 'switch', {})];
  const edges = [edge('c', 'd', 'a')];
  const ask = (source: string, target: string, targetHandle: string) => refusal({ nodes, edges }, { source, target, targetHandle });
  expect(ask('b', 'c', 'a')).toContain('takes a number');
  expect(ask('n', 's', 'if')).toContain('takes a boolean');
  expect(ask('n', 'd', 'a')).toContain('connected already');
  expect(ask('d', 'c', 'b')).toContain('loop');
  expect(ask('c', 'c', 'b')).toContain('loop');
  expect(ask('n', 'c', 'a')).toBeUndefined();
  expect(ask('b', 's', 'if')).toBeUndefined();
  expect(ask('b', 's', 'then')).toBeUndefined();
});

test('refusal_switch_carriesWhatItsBranchesDo_orWhatIsWantedOfIt', () => {
  const nodes = [point('b', '1.binaryInput.1'), point('n', '1.analogInput.1'), block('c', 'calculation', { op: '+' }), block('s', 'switch', {}), block('t', 'switch', {})];
  const ask = (edges: FlowEdge[], source: string, target: string, targetHandle: string) => refusal({ nodes, edges }, { source, target, targetHandle });
  expect(ask([edge('b', 's', 'then')], 's', 'c', 'a')).toBe('a takes a number, not a boolean');
  expect(ask([edge('b', 's', 'then')], 'n', 's', 'else')).toBe('else takes a boolean, not a number');
  expect(ask([edge('s', 'c', 'a')], 'b', 's', 'then')).toBe('then takes a number, not a boolean');
  expect(ask([edge('b', 's', 'then'), edge('s', 't', 'else')], 't', 'c', 'a')).toBe('a takes a number, not a boolean');
  expect(ask([edge('b', 's', 'if')], 's', 'c', 'a')).toBeUndefined();
  expect(ask([edge('n', 's', 'then')], 's', 'c', 'a')).toBeUndefined();
  expect(ask([edge('s', 't', 'then'), edge('t', 's', 'then')], 's', 'c', 'a')).toBeUndefined();
});

const GOOD: Record<string, Signal> = {
  '1.analogInput.1': { value: 20, standing: 'good' },
  '1.analogInput.2': { value: 18.5, standing: 'uncertain' },
  '1.analogInput.3': { value: null, standing: 'bad' },
};
const read = (pointId: string): Signal => GOOD[pointId] ?? { value: null, standing: 'none' };

test.each([['+', 38.5], ['−', 1.5], ['×', 370], ['min', 18.5], ['max', 20], ['avg', 19.25]])('evaluate_calculation_%s_is_%d', (op, value) => {
  const results = evaluate({ nodes: [point('p', '1.analogInput.1'), point('q', '1.analogInput.2'), block('c', 'calculation', { op })], edges: [edge('p', 'c', 'a'), edge('q', 'c', 'b')] }, read);
  expect(results.get('c')).toEqual({ value, standing: 'uncertain' });
});

test.each([
  ['+', 'degreesCelsius', 'degreesCelsius', 'degreesCelsius'], ['+', 'degreesCelsius', undefined, 'degreesCelsius'], ['min', undefined, 'percent', 'percent'],
  ['−', 'degreesCelsius', 'percent', undefined], ['×', 'metersPerSecond', undefined, 'metersPerSecond'], ['×', 'meters', 'meters', undefined], ['÷', undefined, 'seconds', undefined],
])('evaluate_%s_of_%s_and_%s_isIn_%s', (op, a, b, units) => {
  const nodes = [point('p', '1.analogInput.1'), point('q', '1.analogInput.2'), block('c', 'calculation', { op }), block('on', 'constant', { value: true }), block('s', 'switch', {})];
  const results = evaluate({ nodes, edges: [edge('p', 'c', 'a'), edge('q', 'c', 'b'), edge('on', 's', 'if'), edge('c', 's', 'then')] }, (id) => ({ value: 2, standing: 'good', units: id === '1.analogInput.1' ? a : b }));
  expect(results.get('c')!.units).toBe(units);
  expect(results.get('s')!.units).toBe(units);
});

const FAN: Signal = { value: true, standing: 'good', object_type: 'binaryOutput', state_text: ['Stopped', 'Running'] };
const MODE: Signal = { value: 2, standing: 'good', object_type: 'multiStateValue', state_text: ['Unoccupied', 'Occupied'] };
const FINE: Signal = { value: 0.123, standing: 'good', object_type: 'analogInput', units: 'bars', cov_increment: 0.001 };
const COARSE: Signal = { value: 0.5, standing: 'good', object_type: 'analogInput', units: 'bars', cov_increment: 0.1 };
const COUNT: Signal = { value: 7, standing: 'good', object_type: 'accumulator', units: 'cubicMeters' };

test.each([['a binary', FAN, 'Running'], ['a multi-state', MODE, 'Occupied'], ['a fine one', FINE, '0.123 bar'], ['a coarse one', COARSE, '0.5 bar']])('evaluate_switch_of_%s_isWrittenAsItIs', (_, signal, text) => {
  const nodes = [point('p', '1.analogInput.1'), block('on', 'constant', { value: true }), block('s', 'switch', {}), block('t', 'switch', {})];
  const results = evaluate({ nodes, edges: [edge('on', 's', 'if'), edge('p', 's', 'then'), edge('on', 't', 'if'), edge('s', 't', 'then')] }, () => signal);
  expect(showWhole(results.get('t')!.value, results.get('t')!)).toBe(text);
});

test.each([
  ['min', FINE, COARSE, '0.123 bar'], ['max', COARSE, FINE, '0.500 bar'], ['−', FINE, FINE, '0.000 bar'], ['avg', COARSE, COARSE, '0.5 bar'], ['×', FINE, FINE, '0.02'],
  ['+', MODE, MODE, '4'], ['max', MODE, MODE, '2'], ['+', COUNT, COUNT, '14 m³'], ['avg', COUNT, { ...COUNT, value: 8 }, '7.5 m³'],
])('evaluate_%s_hasTheDecimalsOfTheFinerOperand', (op, a, b, text) => {
  const nodes = [point('p', 'a'), point('q', 'b'), block('c', 'calculation', { op })];
  const result = evaluate({ nodes, edges: [edge('p', 'c', 'a'), edge('q', 'c', 'b')] }, (id) => (id === 'a' ? a : b)).get('c')!;
  expect(showWhole(result.value, result)).toBe(text);
});

test('evaluate_withAConstant_hasTheDecimalsOfThePoint', () => {
  const nodes = [point('p', '1.analogInput.1'), block('k', 'constant', { value: 20 }), block('c', 'calculation', { op: 'min' })];
  const result = evaluate({ nodes, edges: [edge('p', 'c', 'a'), edge('k', 'c', 'b')] }, () => FINE).get('c')!;
  expect(showWhole(result.value, result)).toBe('0.123 bar');
});

test('evaluate_divisionByZero_isBadWithoutValue', () => {
  const results = evaluate({ nodes: [point('p', '1.analogInput.1'), block('z', 'constant', { value: 0 }), block('c', 'calculation', { op: '÷' })], edges: [edge('p', 'c', 'a'), edge('z', 'c', 'b')] }, read);
  expect(results.get('c')).toEqual({ value: null, standing: 'bad' });
});

test('evaluate_chain_comparisonChoosesTheSwitchsBranch', () => {
  const nodes = [point('p', '1.analogInput.1'), block('limit', 'constant', { value: 19 }), block('hot', 'comparison', { op: '>' }), block('low', 'constant', { value: 1 }), block('high', 'constant', { value: 2 }), block('s', 'switch', {})];
  const edges = [edge('hot', 's', 'if'), edge('high', 's', 'then'), edge('low', 's', 'else'), edge('p', 'hot', 'a'), edge('limit', 'hot', 'b')];
  expect(evaluate({ nodes, edges }, read).get('s')).toEqual({ value: 2, standing: 'good' });
});

test('evaluate_badOrMissingInput_givesNoValue', () => {
  const nodes = [point('p', '1.analogInput.1'), point('dead', '1.analogInput.3'), block('c', 'calculation', { op: '+' }), block('d', 'calculation', { op: '+' })];
  const results = evaluate({ nodes, edges: [edge('p', 'c', 'a'), edge('dead', 'c', 'b'), edge('p', 'd', 'a')] }, read);
  expect(results.get('c')!.value).toBeNull();
  expect(results.get('d')).toEqual({ value: null, standing: 'none' });
});

test('changes_movedNode_isNoneButOtherDataIs', () => {
  const deployed: Doc = { nodes: [point('p', '1.analogInput.1'), block('c', 'constant', { value: 1 })], edges: [edge('c', 'p', '')] };
  const moved: Doc = { ...deployed, nodes: deployed.nodes.map((node) => ({ ...node, position: { x: 99, y: 9 }, selected: true })) };
  expect(changesSince(deployed, moved).total).toBe(0);
  const changed: Doc = { nodes: [block('c', 'constant', { value: 2 }), point('q', '1.analogInput.2')], edges: [] };
  expect(changesSince(deployed, changed)).toMatchObject({ added: 1, changed: 1, removed: 2, total: 4, pointsAdded: ['1.analogInput.2'], pointsRemoved: ['1.analogInput.1'] });
});

test('groups_groupThenRemoveTheGroup_nothingMoves', () => {
  const nodes = [point('p', '1.analogInput.1', { position: { x: 100, y: 60 }, selected: true }), point('q', '1.analogInput.2', { position: { x: 500, y: 300 }, selected: true })];
  const inGroup = grouped({ nodes, edges: [] });
  expect(inGroup.nodes[0]!.type).toBe('group');
  const freed = without(inGroup, (node) => node.type === 'group');
  expect(freed.nodes.map((node) => node.position)).toEqual([{ x: 100, y: 60 }, { x: 500, y: 300 }]);
});

test('groups_draggedInAndOut_belongsWhereItsMiddleIs', () => {
  const group = block('g', 'group', {}, { position: { x: 1000, y: 0 }, width: 400, height: 300 });
  const inside = settled({ nodes: [group, point('p', '1.analogInput.1', { position: { x: 1040, y: 40 } })], edges: [] }, new Set(['p']));
  expect(inside.nodes[1]).toMatchObject({ parentId: 'g', position: { x: 40, y: 40 } });
  const out = settled({ nodes: [group, { ...inside.nodes[1]!, position: { x: -900, y: 40 } } as FlowNode], edges: [] }, new Set(['p']));
  expect(out.nodes[1]).toMatchObject({ parentId: undefined, position: { x: 100, y: 40 } });
});

test('layout_flowGoesRight_nothingOverlaps', () => {
  const nodes = [...Array.from({ length: 12 }, (_, i) => point(`p${i}`, `1.analogInput.${i}`)), block('c', 'calculation', { op: '+' })];
  const { nodes: placed } = autoLayout({ nodes, edges: [edge('p0', 'c', 'a'), edge('p1', 'c', 'b')] });
  const at = new Map(placed.map((node) => [node.id, node.position]));
  expect(at.get('c')!.x).toBeGreaterThan(at.get('p0')!.x + 255);
  for (const a of placed) {
    for (const b of placed) {
      if (a.id < b.id) expect(Math.abs(a.position.x - b.position.x) >= 256 || Math.abs(a.position.y - b.position.y) >= 136).toBe(true);
    }
  }
});

test('model_storedFlow_readsBackAndRubbishIsEmpty', () => {
  const stored = plainDoc({ nodes: [point('p', '1.analogInput.1', { selected: true, measured: { width: 1, height: 1 } })], edges: [edge('p', 'gone', 'a')] });
  expect(stored.nodes[0]).toEqual({ id: 'p', type: 'point', position: { x: 0, y: 0 }, data: { point_id: '1.analogInput.1' } });
  expect(readDoc(JSON.parse(JSON.stringify(stored)))).toEqual({ nodes: stored.nodes, edges: [] });
  expect(readDoc('nonsense')).toEqual(EMPTY_DOC);
  expect(readDoc(null)).toEqual(EMPTY_DOC);
});

test('model_storedNodeWithoutWhatItIsShownBy_isLeftOut', () => {
  const good = [point('p', '1.analogInput.1'), block('n', 'constant', { value: 1 }), block('c', 'calculation', { op: '+' }), block('k', 'comparison', { op: '≥' }), block('s', 'switch', {}), block('later', 'a later type', {})];
  const rubbish = [null, point('q', undefined as never), block('b', 'calculation', { op: 'mod' }), block('d', 'comparison', {}), block('e', 'constant', {}), { ...point('f', '1.analogInput.1'), position: {} }, { ...point('g', ''), data: null }];
  expect(readDoc({ nodes: [...rubbish, ...good], edges: [edge('q', 'c', 'a'), edge('p', 'c', 'b')] })).toEqual({ nodes: good, edges: [edge('p', 'c', 'b')] });
});
