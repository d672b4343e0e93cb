// SPDX-License-Identifier: GPL-3.0-only
/** The priority levels of ASHRAE 135, clause 19.2, by short names. */
export const PRIORITIES: readonly { level: number; name: string; reserved: boolean }[] = [
  'Life safety', 'Automatic safety', '', '', 'Critical', 'Reserved', '', 'Operator', '', '', '', '', '', '', '', 'Schedule',
].map((name, i) => ({ level: i + 1, name, reserved: i === 5 }));
