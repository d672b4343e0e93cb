// SPDX-License-Identifier: GPL-3.0-only
import type { Entry } from './rest';

/** What was done to what, with what became of it. */
export function deedOf({ action, object }: Entry): string {
  return object === undefined ? action : `${action} ${object}`;
}

export function changeOf({ before, after }: Entry): string {
  if (before === undefined) return after ?? '';
  return `${before} → ${after ?? '?'}`;
}

/** By which door, and from where. */
export function placeOf({ door, from }: Entry): string {
  return from === undefined ? door : `${door}, ${from}`;
}
