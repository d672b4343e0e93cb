import type { PointInfo } from '../api';
import { kindOfObject } from '../flow/model';
import type { PointValue } from '../mqtt/wire';
import { unitSymbol } from '../units';

/** The limits of an object as far as somebody has set them: a device without has 0 to 0, or any two that leave no value between them. */
export function limits(min: number | undefined, max: number | undefined): [number | undefined, number | undefined] {
  return min !== undefined && max !== undefined && min >= max ? [undefined, undefined] : [min, max];
}

/** The value that a text means for a point, or a sentence that says why it means none. */
export function readValue(text: string, info: PointInfo, min: number | undefined, max: number | undefined): { value: PointValue | undefined; failure: string | undefined } {
  const no = (failure: string) => ({ value: undefined, failure });
  const kind = kindOfObject(info.object_type);
  if (kind === 'text') return { value: text, failure: undefined };
  if (kind === 'boolean') return text === 'true' || text === 'false' ? { value: text === 'true', failure: undefined } : no('Choose a state.');
  const number = Number(text.replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(number)) return no('Give a number.');
  if (info.object_type.startsWith('multiState')) {
    const states = info.state_text?.length ?? max;
    if (!Number.isInteger(number) || number < 1 || (states !== undefined && number > states)) return no('Choose a state.');
  }
  const unit = unitSymbol(info.units);
  if (min !== undefined && number < min) return no(`The least is ${min} ${unit}.`);
  if (max !== undefined && number > max) return no(`The most is ${max} ${unit}.`);
  return { value: number, failure: undefined };
}
