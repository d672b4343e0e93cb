// SPDX-License-Identifier: GPL-3.0-only
import type { Alarm, AlarmPriority, AlarmSignature } from '../mqtt/wire';

/** The worst first. */
export const PRIORITIES: readonly AlarmPriority[] = ['critical', 'high', 'medium', 'low'];

export function rankOf({ priority }: { priority: AlarmPriority }): number {
  return PRIORITIES.indexOf(priority);
}

/** Somebody has put it aside, or it is but an effect of another one. */
export function isQuiet({ shelved, suppressed_by: cause }: Alarm): boolean {
  return shelved !== undefined || cause !== undefined;
}

export function awaitsAcknowledgement({ ack_required: required, acknowledged }: Alarm): boolean {
  return required && !acknowledged;
}

const EVENTS: Record<string, string> = {
  raised: 'came',
  cleared: 'went',
  unknown: 'cannot be told any longer',
  confirmed: 'is still there',
  acknowledged: 'was acknowledged',
  unacknowledged: 'is to be acknowledged anew',
  resolved: 'was resolved',
  noted: 'was noted',
  shelved: 'was shelved',
  unshelved: 'is no longer shelved',
  suppressed: 'is an effect of another alarm',
  released: 'is an alarm of its own',
};

/** What became of an alarm; of a kind of event that this page does not know, its name. */
export function eventInWords(eventType: string): string {
  return EVENTS[eventType] ?? eventType.replaceAll('_', ' ');
}

/** Who did something; a name that nobody has proven says so. */
export function signedBy({ by, via }: Partial<AlarmSignature>): string {
  if (by === undefined) return '';
  switch (via) {
    case 'device':
      return 'somebody at the device';
    case 'claim':
      return `${by} (not proven)`;
    case 'shell':
      return `${by}, at the shell`;
    default:
      return by;
  }
}
