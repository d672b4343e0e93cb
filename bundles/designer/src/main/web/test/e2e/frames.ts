// SPDX-License-Identifier: GPL-3.0-only
interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  /** Of the processor, which others may share. */
  tdur?: number;
  pid: number;
  tid: number;
  args?: { name?: string };
}

/** Script, style and layout; what lies within another of them is not counted twice. */
const WORK = new Set(['FunctionCall', 'EvaluateScript', 'TimerFire', 'EventDispatch', 'FireAnimationFrame', 'RunMicrotasks', 'UpdateLayoutTree', 'Layout']);

/** What a trace says of the page's main thread: work of a frame (95th percentile), the longest task (both in ms of the processor), how many frames. */
export function framesOf(trace: string): { p95: number; longest: number; frames: number } {
  const all = (JSON.parse(trace) as { traceEvents: TraceEvent[] }).traceEvents;
  const threads = new Map<string, TraceEvent[]>();
  for (const event of all.filter(({ ph, dur }) => ph === 'X' && dur !== undefined)) {
    const key = `${event.pid}/${event.tid}`;
    const held = threads.get(key);
    if (held === undefined) threads.set(key, [event]);
    else held.push(event);
  }
  // The page's own thread is the one that fires most animation frames.
  const fired = (events: TraceEvent[]) => events.filter(({ name }) => name === 'FireAnimationFrame').length;
  const main = [...threads.values()].sort((a, b) => fired(b) - fired(a))[0] ?? [];
  main.sort((a, b) => a.ts - b.ts);
  const starts = main.filter(({ name }) => name === 'FireAnimationFrame').map(({ ts }) => ts);
  const work = new Array<number>(starts.length + 1).fill(0);
  let until = 0;
  let frame = 0;
  for (const { name, ts, dur = 0, tdur = dur } of main) {
    if (!WORK.has(name) || ts < until) continue;
    until = ts + dur;
    while (frame < starts.length && starts[frame]! <= ts) frame++;
    work[frame] = work[frame]! + tdur / 1000;
  }
  const sorted = work.slice(1).sort((a, b) => a - b);
  const tasks = main.filter(({ name }) => name.endsWith('RunTask')).map(({ dur = 0, tdur = dur }) => tdur / 1000);
  return { p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0, longest: Math.max(0, ...tasks), frames: starts.length };
}
