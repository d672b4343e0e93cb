// SPDX-License-Identifier: GPL-3.0-only
import { decimalsOf, type ValueStyle } from '../format';
import type { PointValue } from '../mqtt/wire';
import type { Standing } from '../points/live';
import type { Comparator, Doc, FlowNode, Operator } from './model';

/** What a node gives on: a value, how it is written as far as that is known, and how far it can be believed. */
export interface Signal extends ValueStyle {
  value: PointValue;
  standing: Standing;
}

export const NOTHING: Signal = { value: null, standing: 'none' };

const WORSE: Record<Standing, number> = { good: 0, uncertain: 1, stale: 2, bad: 3, none: 4 };

function worst(...signals: Signal[]): Standing {
  return signals.reduce<Standing>((held, signal) => (WORSE[signal.standing] > WORSE[held] ? signal.standing : held), 'good');
}

/** Works out every value node; a result is never better than the worst of what went into it. */
export function evaluate(doc: Doc, readPoint: (pointId: string) => Signal): Map<string, Signal> {
  const results = new Map<string, Signal>();
  const nodes = new Map(doc.nodes.map((node) => [node.id, node]));
  const inputs = new Map<string, Map<string, string>>();
  for (const edge of doc.edges) {
    let held = inputs.get(edge.target);
    if (held === undefined) inputs.set(edge.target, (held = new Map()));
    held.set(edge.targetHandle ?? '', edge.source);
  }
  const underway = new Set<string>();
  const resultOf = (id: string | undefined): Signal => {
    const node = id === undefined ? undefined : nodes.get(id);
    if (node === undefined) return NOTHING;
    const known = results.get(node.id);
    if (known !== undefined) return known;
    if (underway.has(node.id)) return NOTHING;
    underway.add(node.id);
    const held = inputs.get(node.id);
    const signal = compute(node, (input) => resultOf(held?.get(input)), readPoint);
    underway.delete(node.id);
    results.set(node.id, signal);
    return signal;
  };
  for (const node of doc.nodes) resultOf(node.id);
  return results;
}

function compute(node: FlowNode, input: (id: string) => Signal, readPoint: (pointId: string) => Signal): Signal {
  switch (node.type) {
    case 'point':
      return readPoint(node.data.point_id);
    case 'constant':
      return { value: node.data.value, standing: 'good' };
    case 'calculation':
      return { ...pair(input('a'), input('b'), (a, b) => calculate(node.data.op, a, b)), ...amountOf(node.data.op, input('a'), input('b')) };
    case 'comparison':
      return pair(input('a'), input('b'), (a, b) => compare(node.data.op, a, b));
    case 'switch':
      return choose(input('if'), input('then'), input('else'));
    default:
      return NOTHING;
  }
}

function pair(a: Signal, b: Signal, apply: (a: number, b: number) => PointValue): Signal {
  if (typeof a.value !== 'number' || typeof b.value !== 'number') return { value: null, standing: worst(a, b, NOTHING) };
  const value = apply(a.value, b.value);
  const sound = typeof value !== 'number' || Number.isFinite(value);
  return sound ? { value, standing: worst(a, b) } : { value: null, standing: 'bad' };
}

function choose(condition: Signal, then: Signal, otherwise: Signal): Signal {
  if (typeof condition.value !== 'boolean') return NOTHING;
  const chosen = condition.value ? then : otherwise;
  return { ...chosen, standing: worst(condition, chosen) };
}

/** How the result is written: an amount, also of states, with the decimals of the finer operand, where it is one of the same kind. */
function amountOf(op: Operator, a: Signal, b: Signal): ValueStyle {
  const steps = op === '×' || op === '÷' ? [] : [a, b].flatMap(stepOf);
  // The mean of two whole numbers may be none.
  if (op === 'avg' && steps.length > 0) steps.push(0.1);
  return { units: unitsOf(op, a.units, b.units), cov_increment: steps.length === 0 ? undefined : Math.min(...steps) };
}

/** The step that a value is shown in; none of a constant, which says nothing of its own. */
function stepOf(signal: Signal): number[] {
  return signal.object_type === undefined && signal.units === undefined && signal.cov_increment === undefined ? [] : [10 ** -decimalsOf(signal)];
}

/** The unit of a result: that of the one operand that has a unit, unless it is the divisor. Two units are never combined. */
function unitsOf(op: Operator, a: string | undefined, b: string | undefined): string | undefined {
  if (b === undefined) return a;
  if (a === undefined) return op === '÷' ? undefined : b;
  return a === b && op !== '×' && op !== '÷' ? a : undefined;
}

function calculate(op: Operator, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '−':
      return a - b;
    case '×':
      return a * b;
    case '÷':
      return a / b;
    case 'min':
      return Math.min(a, b);
    case 'max':
      return Math.max(a, b);
    case 'avg':
      return (a + b) / 2;
  }
}

function compare(op: Comparator, a: number, b: number): boolean {
  switch (op) {
    case '>':
      return a > b;
    case '≥':
      return a >= b;
    case '<':
      return a < b;
    case '≤':
      return a <= b;
    case '=':
      return a === b;
    case '≠':
      return a !== b;
  }
}
