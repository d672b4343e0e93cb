// SPDX-License-Identifier: GPL-3.0-only
/**
 * The gateway's clock, seen from here: a browser whose clock is wrong must not take fresh values for old
 * ones, nor have its commands refused as expired.
 */
let offsetMs = 0;

export const DAY_MS = 86_400_000;

/** Anything that the gateway stamped and sent at once; below 2 s it may as well have been the way here. */
export function noteGatewayTime(timestampMs: number): void {
  const difference = timestampMs - Date.now();
  offsetMs = Number.isFinite(difference) && Math.abs(difference) > 2_000 ? difference : 0;
}

export function gatewayNow(): number {
  return Date.now() + offsetMs;
}

type Listener = (nowMs: number) => void;
const listeners = new Set<Listener>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Calls once a second while anybody listens. */
export function everySecond(listener: Listener): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    const now = gatewayNow();
    for (const each of listeners) each(now);
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
