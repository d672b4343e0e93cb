// SPDX-License-Identifier: GPL-3.0-only
import type { PointerEvent as ReactPointerEvent } from 'react';
import { addToCanvas, type Addable } from '../ui/state';
import styles from './Canvas.module.css';

/** A finger that has moved this far, in pixels, is not tapping. */
const TREMBLE_PX = 10;
/** Where the finger holds what it drags, as the mouse does. */
const GRIP = { x: 120, y: 24 };

/**
 * Dragging by touch: a finger that moves sideways takes along what it touched, and where it is lifted above the
 * canvas, that is added. What can be dragged so has the style `touch-action: pan-y`: a finger that moves up or down
 * scrolls, and the browser cancels the pointer.
 */
export function startTouch(event: ReactPointerEvent<HTMLElement>, name: string, things: () => Addable[]): void {
  if (event.pointerType !== 'touch' || !event.isPrimary) return;
  const from = event.currentTarget;
  const begin = { x: event.clientX, y: event.clientY };
  let chip: HTMLElement | undefined;
  const onMove = ({ clientX, clientY }: PointerEvent) => {
    if (chip === undefined && Math.hypot(clientX - begin.x, clientY - begin.y) < TREMBLE_PX) return;
    chip ??= makeChip(name);
    chip.style.transform = `translate(${clientX - GRIP.x}px, ${clientY - GRIP.y}px)`;
  };
  const end = () => {
    chip?.remove();
    from.removeEventListener('pointermove', onMove);
    from.removeEventListener('pointerup', onLift);
    from.removeEventListener('pointercancel', end);
  };
  const onLift = ({ clientX, clientY }: PointerEvent) => {
    const above = chip !== undefined && document.elementFromPoint(clientX, clientY)?.closest('main') != null;
    end();
    if (above) addToCanvas(things(), { x: clientX - GRIP.x, y: clientY - GRIP.y });
  };
  from.addEventListener('pointermove', onMove);
  from.addEventListener('pointerup', onLift);
  from.addEventListener('pointercancel', end);
}

function makeChip(name: string): HTMLElement {
  const chip = document.createElement('div');
  chip.className = styles.chip!;
  chip.textContent = name;
  document.body.append(chip);
  return chip;
}
