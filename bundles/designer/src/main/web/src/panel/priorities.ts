/** The priority levels as ASHRAE 135, clause 19.2 names them. */
export const PRIORITIES: readonly { level: number; name: string; reserved: boolean }[] = [
  'Manual life safety', 'Automatic life safety', '', '', 'Critical equipment', 'Minimum on/off (reserved)', '', 'Manual operator',
  '', '', '', '', '', '', '', 'Default schedule',
].map((name, i) => ({ level: i + 1, name, reserved: i === 5 }));
