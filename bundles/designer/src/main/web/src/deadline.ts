// SPDX-License-Identifier: GPL-3.0-only
/** A signal that aborts with the one given, or after a time; `AbortSignal.any` is younger than the browsers of the site. */
export function withDeadline(ms: number, other?: AbortSignal): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, ms);
  if (other?.aborted) abort();
  other?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    done: () => {
      clearTimeout(timer);
      other?.removeEventListener('abort', abort);
    },
  };
}
