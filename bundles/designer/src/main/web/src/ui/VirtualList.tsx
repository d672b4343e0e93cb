// SPDX-License-Identifier: GPL-3.0-only
import { useImperativeHandle, useRef, useState, type HTMLAttributes, type ReactNode, type Ref } from 'react';

export interface VirtualListHandle {
  reveal(index: number): void;
  top(): void;
}

interface VirtualListProps extends HTMLAttributes<HTMLDivElement> {
  count: number;
  rowHeight: number;
  row: (index: number) => ReactNode;
  ref?: Ref<VirtualListHandle>;
}

const MARGIN_ROWS = 8;

/** Renders the rows in sight and a few around them, so that a list of thousands costs no more than one of dozens. The list itself takes the attributes. */
export function VirtualList({ count, rowHeight, row, ref, ...rest }: VirtualListProps) {
  const [view, setView] = useState({ top: 0, height: 600 });
  const box = useRef<HTMLDivElement | null>(null);
  const observed = (element: HTMLDivElement | null) => {
    box.current = element;
    if (element === null) return;
    const measure = new ResizeObserver(() => setView({ top: element.scrollTop, height: element.clientHeight }));
    measure.observe(element);
    return () => measure.disconnect();
  };
  const stable = useRef(observed);
  useImperativeHandle(ref, () => ({
    top: () => void (box.current !== null && (box.current.scrollTop = 0)),
    reveal: (index) => {
      const element = box.current;
      if (element === null) return;
      const top = index * rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeight - element.clientHeight;
    },
  }));
  const first = Math.max(0, Math.floor(view.top / rowHeight) - MARGIN_ROWS);
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + MARGIN_ROWS);
  const rows: ReactNode[] = [];
  for (let index = first; index < last; index++) rows.push(row(index));
  return (
    <div ref={stable.current} onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })} {...rest}>
      <div style={{ height: count * rowHeight, position: 'relative' }} role="presentation">
        <div style={{ position: 'absolute', insetInline: 0, top: first * rowHeight }} role="presentation">
          {rows}
        </div>
      </div>
    </div>
  );
}
