// SPDX-License-Identifier: GPL-3.0-only
import { textFormOf } from './textForms';

/** How engineers name the common object types in passing. */
const SHORT_NAMES: Record<string, string> = {
  analogInput: 'AI', analogOutput: 'AO', analogValue: 'AV', binaryInput: 'BI', binaryOutput: 'BO', binaryValue: 'BV',
  multiStateInput: 'MI', multiStateOutput: 'MO', multiStateValue: 'MV', accumulator: 'ACC', integerValue: 'IV',
  positiveIntegerValue: 'PIV', largeAnalogValue: 'LAV', characterstringValue: 'CSV', pulseConverter: 'PC', loop: 'LP',
};

const OTHER_NAMES: Record<string, string> = { msi: 'multiStateInput', mso: 'multiStateOutput', msv: 'multiStateValue' };

const BY_NAME = new Map([
  ...Object.entries(OTHER_NAMES),
  ...Object.entries(SHORT_NAMES).flatMap(([type, short]) => [[short.toLowerCase(), type], [type.toLowerCase(), type]] as const),
]);

/** The object type of a name in small letters without blanks and hyphens, such as "ai" or "analoginput". */
export function typeNamed(name: string): string | undefined {
  return BY_NAME.get(name);
}

/** "AI 1": how an engineer names an object in passing. */
export function shortObject(objectType: string, instance: number): string {
  return `${SHORT_NAMES[objectType] ?? objectType} ${instance}`;
}

/** True of types whose present value is one of two states; a binary lighting output has more. */
export function isBinary(objectType: string): boolean {
  return /^(binary(Input|Output|Value)|calendar)$/.test(objectType);
}

/** True of types whose present value is the number of a state, from 1. */
export function isMultiState(objectType: string): boolean {
  return objectType.startsWith('multiState');
}

/** True of types whose present value is a text, be it in a form of its own. */
export function isText(objectType: string): boolean {
  return objectType === 'characterstringValue' || textFormOf(objectType) !== undefined;
}

/** True of types whose present value has no decimals: counts, and the numbers of choices. */
export function isWhole(objectType: string): boolean {
  return isMultiState(objectType) || /^(accumulator|integerValue|positiveIntegerValue|accessDoor|binaryLightingOutput|colorTemperature|command|lifeSafety(Point|Zone)|loadControl|program|timer)$/.test(objectType);
}
