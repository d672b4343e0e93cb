// SPDX-License-Identifier: GPL-3.0-only
import type { DragEvent } from 'react';
import type { Addable } from '../ui/state';

export const DRAG_TYPE = 'application/x-bms-nodes';

export function startDrag(event: DragEvent, things: Addable[]): void {
  event.dataTransfer.setData(DRAG_TYPE, JSON.stringify(things));
  event.dataTransfer.effectAllowed = 'copy';
}

/** What is being dropped, if it comes from this page's tree or blocks. */
export function readDrag(data: DataTransfer): Addable[] {
  const text = data.getData(DRAG_TYPE);
  return text === '' ? [] : (JSON.parse(text) as Addable[]);
}
