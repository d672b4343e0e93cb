// SPDX-License-Identifier: GPL-3.0-only
import type { Outcome, Phase, UpdateState } from './rest';

export type Tone = 'good' | 'warn' | 'bad';

/** A step of an installation. */
export interface Step {
  label: string;
  state: 'done' | 'now' | 'next';
}

const HOT = ['Package read', 'Bundles replaced', 'Compared with before', 'In force'];
const RESTART = ['Package read', 'Gateway restarted', 'On trial', 'In force'];
const BACK = ['Former bundles put back', 'Compared with before'];

/** Where of its row each phase is; what is not here has none. */
const PLACES: Readonly<Record<Phase, [readonly string[], number] | undefined>> = {
  idle: undefined,
  staging: [HOT, 0],
  swapping: [HOT, 1],
  gate: [HOT, 2],
  taking_back: [BACK, 0],
  restarting: [RESTART, 1],
};

const NOW: Readonly<Record<Phase, string>> = {
  idle: 'Nothing is being installed.',
  staging: 'The package is read, and its files are put where they are found.',
  swapping: 'Bundles are stopped, replaced and started.',
  gate: 'The gateway is compared with how it was before.',
  taking_back: 'What was before is put back, and compared too.',
  restarting: 'The gateway ends, and starts anew.',
};

/** An update that needed a restart and is tried by this start. */
function triedByStart({ phase, on_trial: tried }: UpdateState): boolean {
  return phase === 'idle' && tried !== undefined;
}

export function isUnderWay(state: UpdateState): boolean {
  return state.phase !== 'idle' || triedByStart(state);
}

/** The steps of what is under way; none if nothing is. */
export function stepsOf(state: UpdateState): Step[] {
  const [labels, at] = (triedByStart(state) ? [RESTART, 2] : PLACES[state.phase]) ?? [[], 0];
  return labels.map((label, i) => ({ label, state: i < at ? 'done' : i === at ? 'now' : 'next' }));
}

export function nowOf(state: UpdateState): string {
  return triedByStart(state) ? `${state.on_trial} is on trial: the gateway has to become ready with it, and to stay so.` : NOW[state.phase];
}

export function toneOf({ outcome }: Pick<Outcome, 'outcome'>): Tone {
  if (outcome === 'in force') return 'good';
  return outcome.startsWith('inconclusive') || outcome === 'taken back: by hand' ? 'warn' : 'bad';
}

/** An update by its name, the distribution by a word. */
export function nameOf(id: string): string {
  return id === 'distribution' ? 'the distribution' : id;
}
