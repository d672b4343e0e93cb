// SPDX-License-Identifier: GPL-3.0-only
import type { PointValue } from '../mqtt/wire';
import type { WriteScope } from '../rights';

const RANGE = /^(.*)=(.+?)\.\.(.+)$/;

/** Whether the scope has the point at all. */
export function hasPoint({ points }: WriteScope, pointId: string): boolean {
  return points.length === 0 || points.some((pattern) => matches(pattern, pointId));
}

/** Why the value is out of the scope of whoever is signed in, as a sentence; undefined if it is not. What is no number is in all ranges. */
export function outOfRange({ ranges }: WriteScope, pointId: string, value: PointValue): string | undefined {
  if (typeof value !== 'number') return undefined;
  for (const range of ranges) {
    const [, pattern = '', low, high] = RANGE.exec(range) ?? [];
    if (matches(pattern, pointId) && (value < Number(low) || value > Number(high))) return `You may write ${low} to ${high} here.`;
  }
  return undefined;
}

/** The priority to begin with: that of an operator, or the most urgent that is allowed. */
export function firstPriority({ highest_priority: highest }: WriteScope): number {
  return Math.max(8, highest);
}

/** `1001.analogValue.*` names points as the gateway does, with `*` for any part. */
function matches(pattern: string, pointId: string): boolean {
  const parts = pointId.split('.');
  const wanted = pattern.split('.');
  return wanted.length === parts.length && wanted.every((part, i) => part === '*' || part === parts[i]);
}
