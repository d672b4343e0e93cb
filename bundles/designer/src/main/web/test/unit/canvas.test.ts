// SPDX-License-Identifier: GPL-3.0-only
import type { ReactFlowInstance } from '@xyflow/react';
import { beforeEach, expect, test } from 'vitest';
import { EMPTY_DOC, type FlowEdge, type FlowNode } from '../../src/flow/model';
import { useFlow } from '../../src/flow/store';
import { addToCanvas, canvasGone, canvasReady } from '../../src/ui/state';

/** A canvas that is scrolled by so much. */
function canvasAt(left: number): ReactFlowInstance<FlowNode, FlowEdge> {
  return { screenToFlowPosition: ({ x, y }: { x: number; y: number }) => ({ x: x + left, y }) } as unknown as ReactFlowInstance<FlowNode, FlowEdge>;
}

const places = () => useFlow.getState().history.present.nodes.map((node) => node.position.x);

beforeEach(() => {
  canvasGone();
  useFlow.getState().load(EMPTY_DOC, undefined);
});

test('addToCanvas_afterSigningOut_waitsForTheNewCanvas', () => {
  canvasReady(canvasAt(800));
  addToCanvas([{ point: '1.analogInput.1' }], { x: 0, y: 0 });
  expect(places()).toEqual([800]);
  canvasGone();
  addToCanvas([{ point: '1.analogInput.2' }], { x: 0, y: 0 });
  expect(places()).toEqual([800]);
  canvasReady(canvasAt(1600));
  expect(places()).toEqual([800, 1600]);
});

test('addToCanvas_waited_isAddedOnce', () => {
  addToCanvas([{ point: '1.analogInput.1' }], { x: 0, y: 0 });
  canvasReady(canvasAt(0));
  canvasGone();
  canvasReady(canvasAt(0));
  expect(places()).toEqual([0]);
});
