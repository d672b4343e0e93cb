// SPDX-License-Identifier: GPL-3.0-only
/** What tests see of the fixture. */
export interface Fleet {
  /** Ends in a slash. */
  url: string;
  /** The paths that the web server was asked for and has no file for. */
  asked: string[];
  alive: { asked: { name: string; request: Record<string, unknown> }[] };
  stop(): Promise<void>;
}

export function startFleet(options?: { silentSeconds?: number; dist?: string }): Promise<Fleet>;
