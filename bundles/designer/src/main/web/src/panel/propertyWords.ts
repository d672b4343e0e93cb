// SPDX-License-Identifier: GPL-3.0-only
import { hasStates, showExactly, showWhole, type ValueStyle } from '../format';
import type { PointValue } from '../mqtt/wire';

/** Properties that hold values of their object: those of one with states are states. */
const VALUES = new Set(['presentValue', 'feedbackValue', 'alarmValue', 'alarmValues', 'faultValues']);
/** Properties of an amount that are amounts in its unit. */
const AMOUNTS = new Set(['minPresValue', 'maxPresValue', 'resolution', 'covIncrement', 'highLimit', 'lowLimit', 'deadband']);

/** What a device says of a property, as people read it. */
export function propertyWords(name: string, value: PointValue | PointValue[], style: ValueStyle): string {
  if (Array.isArray(value)) return value.map((each) => propertyWords(name, each, style)).join(', ') || 'none';
  if (name === 'presentValue' || (VALUES.has(name) && hasStates(style))) return showWhole(value, style);
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : showExactly(value, AMOUNTS.has(name) ? style : {});
}

/** "covIncrement" as "COV increment". */
export function propertyName(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^cov\b/, 'COV').replace(/\bpres\b/, 'present');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
