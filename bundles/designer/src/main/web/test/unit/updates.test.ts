// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import { ApiError } from '../../src/http';
import type { UpdateState } from '../../src/updates/rest';
import { upload, type Store } from '../../src/updates/upload';
import { isUnderWay, stepsOf, toneOf } from '../../src/updates/words';

const PIECE = 512 * 1024;
const FILE = new Blob([new Uint8Array(3 * PIECE + 5).map((_, i) => i % 251)]);
const away = () => new ApiError(0, 'away');

/** Keeps what is put; a fault is thrown once before, or after, the piece with that number is kept. */
class Kept implements Store {
  bytes: number[] = [];
  puts = 0;
  before = new Map<number, Error>();
  after = new Map<number, Error>();

  async put(offset: number, piece: Blob): Promise<number> {
    const nth = ++this.puts;
    if (this.before.has(nth)) throw this.before.get(nth)!;
    if (offset === 0) this.bytes = [];
    if (offset !== this.bytes.length) throw new ApiError(409, 'not the next piece');
    for (const byte of new Uint8Array(await piece.arrayBuffer())) this.bytes.push(byte);
    if (this.after.has(nth)) throw this.after.get(nth)!;
    return this.bytes.length;
  }

  async received(): Promise<number> {
    return this.bytes.length;
  }
}

async function sent(store: Store, file = FILE): Promise<number[]> {
  const said: number[] = [];
  await upload(file, store, new AbortController().signal, (bytes) => said.push(bytes), 1);
  return said;
}

const whole = async (store: Kept) => Buffer.compare(Buffer.from(store.bytes), Buffer.from(await FILE.arrayBuffer())) === 0;

test('upload_inPieces_saysHowFarItIs', async () => {
  const store = new Kept();
  expect(await sent(store)).toEqual([PIECE, 2 * PIECE, 3 * PIECE, 3 * PIECE + 5]);
  expect(await whole(store)).toBe(true);
});

test.each([1, 2, 4])('upload_brokenOffAtPiece%i_goesOnWhereItWas', async (nth) => {
  const [lost, unanswered] = [new Kept(), new Kept()];
  lost.before.set(nth, away());
  unanswered.after.set(nth, new ApiError(503, 'The gateway is starting.'));
  for (const store of [lost, unanswered]) {
    await sent(store);
    expect(await whole(store)).toBe(true);
  }
});

test('upload_neverAnswered_endsInItsWords', async () => {
  const store: Store = { put: () => Promise.reject(away()), received: () => Promise.reject(away()) };
  await expect(sent(store)).rejects.toThrow('away');
});

test('upload_refused_isNotTriedAgain', async () => {
  const store = new Kept();
  store.before.set(2, new ApiError(507, 'There are 3 MiB free.'));
  await expect(sent(store)).rejects.toThrow('There are 3 MiB free.');
  expect(store.puts).toBe(2);
});

test('upload_ofAnotherMeanwhile_isNotMixedWithIt', async () => {
  const store = new Kept();
  store.before.set(3, away());
  store.received = async () => 77;
  await expect(sent(store)).rejects.toThrow('Somebody else puts a package');
});

test('upload_emptyFile_isSaid', async () => {
  await expect(sent(new Kept(), new Blob([]))).rejects.toThrow('The file is empty.');
});

test('upload_stopped_endsAtOnce', async () => {
  const controller = new AbortController();
  const store: Store = {
    put: () => {
      controller.abort();
      return Promise.reject(away());
    },
    received: () => Promise.reject(new Error('nobody should ask')),
  };
  await expect(upload(FILE, store, controller.signal, () => undefined, 60_000)).rejects.toThrow('away');
});

const IDLE: UpdateState = { phase: 'idle', since: '2026-03-01T10:00:00Z', in_force: 'distribution', findings: [], history: [] };
const marked = (state: UpdateState) => stepsOf(state).map((step) => `${step.label} ${step.state}`);

test('steps_ofEachWay', () => {
  expect(stepsOf(IDLE)).toEqual([]);
  expect(marked({ ...IDLE, phase: 'gate' })).toEqual(['Package read done', 'Bundles replaced done', 'Compared with before now', 'In force next']);
  expect(marked({ ...IDLE, phase: 'restarting' })).toEqual(['Package read done', 'Gateway restarted now', 'On trial next', 'In force next']);
  expect(marked({ ...IDLE, on_trial: '7-abc' })).toEqual(['Package read done', 'Gateway restarted done', 'On trial now', 'In force next']);
  expect(marked({ ...IDLE, phase: 'taking_back' })).toEqual(['Former bundles put back now', 'Compared with before next']);
  expect([IDLE, { ...IDLE, on_trial: '7-abc' }, { ...IDLE, phase: 'staging' as const }].map(isUnderWay)).toEqual([false, true, true]);
});

test('tone_ofEachOutcome', () => {
  const tones = ['in force', 'taken back: by hand', 'inconclusive: MQTT is not connected', 'taken back: io.bms.bacnet does not run', 'refused: its file is damaged'].map((outcome) => toneOf({ outcome }));
  expect(tones).toEqual(['good', 'warn', 'warn', 'bad', 'bad']);
});
