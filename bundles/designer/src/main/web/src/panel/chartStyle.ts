// SPDX-License-Identifier: GPL-3.0-only
/** The chosen point in the accent colour; those beside it quieter, told apart by dashes too. */
export const COLOURS = ['var(--brand)', 'var(--mute)', 'var(--warn-dot)', 'var(--good-dot)'] as const;
export const DASHES: readonly (number[] | undefined)[] = [undefined, [4, 4], [8, 3], [2, 3]];
