// SPDX-License-Identifier: GPL-3.0-only
import type { Held } from '../api';
import type { PointValue } from '../mqtt/wire';
import type { Properties } from './useProperties';

/**
 * What a write is about to replace, for its undo; null is an empty slot, undefined is not known. Before the device has told
 * its slots it is known only of those that are ours; a point without slots has nothing but its present value.
 */
export function valueBefore(properties: Properties, held: readonly Held[] | undefined, present: PointValue | undefined, priority: number): PointValue | undefined {
  if (properties.state !== 'there') return held?.find((each) => each.priority === priority)?.value;
  const slots = properties.value.priority_array;
  return slots === undefined ? (present ?? undefined) : slots[priority - 1];
}
