// SPDX-License-Identifier: GPL-3.0-only
import { useLayoutEffect, useRef } from 'react';
import { everySecond, gatewayNow } from '../clock';
import { showAge } from '../format';
import { points } from '../gateway';

interface Shown {
  text: Text;
  time: () => number | undefined;
}

const shown = new Set<Shown>();
let stop: (() => void) | undefined;
const PER_FRAME = 40;

/** Writes ages into the page without React: hundreds of them tick each second, in portions of a frame. */
function tick(now: number): void {
  const all = [...shown];
  const portion = (from: number): void => {
    for (const each of all.slice(from, from + PER_FRAME)) write(each, now);
    if (from + PER_FRAME < all.length) requestAnimationFrame(() => portion(from + PER_FRAME));
  };
  portion(0);
}

function write({ text, time }: Shown, now: number): void {
  const at = time();
  const next = at === undefined ? '' : showAge(now - at);
  if (next !== text.data) text.data = next;
}

function useTicking(key: unknown, time: () => number | undefined) {
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const mine: Shown = { text: document.createTextNode(''), time };
    ref.current!.replaceChildren(mine.text);
    write(mine, gatewayNow());
    shown.add(mine);
    stop ??= everySecond(tick);
    return () => {
      shown.delete(mine);
      if (shown.size > 0) return;
      stop?.();
      stop = undefined;
    };
    // The key says when the time is another one.
  }, [key]);
  return ref;
}

/** How long ago a moment was, ticking. */
export function Age({ time }: { time: number }) {
  return <span ref={useTicking(time, () => time)} className="num" />;
}

/** How long ago a point was read, ticking; a new reading shows with the next tick. */
export function PointAge({ pointId }: { pointId: string }) {
  return <span ref={useTicking(pointId, () => points.get(pointId)?.time)} className="num" />;
}
