// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EMPTY_DOC } from '../../src/flow/model';
import { useFlow } from '../../src/flow/store';
import { useGateway } from '../../src/gateway';
import { noteStanding } from '../../src/rights';
import { acceptRevision, adoptRevision, deploy, movingConfiguration, useDeploy } from '../../src/site/deploy';
import { loadProject, stopProject, useProject } from '../../src/site/project';

const sent = vi.hoisted(() => [] as Record<string, unknown>[]);
vi.mock('../../src/gateway', async () => {
  const { create } = await import('zustand');
  return {
    useGateway: create(() => ({ connection: { phase: 'connected' }, status: undefined })),
    command: async (_: string, body: Record<string, unknown>) => {
      sent.push(body);
      return { status: 'error', error: { code: 'conflict', message: 'The configuration has moved on.' } };
    },
    inWords: String,
  };
});

let project: { id: string; name: string; revision: number; flow: object };
const at = (config_revision: number) => useGateway.setState({ status: { status: 'online', boot_id: 'b', config_revision } });
/** Another browser deploys, and saves its project. */
const otherDeploys = (config_revision: number) => (project = { ...project, revision: project.revision + 1, flow: { nodes: [], edges: [], deployed: { config_revision, at: '2026-01-01T00:00:00.000Z', flow: EMPTY_DOC } } });
const settle = () => vi.advanceTimersByTimeAsync(2_000);

beforeEach(async () => {
  vi.useFakeTimers();
  sent.length = 0;
  project = { id: 'p1', name: 'Building', revision: 1, flow: { nodes: [], edges: [] } };
  const answers: Record<string, () => object> = { 'api/projects': () => ({ projects: [project] }), 'api/projects/p1': () => project, 'api/devices': () => ({ devices: [] }), 'api/points': () => ({ points: [] }) };
  vi.stubGlobal('fetch', async (path: string) => Response.json(answers[path]!()));
  useGateway.setState({ connection: { phase: 'offline', reason: '' }, status: undefined });
  useGateway.setState({ connection: { phase: 'connected' } });
  useFlow.getState().load(EMPTY_DOC, undefined);
  noteStanding({ role: 'integrator', rights: ['read', 'configure'] });
  await loadProject();
  at(10);
});
afterEach(() => {
  stopProject();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A discovery of ours, meanwhile something else happens. */
const discovering = (answer: number, meanwhile: () => void) =>
  movingConfiguration(async () => {
    meanwhile();
    adoptRevision(answer);
  });

test('movingConfiguration_nobodyElse_isNoNews', async () => {
  await discovering(11, () => at(11));
  await settle();
  expect(useDeploy.getState()).toMatchObject({ baseRevision: 11, foreign: undefined });
  await movingConfiguration(async () => at(12));
  await settle();
  expect(useDeploy.getState()).toMatchObject({ baseRevision: 12, foreign: undefined });
  expect(useProject.getState().theirs).toBeUndefined();
});

test.each([[12, 'after a change of ours'], [11, 'ours changing nothing']])('movingConfiguration_anotherBrowserDeploysMeanwhile_isNoticed (revision %d, %s)', async (revision) => {
  await discovering(revision, () => {
    otherDeploys(11);
    at(revision);
  });
  await settle();
  expect(useProject.getState().theirs?.revision).toBe(2);
});

test('movingConfiguration_anotherClientChangesMeanwhile_isNoticed', async () => {
  await discovering(12, () => at(12));
  await settle();
  expect(useDeploy.getState()).toMatchObject({ baseRevision: 10, foreign: 12 });
});

test('revision_ofAnotherClient_isNotTakenForTheBaseUntilThePersonSaysSo', async () => {
  at(11);
  await settle();
  expect(useDeploy.getState()).toMatchObject({ baseRevision: 10, foreign: 11 });
  await deploy({});
  await settle();
  expect(sent[0]).toMatchObject({ base_revision: 10 });
  expect(useDeploy.getState()).toMatchObject({ baseRevision: 10, foreign: 11 });
  acceptRevision();
  await deploy({});
  expect(sent[1]).toMatchObject({ base_revision: 11 });
});

test('movingConfiguration_statusComesLater_keepsWhatTheResponseSaid', async () => {
  await discovering(11, () => undefined);
  await settle();
  expect(useDeploy.getState()).toMatchObject({ baseRevision: 11, foreign: undefined });
});

test('deploy_conflictWithAnOlderConfiguration_canBeGoneOnFrom', async () => {
  at(7);
  await deploy({});
  expect(useDeploy.getState()).toMatchObject({ baseRevision: 10, foreign: 7 });
  acceptRevision();
  await deploy({});
  expect(sent[1]).toMatchObject({ base_revision: 7 });
});

test('revision_afterSigningInAgain_isTheFirstThatIsHeard', async () => {
  useGateway.setState({ connection: { phase: 'offline', reason: '' }, status: undefined });
  useGateway.setState({ connection: { phase: 'connected' } });
  at(20);
  await settle();
  expect(useDeploy.getState()).toMatchObject({ baseRevision: 20, foreign: undefined });
});

test('look_whereOthersDraw_theirVersionIsShownAtOnce', async () => {
  noteStanding({ role: 'viewer', rights: ['read'] });
  await loadProject();
  otherDeploys(11);
  at(11);
  await settle();
  expect(useProject.getState().theirs).toBeUndefined();
  expect(useFlow.getState().deployed?.config_revision).toBe(11);
});

test('loadProject_whereThereIsNoneAndOneMayNotBegin_isAnEmptyCanvasUntilSomebodyDoes', async () => {
  noteStanding({ role: 'viewer', rights: ['read'] });
  const begun = project;
  const asked: string[] = [];
  let there = false;
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path}`);
    return Response.json({ 'api/projects': { projects: there ? [begun] : [] }, 'api/devices': { devices: [] }, 'api/points': { points: [] } }[path] ?? begun);
  });
  await loadProject();
  expect(useProject.getState()).toMatchObject({ loaded: true, id: '' });
  expect(asked).toEqual(['GET api/projects']);
  there = true;
  at(11);
  await settle();
  expect(useProject.getState().id).toBe('p1');
});
