// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';

/** What somebody may do (docs/security.md). */
export type Right = 'read' | 'ask_history' | 'write' | 'monitor' | 'acknowledge' | 'configure' | 'reboot' | 'administer' | 'audit';

export type Role = 'viewer' | 'operator' | 'integrator' | 'admin' | 'service';

/** What an account may write. Empty lists limit nothing, nor do 1 and 0. */
export interface WriteScope {
  points: string[];
  ranges: string[];
  highest_priority: number;
  lease_seconds: number;
}

export const NO_LIMITS: WriteScope = { points: [], ranges: [], highest_priority: 1, lease_seconds: 0 };

interface Standing {
  role: Role;
  rights: readonly Right[];
  scope: WriteScope;
}

/** Of whoever is signed in, as the gateway said it last. It asks again at each act, so this only keeps what cannot be done off the page. */
export const useStanding = create<Standing>(() => ({ role: 'viewer', rights: [], scope: NO_LIMITS }));

export function noteStanding({ role, rights, write_scope: scope = NO_LIMITS }: { role: Role; rights: readonly Right[]; write_scope?: WriteScope }): void {
  useStanding.setState({ role, rights, scope });
}

export function may(right: Right): boolean {
  return useStanding.getState().rights.includes(right);
}

export function useMay(right: Right): boolean {
  return useStanding((state) => state.rights.includes(right));
}
