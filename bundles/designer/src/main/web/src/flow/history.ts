// SPDX-License-Identifier: GPL-3.0-only
/** What can be undone and redone. Immutable; each function gives a new one. */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
}

const DEPTH = 100;

export function begin<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

/** A step that undo takes back. */
export function record<T>(history: History<T>, present: T): History<T> {
  if (present === history.present) return history;
  return { past: [...history.past.slice(1 - DEPTH), history.present], present, future: [] };
}

/** A change that is no step of its own: the middle of a drag, a selection. */
export function amend<T>(history: History<T>, present: T): History<T> {
  return present === history.present ? history : { ...history, present };
}

export function undo<T>(history: History<T>): History<T> {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future] };
}

export function redo<T>(history: History<T>): History<T> {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return { past: [...history.past, history.present], present, future };
}
