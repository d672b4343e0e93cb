// SPDX-License-Identifier: GPL-3.0-only
import { beforeEach, expect, test } from 'vitest';
import { EMPTY_DOC, type FlowNode } from '../../src/flow/model';
import { useFlow } from '../../src/flow/store';
import { may, noteStanding } from '../../src/rights';

const NOTE: FlowNode = { id: 'n1', type: 'note', position: { x: 0, y: 0 }, data: { text: 'as it was' } };
const other: FlowNode = { ...NOTE, id: 'n2' };

beforeEach(() => useFlow.getState().load({ ...EMPTY_DOC, nodes: [NOTE] }, undefined, true));

const texts = () => useFlow.getState().history.present.nodes.map((node) => (node.type === 'note' ? node.data.text : ''));

test('flow_thatIsFixed_canBeSelectedAndCopiedButNotChanged', () => {
  const flow = useFlow.getState();
  flow.select(['n1']);
  expect(useFlow.getState().history.present.nodes[0]!.selected).toBe(true);
  const copied = flow.copy()!;
  flow.add([other]);
  flow.setData('n1', { text: 'other' });
  flow.removeSelected();
  flow.groupSelected();
  flow.layout();
  expect(flow.paste(copied)).toBe(false);
  expect(texts()).toEqual(['as it was']);
  expect(useFlow.getState().history.past).toEqual([]);
});

test('flow_loadedForSomebodyElse_canBeChangedAgain', () => {
  useFlow.getState().load(EMPTY_DOC, undefined);
  useFlow.getState().add([other]);
  expect(texts()).toEqual(['as it was']);
});

test('may_whatTheGatewaySaidLast', () => {
  noteStanding({ role: 'operator', rights: ['read', 'write'] });
  expect([may('write'), may('configure')]).toEqual([true, false]);
  noteStanding({ role: 'viewer', rights: ['read'] });
  expect(may('write')).toBe(false);
});
