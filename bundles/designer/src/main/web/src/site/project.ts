// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import { api, ApiError, lastOpened, rememberOpened, type Project, type ProjectSummary } from '../api';
import type { Deployed } from '../flow/changes';
import { EMPTY_DOC, plainDoc, readDoc } from '../flow/model';
import { useFlow } from '../flow/store';
import { may } from '../rights';

/** The project that holds the canvas: saved as one works, with a revision so that two people get told. */
interface ProjectState {
  loaded: boolean;
  id: string;
  name: string;
  /** All that the gateway keeps. */
  all: readonly ProjectSummary[];
  saving: 'saved' | 'pending' | 'failed';
  /** Why it was not loaded, or not saved. */
  failure: string | undefined;
  /** Another browser saved or deployed in the meantime. */
  theirs: Project | undefined;
}

export const useProject = create<ProjectState>(() => ({ loaded: false, id: '', name: '', all: [], saving: 'saved', failure: undefined, theirs: undefined }));

const SAVE_AFTER_MS = 800;
const RETRY_AFTER_MS = 10_000;
const LOAD_AGAIN_AFTER_MS = 3_000;
let project: Project | undefined;
let saved = '';
let timer: ReturnType<typeof setTimeout> | undefined;

export async function loadProject(): Promise<void> {
  clearTimeout(timer);
  // After another sign-in, no canvas is shown until the flow is loaded again.
  useProject.setState({ loaded: false });
  try {
    const all = await api.projects();
    useProject.setState({ all });
    const opened = lastOpened(all);
    if (opened !== undefined) show(await api.project(opened.id));
    else if (may('configure')) show(await api.createProject('Building', EMPTY_DOC));
    else showNothing();
  } catch (error) {
    // An empty canvas in its place would accept nodes that could not be saved.
    useProject.setState({ failure: error instanceof Error ? error.message : 'The project was not loaded.' });
    if (!(error instanceof ApiError && error.status === 401)) timer = setTimeout(() => void loadProject(), LOAD_AGAIN_AFTER_MS);
  }
}

/** Goes on with another project, once this one is saved. */
export async function openProject(projectId: string): Promise<void> {
  await save();
  if (useProject.getState().saving !== 'saved') return;
  rememberOpened(projectId);
  await loadProject();
}

export function stopProject(): void {
  clearTimeout(timer);
  project = undefined;
}

/** The other browser's version takes the place of ours. */
export function takeTheirs(): void {
  const { theirs } = useProject.getState();
  if (theirs !== undefined) show(theirs);
}

/** Saves our version over theirs, as the person decided; what they deployed goes on running. */
export function keepOurs(): void {
  const { theirs } = useProject.getState();
  if (theirs === undefined) return;
  project = theirs;
  saved = '';
  const deployed = deployedOf(theirs);
  if (deployed !== undefined) useFlow.getState().setDeployed(deployed);
  useProject.setState({ theirs: undefined });
  void save();
}

/** Asks whether another browser saved meanwhile. */
export async function checkProject(): Promise<Project | undefined> {
  if (project === undefined) {
    // Where nobody had begun one, somebody may have by now.
    if (useFlow.getState().fixed) await loadProject();
    return undefined;
  }
  const latest = await api.project(project.id).catch(() => undefined);
  if (latest !== undefined && project !== undefined && latest.revision > project.revision) tell(latest);
  return latest;
}

/** Has the person decide between the other browser's version and ours; where only others change it, there is nothing to decide. */
export function tell(latest: Project): void {
  if (useFlow.getState().fixed) show(latest);
  else useProject.setState({ theirs: latest });
}

export function deployedOf(of: Project): Deployed | undefined {
  const deployed = (of.flow as { deployed?: Deployed } | null)?.deployed;
  return deployed === undefined ? undefined : { ...deployed, flow: readDoc(deployed.flow) };
}

function show(shown: Project): void {
  project = shown;
  useFlow.getState().load(readDoc(shown.flow), deployedOf(shown), !may('configure'));
  saved = content();
  rememberOpened(shown.id);
  useProject.setState({ loaded: true, id: shown.id, name: shown.name, saving: 'saved', failure: undefined, theirs: undefined });
}

/** Nobody has begun a project yet, and whoever is here may not. */
function showNothing(): void {
  project = undefined;
  useFlow.getState().load(EMPTY_DOC, undefined, true);
  useProject.setState({ loaded: true, id: '', name: '', saving: 'saved', failure: undefined, theirs: undefined });
}

function content(): string {
  const { history, deployed } = useFlow.getState();
  return JSON.stringify({ ...plainDoc(history.present), ...(deployed && { deployed }) });
}

let running: Promise<void> = Promise.resolve();

/** Saves what is there now, after the save that may be under way. */
export function save(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  running = running.then(saveNow);
  return running;
}

async function saveNow(): Promise<void> {
  if (project === undefined || useFlow.getState().fixed || useProject.getState().theirs !== undefined) return;
  const flow = content();
  if (flow === saved) return useProject.setState({ saving: 'saved' });
  try {
    project = await api.saveProject({ ...project, flow: JSON.parse(flow) });
    saved = flow;
    useProject.setState({ saving: 'saved', failure: undefined });
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) await noteTheirs(project.id);
    else failed(error);
  }
  if (content() !== saved) soon();
}

async function noteTheirs(id: string): Promise<void> {
  try {
    useProject.setState({ theirs: await api.project(id) });
  } catch (error) {
    failed(error);
  }
}

function failed(error: unknown): void {
  useProject.setState({ saving: 'failed', failure: error instanceof Error ? error.message : 'The project was not saved.' });
  if (project !== undefined) soon(RETRY_AFTER_MS);
}

function soon(delay = SAVE_AFTER_MS): void {
  clearTimeout(timer);
  timer = setTimeout(() => void save(), delay);
}

useFlow.subscribe((state, before) => {
  if (project === undefined || state.fixed || (state.history.present === before.history.present && state.deployed === before.deployed)) return;
  const { saving } = useProject.getState();
  if (saving === 'saved') useProject.setState({ saving: 'pending' });
  soon();
});
