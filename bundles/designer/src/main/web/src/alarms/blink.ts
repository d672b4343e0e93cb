// SPDX-License-Identifier: GPL-3.0-only
const EVERY_MS = 500;

let blinking = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * All that blinks does so by one attribute of the page, twice a second. As an animation of each mark, 250 of them cost each frame
 * 3 ms of style, and now and then 140 ms, since each of them became a layer of its own.
 *
 * @returns ends it for one of them
 */
export function blink(): () => void {
  blinking++;
  timer ??= setInterval(() => document.documentElement.toggleAttribute('data-dim'), EVERY_MS);
  return () => {
    if (--blinking > 0) return;
    clearInterval(timer);
    timer = undefined;
    document.documentElement.removeAttribute('data-dim');
  };
}
