// SPDX-License-Identifier: GPL-3.0-only
import { call } from '../http';

export type Phase = 'idle' | 'staging' | 'swapping' | 'gate' | 'taking_back' | 'restarting';

/** What became of an update. */
export interface Outcome {
  at: string;
  update_id: string;
  outcome: string;
}

/** How far updates are. */
export interface UpdateState {
  phase: Phase;
  since: string;
  /** An update, or `distribution`. */
  in_force: string;
  update_id?: string;
  /** What this start or the next one tries. */
  on_trial?: string;
  /** What is not yet as it was before. */
  findings: string[];
  /** The oldest first. */
  history: Outcome[];
}

/** What an update does to the gateway. */
export interface Plan {
  update_id: string;
  way: 'hot' | 'restart' | 'distribution';
  reason: string;
  changes: string[];
  pauses: string[];
}

/** The same of a package that was verified, with what it says of itself. */
export interface PackagePlan extends Plan {
  release: number;
  version: string;
  created: string;
  notes: string;
  signers: string[];
}

/** A slow line may take as long for a piece as the gateway waits for it. */
const PIECE_MS = 60_000;
/** Longer than the gateway itself gives to verifying. */
const VERIFY_MS = 40_000;

const received = (answer: { received: number }) => answer.received;

/** What /api offers of updates. The page is for an admin. */
export const rest = {
  state: () => call<UpdateState>('GET', '/updates'),
  received: (signal: AbortSignal) => call<{ received: number }>('GET', '/updates/package', undefined, signal).then(received),
  put: (offset: number, piece: Blob, signal: AbortSignal) => call<{ received: number }>('PUT', `/updates/package?offset=${offset}`, piece, signal, PIECE_MS).then(received),
  verify: () => call<PackagePlan>('POST', '/updates/verify', {}, undefined, VERIFY_MS),
  install: (updateId: string) => call<PackagePlan>('POST', '/updates/install', { update_id: updateId }, undefined, VERIFY_MS),
  rollBack: () => call<Plan>('POST', '/updates/rollback', {}, undefined, VERIFY_MS),
};
