// SPDX-License-Identifier: GPL-3.0-only
import { call } from '../http';

export const RESULTS = ['success', 'partial', 'denied', 'failed', 'unknown'] as const;
export type Result = (typeof RESULTS)[number];

/** What somebody did. */
export interface Entry {
  seq: number;
  timestamp: string;
  actor: string;
  door: 'mqtt' | 'rest' | 'shell' | 'gateway';
  from?: string;
  action: string;
  object?: string;
  before?: string;
  after?: string;
  result: Result;
  reason?: string;
}

/** With what to ask the next page for, if there may be one. */
export interface EntryPage {
  entries: Entry[];
  below?: number;
}

/** Whether somebody has changed the record behind the gateway's back. */
export interface Chain {
  whole: boolean;
  records: number;
  seq: number;
  hash: string;
  broken?: string;
}

/** What of the audit is wanted; an empty text wants all. */
export interface Wanted {
  actor: string;
  text: string;
  result: string;
  from: string;
  to: string;
}

/** The query of what is wanted. Days are whole ones of this browser's clock. */
export function queryOf({ actor, text, result, from, to }: Wanted, more: Record<string, string> = {}): string {
  const asked = { actor, text, result, from: dayBegins(from, 0), to: dayBegins(to, 1), ...more };
  return new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== '')).toString();
}

function dayBegins(day: string, later: number): string {
  const [year, month, date] = day.split('-').map(Number);
  return year === undefined || month === undefined || date === undefined ? '' : new Date(year, month - 1, date + later).toISOString();
}

/** What /api offers of the audit. It is for an admin. */
export const rest = {
  entries: (wanted: Wanted, below?: number) => call<EntryPage>('GET', `/audit?${queryOf(wanted, below === undefined ? {} : { below: String(below) })}`),
  chain: () => call<Chain>('GET', '/audit/chain'),
};
