// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import styles from './Popover.module.css';

interface PopoverProps {
  label: string;
  trigger: (props: { onClick: () => void; 'aria-expanded': boolean; 'aria-controls': string }) => ReactNode;
  children: ReactNode | ((close: () => void) => ReactNode);
  width?: number;
  /** Called when it opens. */
  onOpen?: () => void;
}

/** A panel below a button; Escape and a click elsewhere close it, and the button has the focus again. */
export function Popover({ label, trigger, children, width, onOpen }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    anchor.current?.querySelector('button')?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => {
      if (!anchor.current?.contains(event.target as Node)) setOpen(false);
    };
    // Wherever the focus went, as it does when the button that had it is gone.
    const keys = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    window.addEventListener('pointerdown', outside, true);
    window.addEventListener('keydown', keys, true);
    return () => {
      window.removeEventListener('pointerdown', outside, true);
      window.removeEventListener('keydown', keys, true);
    };
  }, [open]);
  const toggle = () => {
    if (!open) onOpen?.();
    setOpen(!open);
  };
  return (
    <div
      className={styles.anchor}
      ref={anchor}
    >
      {trigger({ onClick: toggle, 'aria-expanded': open, 'aria-controls': id })}
      {open && (
        <div id={id} className={styles.box} style={width === undefined ? undefined : { width }} role="group" aria-label={label}>
          {typeof children === 'function' ? children(close) : children}
        </div>
      )}
    </div>
  );
}
