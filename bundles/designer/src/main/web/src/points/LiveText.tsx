// SPDX-License-Identifier: GPL-3.0-only
import { useLayoutEffect, useRef } from 'react';
import { points } from '../gateway';
import type { Live } from './live';

interface LiveTextProps {
  pointId: string;
  /** A stable function: a new one writes the text anew. */
  write: (live: Live | undefined) => string;
  className?: string;
}

/** A text that follows a point. It is written into the page directly: a thousand times a second is too often for React. */
export function LiveText({ pointId, write, className }: LiveTextProps) {
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const text = document.createTextNode('');
    ref.current!.replaceChildren(text);
    const show = () => {
      const next = write(points.get(pointId));
      if (next !== text.data) text.data = next;
    };
    show();
    return points.subscribe(pointId, show);
  }, [pointId, write]);
  return <span ref={ref} className={className} />;
}
