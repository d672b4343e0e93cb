// SPDX-License-Identifier: GPL-3.0-only
import { hasStates, showDuration, stateText, type ValueStyle } from '../format';
import type { AlarmPriority, AlarmRule } from '../mqtt/wire';
import { asTyped, exactly, readNumber, readWhole } from '../number';
import { isBinary, isText } from '../objectTypes';
import { unitSymbol } from '../units';

/** A rule as it is typed. */
export interface RuleDraft {
  name: string;
  type: AlarmRule['type'];
  low: string;
  high: string;
  deadband: string;
  states: readonly number[];
  delay: string;
  clearDelay: string;
  priority: AlarmPriority;
  text: string;
}

const MOST_DELAY_S = 86_400;
const LEAST_STUCK_S = 60;

/** What there can be of a point: amounts have limits, states have some that are wrong. */
export function typesFor(style: ValueStyle): readonly AlarmRule['type'][] {
  if (isText(style.object_type ?? '')) return ['quality', 'stuck'];
  return hasStates(style) ? ['state', 'quality', 'stuck'] : ['limits', 'quality', 'stuck'];
}

export const TYPE_WORDS: Record<AlarmRule['type'], string> = { limits: 'is beyond limits', state: 'is in a state', quality: 'cannot be read', stuck: 'does not change' };

/** What a new rule begins with: long enough that nothing passing is an alarm. */
export function emptyDraft(style: ValueStyle, taken: readonly string[]): RuleDraft {
  const [type = 'quality'] = typesFor(style);
  return { name: freeName(type, taken), type, low: '', high: '', deadband: '', states: [], delay: '60', clearDelay: '0', priority: 'medium', text: '' };
}

function freeName(type: string, taken: readonly string[]): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? type : `${type}-${i}`;
    if (!taken.includes(name)) return name;
  }
}

export function draftOf(rule: AlarmRule): RuleDraft {
  const typed = (value: number | undefined) => (value === undefined ? '' : asTyped(value));
  return {
    name: rule.name, type: rule.type, low: typed(rule.low), high: typed(rule.high), deadband: rule.deadband === 0 ? '' : typed(rule.deadband), states: rule.states ?? [], delay: `${rule.delay_seconds ?? 0}`,
    clearDelay: `${rule.clear_delay_seconds ?? 0}`, priority: rule.priority ?? 'medium', text: rule.text ?? '',
  };
}

export type ReadRule = { rule: AlarmRule; failure?: undefined } | { rule?: undefined; failure: string };

/** The rule that was typed, or the first thing that is wrong with it. */
export function readRule(draft: RuleDraft, pointId: string): ReadRule {
  const no = (failure: string): ReadRule => ({ failure });
  if (!/^[a-z0-9-]{1,40}$/.test(draft.name) || draft.name === 'event') return no('A name has small letters, digits and hyphens, as in supply-high; “event” is that of the device.');
  const delay = readWhole(draft.delay, draft.type === 'stuck' ? LEAST_STUCK_S : 0, MOST_DELAY_S);
  if (delay.failure !== undefined) return no(`Delay: ${delay.failure}`);
  const clearDelay = readWhole(draft.clearDelay, 0, MOST_DELAY_S);
  if (clearDelay.failure !== undefined) return no(`Delay of the end: ${clearDelay.failure}`);
  const common = { name: draft.name, point_id: pointId, type: draft.type, delay_seconds: delay.value, clear_delay_seconds: clearDelay.value, priority: draft.priority, ...(draft.text.trim() !== '' && { text: draft.text.trim() }) };
  if (draft.type === 'state') return draft.states.length === 0 ? no('Choose the states that are an alarm.') : { rule: { ...common, states: [...draft.states] } };
  if (draft.type !== 'limits') return { rule: common };
  const [low, high, deadband] = [draft.low, draft.high, draft.deadband].map((text) => (text.trim() === '' ? undefined : readNumber(text)));
  const wrong = [low, high, deadband].find((read) => read?.failure !== undefined);
  if (wrong?.failure !== undefined) return no(wrong.failure);
  if (low === undefined && high === undefined) return no('Give a lower limit, an upper one, or both.');
  if (low?.value !== undefined && high?.value !== undefined && low.value >= high.value) return no('The lower limit has to be below the upper one.');
  return { rule: { ...common, ...(low?.value !== undefined && { low: low.value }), ...(high?.value !== undefined && { high: high.value }), deadband: deadband?.value ?? 0 } };
}

/** "above 28 °C or below 12 °C for 60 s". */
export function ruleInWords(rule: AlarmRule, style: ValueStyle): string {
  const amount = (value: number) => `${exactly(value).replace('-', '−')} ${unitSymbol(style.units)}`.trim();
  const delay = (rule.delay_seconds ?? 0) === 0 ? '' : ` for ${showDuration(rule.delay_seconds!)}`;
  switch (rule.type) {
    case 'limits':
      return `${[rule.high !== undefined && `above ${amount(rule.high)}`, rule.low !== undefined && `below ${amount(rule.low)}`].filter(Boolean).join(' or ')}${delay}`;
    case 'state':
      return `${(rule.states ?? []).map((state) => stateText(state, style) ?? state).join(' or ')}${delay}`;
    case 'quality':
      return `not to be read${delay}`;
    case 'stuck':
      return `without a change${delay}`;
  }
}

/** The states of a point by number: 0 and 1 of a binary one. */
export function statesOf(style: ValueStyle): { state: number; words: string }[] {
  const first = isBinary(style.object_type ?? '') ? 0 : 1;
  const count = first === 0 ? 2 : (style.state_text?.length ?? 0);
  return Array.from({ length: count }, (_, i) => ({ state: first + i, words: stateText(first + i, style) ?? `State ${first + i}` }));
}

/** The amounts beyond which there is an alarm. */
export function limitsOf(rules: readonly AlarmRule[]): number[] {
  return rules.flatMap(({ low, high }) => [low, high]).filter((limit) => limit !== undefined);
}
