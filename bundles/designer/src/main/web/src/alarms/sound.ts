// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import { alarms } from '../gateway';
import type { AlarmPriority } from '../mqtt/wire';
import { keep, recall } from '../storage';

const KEPT = 'bms-alarm-sound';

interface Tones {
  /** The pause from one beginning to the next, in ms. */
  everyMs: number;
  /** Of each tone, in Hz. */
  frequencies: readonly number[];
}

/** The worse, the more often and the more tones. What is low makes none. */
const TONES: Partial<Record<AlarmPriority, Tones>> = {
  critical: { everyMs: 2_000, frequencies: [880, 880, 880] },
  high: { everyMs: 5_000, frequencies: [880, 660] },
  medium: { everyMs: 15_000, frequencies: [660] },
};
const TONE_S = 0.16;
const LOUDNESS = 0.2;

interface SoundState {
  /** As this browser keeps it: a wall display is to be heard, a desk beside it perhaps not. */
  on: boolean;
  /** The browser lets no page sound before somebody has touched it. */
  blocked: boolean;
}

export const useSoundState = create<SoundState>(() => ({ on: recall(KEPT) === 'on', blocked: false }));

export function switchSound(on: boolean): void {
  keep(KEPT, on ? 'on' : 'off');
  useSoundState.setState({ on });
  if (on) unlock();
}

let context: AudioContext | undefined;

/** Called when somebody touches the page, after which a browser lets it sound. */
function unlock(): void {
  context ??= new AudioContext();
  void context.resume().then(look, look);
}

function look(): void {
  useSoundState.setState({ blocked: context !== undefined && context.state !== 'running' });
}

let timer: ReturnType<typeof setTimeout> | undefined;
/** The alarm whose tones are being repeated. */
let sounding: AlarmPriority | undefined;

/** Has what nobody has cared for sound, over and over, until the function returned is called. */
export function soundAlarms(): () => void {
  const consider = (): void => {
    const worst = useSoundState.getState().on ? alarms.view.unheard[0]?.priority : undefined;
    if (worst === sounding) return;
    clearTimeout(timer);
    sounding = worst;
    if (worst !== undefined) repeat();
  };
  const touched = (): void => {
    if (useSoundState.getState().on) unlock();
  };
  const stops = [alarms.subscribe(consider), useSoundState.subscribe(consider)];
  window.addEventListener('pointerdown', touched);
  window.addEventListener('keydown', touched);
  if (useSoundState.getState().on) unlock();
  return () => {
    stops.forEach((stop) => stop());
    window.removeEventListener('pointerdown', touched);
    window.removeEventListener('keydown', touched);
    clearTimeout(timer);
    sounding = undefined;
  };
}

function repeat(): void {
  const tones = sounding && TONES[sounding];
  if (tones === undefined) return;
  play(tones.frequencies);
  timer = setTimeout(repeat, tones.everyMs);
}

function play(frequencies: readonly number[]): void {
  if (context?.state !== 'running') return;
  const start = context.currentTime;
  frequencies.forEach((frequency, i) => {
    const tone = context!.createOscillator();
    const volume = context!.createGain();
    tone.frequency.value = frequency;
    volume.gain.value = LOUDNESS;
    tone.connect(volume).connect(context!.destination);
    tone.start(start + 1.5 * i * TONE_S);
    tone.stop(start + (1.5 * i + 1) * TONE_S);
  });
}
