// SPDX-License-Identifier: GPL-3.0-only
import { useCallback, useSyncExternalStore } from 'react';
import { shallow } from 'zustand/shallow';
import { points, watchPoint } from '../gateway';
import { standing } from '../points/live';
import { useSite } from '../site/store';
import { evaluate, NOTHING, type Signal } from './evaluate';
import { useFlow } from './store';
import { objectTypeOf, type Doc } from './model';

/**
 * The value nodes, worked out in the browser as a preview: again when the flow or what is known of points changes, and once
 * per frame when a point that feeds them does.
 */
class Signals {
  #results = new Map<string, Signal>();
  /** The points that feed a value node, each watched until the function here is called: off the screen no node does it. */
  #feeding = new Map<string, () => void>();
  #doc: Doc | undefined;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor() {
    points.subscribeAll((changed) => {
      for (const pointId of changed) {
        if (this.#feeding.has(pointId)) return this.#evaluate();
      }
    });
    useFlow.subscribe((state) => this.#flowChanged(state.history.present));
    useSite.subscribe((state, before) => state.points !== before.points && this.#evaluate());
  }

  get(nodeId: string): Signal {
    return this.#results.get(nodeId) ?? NOTHING;
  }

  subscribe(nodeId: string, listener: () => void): () => void {
    let held = this.#listeners.get(nodeId);
    if (held === undefined) this.#listeners.set(nodeId, (held = new Set()));
    held.add(listener);
    return () => {
      held.delete(listener);
      if (held.size === 0 && this.#listeners.get(nodeId) === held) this.#listeners.delete(nodeId);
    };
  }

  #flowChanged(doc: Doc): void {
    const before = this.#doc;
    if (before !== undefined && before.edges === doc.edges && before.nodes.length === doc.nodes.length && before.nodes.every((node, i) => node.data === doc.nodes[i]!.data)) return;
    const sources = new Set(doc.edges.map((edge) => edge.source));
    this.#feed(new Set(doc.nodes.flatMap((node) => (node.type === 'point' && sources.has(node.id) ? [node.data.point_id] : []))));
    this.#doc = {
      edges: doc.edges,
      nodes: doc.nodes,
    };
    this.#evaluate();
  }

  #feed(wanted: ReadonlySet<string>): void {
    const before = this.#feeding;
    this.#feeding = new Map([...wanted].map((pointId) => [pointId, before.get(pointId) ?? watchPoint(pointId)]));
    for (const [pointId, release] of before) if (!wanted.has(pointId)) release();
  }

  #evaluate(): void {
    if (this.#doc === undefined) return;
    const before = this.#results;
    this.#results = evaluate(this.#doc, (pointId) => {
      const live = points.get(pointId);
      const info = useSite.getState().points.get(pointId);
      return {
        value: live?.value ?? null, standing: standing(live),
        object_type: objectTypeOf(pointId), units: live?.units ?? info?.units, state_text: info?.state_text, cov_increment: info?.cov_increment,
      };
    });
    for (const [nodeId, held] of this.#listeners) {
      const was = before.get(nodeId);
      const now = this.get(nodeId);
      if (was !== undefined && shallow(was, now)) this.#results.set(nodeId, was);
      else for (const listener of held) listener();
    }
  }
}

const signals = new Signals();

/** What a value node gives at present. */
export function useSignal(nodeId: string): Signal {
  const subscribe = useCallback((listener: () => void) => signals.subscribe(nodeId, listener), [nodeId]);
  return useSyncExternalStore(subscribe, () => signals.get(nodeId));
}
