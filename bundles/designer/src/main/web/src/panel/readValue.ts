// SPDX-License-Identifier: GPL-3.0-only
import type { PointInfo } from '../api';
import { kindOfObject } from '../flow/model';
import { decimalsOf, hasStates, showExactly, showWhole, stateText } from '../format';
import type { PointValue } from '../mqtt/wire';
import { exactly, readNumber } from '../number';
import { isMultiState, isWhole } from '../objectTypes';
import { textFormOf } from '../textForms';

/** The limits of an object as far as somebody has set them: a device without has 0 to 0, or any two that leave no value between them. */
export function limits(min: number | undefined, max: number | undefined): [number | undefined, number | undefined] {
  return min !== undefined && max !== undefined && min >= max ? [undefined, undefined] : [min, max];
}

export type ReadValue = { value: PointValue; failure?: undefined } | { value?: undefined; failure: string };

/** The value that a text means for a point, or a sentence that says why it means none. */
export function readValue(text: string, info: PointInfo, min: number | undefined, max: number | undefined): ReadValue {
  const no = (failure: string): ReadValue => ({ failure });
  const kind = kindOfObject(info.object_type);
  if (kind === 'text') return readText(text, info.object_type);
  if (kind === 'boolean') return text === 'true' || text === 'false' ? { value: text === 'true' } : no('Choose a state.');
  const read = readNumber(text);
  if (read.value === undefined) return read;
  if (isMultiState(info.object_type)) {
    const states = info.state_text?.length ?? max;
    if (!Number.isInteger(read.value) || read.value < 1 || (states !== undefined && read.value > states)) return no('Choose a state.');
  }
  if (isWhole(info.object_type) && !Number.isInteger(read.value)) return no('Give a whole number: this point takes no decimals.');
  if (min !== undefined && read.value < min) return no(`The least is ${showExactly(min, info)}.`);
  if (max !== undefined && read.value > max) return no(`The most is ${showExactly(max, info)}.`);
  return { value: read.value };
}

/** A text is written as it is, unless it has to have a form. */
function readText(text: string, objectType: string): ReadValue {
  const form = textFormOf(objectType);
  if (form === undefined) return { value: text };
  const typed = text.trim();
  return form.isOne(typed) ? { value: typed } : { failure: `“${typed}” is not what this point takes: write ${form.words}.` };
}

/** What will be written: states by their words, numbers with all their digits. */
export function inFull(value: PointValue, info: PointInfo): string {
  if (typeof value === 'string') return `“${value}”`;
  return value === null ? '' : (stateText(value, info) ?? showExactly(Number(value), info));
}

/** What was read back: with all its digits, where the decimals of the point would hide some. */
export function readBack(value: PointValue | undefined, info: PointInfo): string {
  const hides = typeof value === 'number' && !hasStates(info) && Number(value.toFixed(decimalsOf(info))) !== Number(exactly(value));
  return hides ? inFull(value, info) : showWhole(value, info);
}
