// SPDX-License-Identifier: GPL-3.0-only
/** How long a test waits for what has to come: what else the machine has to do is not known. */
export const LONG = { timeout: 30_000 };
