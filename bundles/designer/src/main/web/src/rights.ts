import { create } from 'zustand';

/** What somebody may do (docs/security.md). */
export type Right = 'read' | 'ask_history' | 'write' | 'monitor' | 'acknowledge' | 'configure' | 'reboot' | 'administer' | 'audit';

export type Role = 'viewer' | 'operator' | 'integrator' | 'admin' | 'service';

interface Standing {
  role: Role;
  rights: readonly Right[];
}

/** Of whoever is signed in, as the gateway said it last. It asks again at each act, so this only keeps what cannot be done off the page. */
export const useStanding = create<Standing>(() => ({ role: 'viewer', rights: [] }));

export function noteStanding({ role, rights }: Standing): void {
  useStanding.setState({ role, rights });
}

export function may(right: Right): boolean {
  return useStanding.getState().rights.includes(right);
}

export function useMay(right: Right): boolean {
  return useStanding((state) => state.rights.includes(right));
}
