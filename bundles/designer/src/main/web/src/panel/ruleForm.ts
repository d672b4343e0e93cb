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
  other: string;
  window: string;
  /** The point whose state keeps this one from being judged; blank where there is none. */
  suppressPoint: string;
  suppressStates: readonly number[];
  hold: string;
  delay: string;
  clearDelay: string;
  priority: AlarmPriority;
  text: string;
  latching: boolean;
}

const MOST_DELAY_S = 86_400;
const LEAST_STUCK_S = 60;
const LEAST_WINDOW_S = 10;

/** What there can be of a point: amounts have limits, states have some that are wrong. */
export function typesFor(style: ValueStyle): readonly AlarmRule['type'][] {
  if (isText(style.object_type ?? '')) return ['quality', 'stuck'];
  return hasStates(style) ? ['state', 'mismatch', 'quality', 'stuck'] : ['limits', 'deviation', 'rate', 'mismatch', 'quality', 'stuck'];
}

export const TYPE_WORDS: Record<AlarmRule['type'], string> = {
  limits: 'is beyond limits', state: 'is in a state', deviation: 'is far from another point', rate: 'changes fast', mismatch: 'is not as another point is', quality: 'cannot be read', stuck: 'does not change',
};

/** Whether a rule of the type has limits, and what they are of. */
export const LIMIT_WORDS: Partial<Record<AlarmRule['type'], readonly [low: string, high: string]>> = { limits: ['Below', 'Above'], deviation: ['Less by', 'More by'], rate: ['Falls by', 'Rises by'] };

export const comparesWith = (type: AlarmRule['type']): boolean => type === 'deviation' || type === 'mismatch';

/** What a new rule begins with: long enough that nothing passing is an alarm. */
export function emptyDraft(style: ValueStyle, taken: readonly string[]): RuleDraft {
  const [type = 'quality'] = typesFor(style);
  return { name: freeName(type, taken), type, low: '', high: '', deadband: '', states: [], other: '', window: '300', suppressPoint: '', suppressStates: [0], hold: '300', delay: '60', clearDelay: '0', priority: 'medium', text: '', latching: false };
}

function freeName(type: string, taken: readonly string[]): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? type : `${type}-${i}`;
    if (!taken.includes(name)) return name;
  }
}

export function draftOf(rule: AlarmRule): RuleDraft {
  const typed = (value: number | undefined) => (value === undefined ? '' : asTyped(value));
  const suppress = rule.suppress_when;
  return {
    name: rule.name, type: rule.type, low: typed(rule.low === undefined ? undefined : rule.low * lowSign(rule.type)), high: typed(rule.high), deadband: rule.deadband === 0 ? '' : typed(rule.deadband), states: rule.states ?? [],
    other: rule.other_point_id ?? '', window: `${rule.window_seconds ?? 300}`, suppressPoint: suppress?.point_id ?? '', suppressStates: suppress?.states ?? [0], hold: `${suppress?.hold_seconds ?? 0}`,
    delay: `${rule.delay_seconds ?? 0}`, clearDelay: `${rule.clear_delay_seconds ?? 0}`, priority: rule.priority ?? 'medium', text: rule.text ?? '', latching: rule.latching ?? false,
  };
}

/** "Less by" and "Falls by" are typed as people say them, without the minus that the rule has. */
const lowSign = (type: AlarmRule['type']): 1 | -1 => (type === 'limits' ? 1 : -1);

export type ReadRule = { rule: AlarmRule; failure?: undefined } | { rule?: undefined; failure: string };

/** The rule that was typed, or the first thing that is wrong with it. */
export function readRule(draft: RuleDraft, pointId: string): ReadRule {
  const no = (failure: string): ReadRule => ({ failure });
  if (!/^[a-z0-9-]{1,40}$/.test(draft.name) || draft.name === 'event') return no('A name has small letters, digits and hyphens, as in supply-high; “event” is that of the device.');
  const delay = readWhole(draft.delay, draft.type === 'stuck' ? LEAST_STUCK_S : 0, MOST_DELAY_S);
  if (delay.failure !== undefined) return no(`Delay: ${delay.failure}`);
  const clearDelay = readWhole(draft.clearDelay, 0, MOST_DELAY_S);
  if (clearDelay.failure !== undefined) return no(`Delay of the end: ${clearDelay.failure}`);
  const suppress = readSuppress(draft, pointId);
  if (suppress.failure !== undefined) return no(suppress.failure);
  const common = { name: draft.name, point_id: pointId, type: draft.type, delay_seconds: delay.value, clear_delay_seconds: clearDelay.value, priority: draft.priority, latching: draft.latching, ...(draft.text.trim() !== '' && { text: draft.text.trim() }), ...suppress.value };
  if (draft.type === 'state') return draft.states.length === 0 ? no('Choose the states that are an alarm.') : { rule: { ...common, states: [...draft.states] } };
  const other = draft.other.trim();
  if (comparesWith(draft.type) && !isOther(other, pointId)) return no('Name the point to compare it with, as in 1002.analogValue.5.');
  if (draft.type === 'mismatch') return { rule: { ...common, other_point_id: other } };
  if (LIMIT_WORDS[draft.type] === undefined) return { rule: common };
  const window = readWhole(draft.window, draft.type === 'rate' ? LEAST_WINDOW_S : 0, MOST_DELAY_S);
  if (draft.type === 'rate' && window.failure !== undefined) return no(`Within: ${window.failure}`);
  const read = readLimits(draft);
  if (read.failure !== undefined) return no(read.failure);
  return { rule: { ...common, ...read.value, ...(draft.type === 'deviation' && { other_point_id: other }), ...(draft.type === 'rate' && { window_seconds: window.value }) } };
}

type Read<T> = { value: T; failure?: undefined } | { value?: undefined; failure: string };

function readLimits(draft: RuleDraft): Read<Pick<AlarmRule, 'low' | 'high' | 'deadband'>> {
  const no = (failure: string) => ({ failure });
  const [low, high, deadband] = [draft.low, draft.high, draft.deadband].map((text) => (text.trim() === '' ? undefined : readNumber(text)));
  const wrong = [low, high, deadband].find((read) => read?.failure !== undefined);
  if (wrong?.failure !== undefined) return no(wrong.failure);
  if (low === undefined && high === undefined) return no('Give a lower limit, an upper one, or both.');
  const least = low?.value === undefined ? undefined : low.value * lowSign(draft.type);
  if (draft.type === 'rate' && ((least ?? -1) >= 0 || (high?.value ?? 1) <= 0)) return no('By how much it falls and by how much it rises are amounts above 0.');
  if (least !== undefined && high?.value !== undefined && least >= high.value) return no('The lower limit has to be below the upper one.');
  return { value: { ...(least !== undefined && { low: least }), ...(high?.value !== undefined && { high: high.value }), deadband: deadband?.value ?? 0 } };
}

function readSuppress(draft: RuleDraft, pointId: string): Read<Pick<AlarmRule, 'suppress_when'>> {
  const point = draft.suppressPoint.trim();
  if (point === '') return { value: {} };
  if (!isOther(point, pointId)) return { failure: 'Name the point whose state suppresses it, as in 1002.binaryInput.5.' };
  if (draft.suppressStates.length === 0) return { failure: 'Choose the states of the other point while which this one is not judged.' };
  const hold = readWhole(draft.hold, 0, MOST_DELAY_S);
  return hold.failure !== undefined ? { failure: `And for seconds after: ${hold.failure}` } : { value: { suppress_when: { point_id: point, states: [...draft.suppressStates], hold_seconds: hold.value } } };
}

const isOther = (text: string, pointId: string): boolean => /^\d+\.[a-zA-Z0-9-]+\.\d+$/.test(text) && text !== pointId;

/** What people call a point, and how its values are shown; of one that is not known neither. */
export type Known = ValueStyle & { name?: string };

/** "above 28 °C or below 12 °C for 60 s"; `known` says what the other points are called. */
export function ruleInWords(rule: AlarmRule, style: ValueStyle, known: (pointId: string) => Known): string {
  const named = (pointId: string) => known(pointId).name ?? pointId;
  const amount = (value: number) => `${exactly(value).replace('-', '−')} ${unitSymbol(style.units)}`.trim();
  const either = (high: string, low: string, sign: 1 | -1) =>
    [rule.high !== undefined && `${high} ${amount(rule.high)}`, rule.low !== undefined && `${low} ${amount(sign * rule.low)}`].filter(Boolean).join(' or ');
  const what = () => {
    switch (rule.type) {
      case 'limits':
        return either('above', 'below', 1);
      case 'state':
        return (rule.states ?? []).map((state) => stateText(state, style) ?? state).join(' or ');
      case 'deviation':
        return `${either('more by', 'less by', -1)} than ${named(rule.other_point_id ?? '')}`;
      case 'rate':
        return `${either('rises by', 'falls by', -1)} within ${showDuration(rule.window_seconds ?? 0)}`;
      case 'mismatch':
        return `not as ${named(rule.other_point_id ?? '')} is`;
      case 'quality':
        return 'not to be read';
      case 'stuck':
        return 'without a change';
    }
  };
  const delay = (rule.delay_seconds ?? 0) === 0 ? '' : ` for ${showDuration(rule.delay_seconds!)}`;
  const suppress = rule.suppress_when;
  const unless = suppress === undefined ? '' : `, but not while ${named(suppress.point_id)} is ${suppress.states.map((state) => stateText(state, known(suppress.point_id)) ?? state).join(' or ')}`;
  return what() + delay + unless;
}

/** The states of a point by number: 0 and 1 of a binary one. */
export function statesOf(style: ValueStyle): { state: number; words: string }[] {
  const first = isBinary(style.object_type ?? '') ? 0 : 1;
  const count = first === 0 ? 2 : (style.state_text?.length ?? 0);
  return Array.from({ length: count }, (_, i) => ({ state: first + i, words: stateText(first + i, style) ?? `State ${first + i}` }));
}

/** The values beyond which there is an alarm. */
export function limitsOf(rules: readonly AlarmRule[]): number[] {
  return rules.filter(({ type }) => type === 'limits').flatMap(({ low, high }) => [low, high]).filter((limit) => limit !== undefined);
}
