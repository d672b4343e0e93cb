// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import { capabilities } from '../capabilities';
import { plainDoc, type Doc } from '../flow/model';
import { useFlow } from '../flow/store';
import { command, inWords, useGateway } from '../gateway';
import type { ConfigResponse, GatewayStatus } from '../mqtt/wire';
import { checkProject, deployedOf, save, tell, useProject } from './project';
import { loadSite } from './store';

/** What the header's button tells: what is under way, and how the last deploy ended. */
interface DeployState {
  running: boolean;
  outcome: { good: boolean; message: string } | undefined;
  /** The revision that this page's picture of the configuration rests on. */
  baseRevision: number | undefined;
  /** The revision that something other than a Designer has made: another client of the gateway, or its console. */
  foreign: number | undefined;
}

export const useDeploy = create<DeployState>(() => ({ running: false, outcome: undefined, baseRevision: undefined, foreign: undefined }));

const set = useDeploy.setState;

export interface DeployOptions {
  /** Which points are read; left as it is if absent. */
  monitor?: 'all' | 'flow';
  pollingIntervalSeconds?: number;
}

/** The body of get_config, for a deploy and for its preview. */
export function configOf(flow: Doc, { monitor, pollingIntervalSeconds }: DeployOptions): object {
  return {
    discover: false,
    flow_config: flow,
    ...(monitor !== undefined && { monitor }),
    ...(pollingIntervalSeconds !== undefined && { polling_interval: pollingIntervalSeconds }),
  };
}

/** Sends the flow. Refused by the gateway if the configuration moved on since this page looked. */
export async function deploy(options: DeployOptions): Promise<void> {
  const flow = plainDoc(useFlow.getState().history.present);
  const { baseRevision } = useDeploy.getState();
  set({ running: true, outcome: undefined });
  try {
    const response = await command<ConfigResponse>('get_config', {
      ...configOf(flow, options),
      ...(baseRevision !== undefined && { base_revision: baseRevision }),
    });
    if (response.status === 'success') await succeeded(response, flow);
    else await refused(response);
  } catch (error) {
    set({ outcome: { good: false, message: inWords(error) } });
  } finally {
    set({ running: false });
    statusChanged(useGateway.getState().status);
  }
}

/** Takes the revision in the response to a command of ours. A command makes one revision at most; if there are more, others made them. */
export function adoptRevision(revision: number | undefined): void {
  const { baseRevision } = useDeploy.getState();
  if (revision !== undefined && (baseRevision === undefined || revision === baseRevision + 1)) set({ baseRevision: revision });
}

async function succeeded(response: ConfigResponse, flow: ReturnType<typeof plainDoc>): Promise<void> {
  adoptRevision(response.config_revision);
  useFlow.getState().setDeployed({ config_revision: response.config_revision ?? 0, at: response.timestamp, flow });
  await save();
  void loadSite();
  set({ outcome: { good: true, message: `Deployed as revision ${response.config_revision ?? '?'}.` } });
}

async function refused(response: ConfigResponse): Promise<void> {
  set({ outcome: { good: false, message: response.error?.message ?? `The gateway answered ${response.status}.` } });
  if (response.error?.code !== 'conflict') return;
  await look(0);
  if (useProject.getState().theirs === undefined) set({ foreign: useGateway.getState().status?.config_revision });
}

/**
 * Whether the configuration is still the one that this page knows. It may have moved on by as many revisions as commands of
 * ours make; what another browser deployed is in the project, and of anything else only the revision tells.
 */
async function look(own: 0 | 1): Promise<void> {
  const latest = await checkProject();
  const deployed = latest === undefined ? undefined : deployedOf(latest);
  const known = useFlow.getState().deployed?.config_revision ?? 0;
  const revision = useGateway.getState().status?.config_revision;
  const base = useDeploy.getState().baseRevision ?? revision;
  if (revision === undefined || base === undefined) return;
  const strange = revision > base + own;
  if (deployed !== undefined && deployed.config_revision > known) tell(latest!);
  else if (strange) set({ foreign: revision });
  else set({ baseRevision: Math.max(base, revision) });
  if (strange) await loadSite();
}

/** Accepts what others did as the base of the next deploy; called once the person decided. */
export function acceptRevision(): void {
  set({ baseRevision: useGateway.getState().status?.config_revision, foreign: undefined });
}

/** The other browser saves its project just after the gateway answered it. */
const SETTLE_MS = 1_500;
let settling: ReturnType<typeof setTimeout> | undefined;

function statusChanged(status: GatewayStatus | undefined): void {
  const revision = status?.config_revision;
  const { baseRevision, running } = useDeploy.getState();
  if (revision === undefined || running || ownCommands > 0 || !capabilities().canvas) return;
  if (baseRevision === undefined) return set({ baseRevision: revision });
  if (revision <= baseRevision) return;
  clearTimeout(settling);
  settling = setTimeout(() => {
    const base = useDeploy.getState().baseRevision ?? 0;
    if (revision > base) void look(0);
  }, SETTLE_MS);
}

let ownCommands = 0;

/** Runs a command of ours that may move the configuration on. What others do meanwhile is noticed afterwards. */
export async function movingConfiguration<R>(run: () => Promise<R>): Promise<R> {
  const before = useDeploy.getState().baseRevision;
  ownCommands++;
  try {
    return await run();
  } finally {
    setTimeout(() => {
      ownCommands--;
      void look(useDeploy.getState().baseRevision === before ? 1 : 0);
    }, SETTLE_MS);
  }
}

useGateway.subscribe((state, before) => {
  // After signing out or a change of identity, the known revision belongs to another session.
  if (state.connection.phase === 'offline') set({ baseRevision: undefined, foreign: undefined });
  else if (state.status !== before.status) statusChanged(state.status);
});
