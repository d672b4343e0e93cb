import { useEffect, useRef } from 'react';
import { everySecond, gatewayNow } from '../clock';
import { showAge } from '../format';

interface Shown {
  element: HTMLElement;
  time: number;
  text: string;
}

const shown = new Set<Shown>();
let stop: (() => void) | undefined;
const PER_FRAME = 100;

/** Writes ages into the page without React: hundreds of them tick each second, in portions of a frame. */
function tick(now: number): void {
  const all = [...shown];
  const portion = (from: number): void => {
    for (const each of all.slice(from, from + PER_FRAME)) {
      const text = showAge(now - each.time);
      if (text !== each.text) each.element.textContent = each.text = text;
    }
    if (from + PER_FRAME < all.length) requestAnimationFrame(() => portion(from + PER_FRAME));
  };
  portion(0);
}

export function Age({ time }: { time: number }) {
  const ref = useRef<HTMLSpanElement>(null);
  const entry = useRef<Shown | undefined>(undefined);
  useEffect(() => {
    const mine = (entry.current = { element: ref.current!, time, text: '' });
    shown.add(mine);
    stop ??= everySecond(tick);
    return () => {
      shown.delete(mine);
      if (shown.size === 0) {
        stop?.();
        stop = undefined;
      }
    };
  }, []);
  useEffect(() => {
    const mine = entry.current!;
    mine.time = time;
    mine.element.textContent = mine.text = showAge(gatewayNow() - time);
  }, [time]);
  return <span ref={ref} className="num" />;
}
