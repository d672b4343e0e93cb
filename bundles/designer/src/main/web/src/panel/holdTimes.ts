// SPDX-License-Identifier: GPL-3.0-only
/** How long a value that is written may be held; one without seconds until somebody relinquishes it. */
export const HOLD_TIMES: readonly { words: string; seconds?: number }[] = [
  { words: 'until relinquished' },
  { words: 'for 15 min', seconds: 900 },
  { words: 'for 1 h', seconds: 3_600 },
  { words: 'for 4 h', seconds: 14_400 },
];
