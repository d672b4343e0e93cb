// SPDX-License-Identifier: GPL-3.0-only
import { useEffect } from 'react';
import { useFlow } from '../flow/store';
import { openHelp, openPalette, showPoint, useUi, viewNow } from '../ui/state';

/** Keys that work wherever the focus is, except in what one types into. */
export function useShortcuts(): void {
  useEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (command && key === 'k') return run(event, () => openPalette(true));
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (event.key === 'Escape') return leave(event.target);
      if (typing(event.target)) return;
      if (event.key === '?') return run(event, () => openHelp(true));
      const flow = useFlow.getState();
      if (command && key === 'z') return run(event, event.shiftKey ? flow.redo : flow.undo);
      if (command && key === 'y') return run(event, flow.redo);
      if (command && key === 'a') return run(event, () => flow.select(flow.history.present.nodes.map((node) => node.id)));
      if (command && key === 'g') return run(event, flow.groupSelected);
      if ((key === 'delete' || key === 'backspace') && onCanvas()) return run(event, flow.removeSelected);
    };
    const copy = (event: ClipboardEvent): void => {
      if (typing(event.target) || getSelection()?.isCollapsed === false) return;
      const text = useFlow.getState().copy();
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut') useFlow.getState().removeSelected();
    };
    const paste = (event: ClipboardEvent): void => {
      if (typing(event.target)) return;
      if (useFlow.getState().paste(event.clipboardData?.getData('text/plain') ?? '', viewNow())) event.preventDefault();
    };
    window.addEventListener('keydown', keys);
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('keydown', keys);
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, []);
}

/** Escape goes back one step at a time: out of the field, then out of the selection, then out of the point at the right. */
function leave(target: EventTarget | null): void {
  const flow = useFlow.getState();
  if (typing(target)) (target as HTMLElement).blur();
  else if (flow.history.present.nodes.some((node) => node.selected && (node.type !== 'point' || node.data.point_id !== useUi.getState().point))) flow.select([]);
  else {
    flow.select([]);
    showPoint(undefined);
  }
}

function run(event: KeyboardEvent, action: () => void): void {
  event.preventDefault();
  action();
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Nothing in the side panes has the focus. */
function onCanvas(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.closest('.react-flow') !== null;
}
