// SPDX-License-Identifier: GPL-3.0-only
import { ApiError } from '../http';

/** So small that a slow line has it over in time, and so large that the gateway's limit of calls is far. */
const PIECE_BYTES = 512 * 1024;
const MOST_TRIES = 10;
const PAUSE_MS = 1_000;

/** Where pieces are put. */
export interface Store {
  /** Gives how many bytes there are then; `offset` is how many came before, and 0 begins anew. */
  put(offset: number, piece: Blob, signal: AbortSignal): Promise<number>;
  received(signal: AbortSignal): Promise<number>;
}

/** Puts a file piece by piece. What breaks off for a moment goes on where it was; what is refused is thrown. */
export async function upload(file: Blob, store: Store, signal: AbortSignal, said: (bytes: number) => void, pauseMs = PAUSE_MS): Promise<void> {
  let there = 0;
  let tries = 0;
  if (file.size === 0) throw new ApiError(0, 'The file is empty.');
  while (there < file.size) {
    const piece = file.slice(there, there + PIECE_BYTES);
    try {
      there = await store.put(there, piece, signal);
      tries = 0;
    } catch (error) {
      if (signal.aborted || !passes(error) || ++tries > MOST_TRIES) throw error;
      await pause(1_000 * (error.retryAfterSeconds ?? 0) || pauseMs, signal);
      there = await afterPiece(there, piece.size, store, signal);
    }
    said(there);
  }
}

/** Whether the piece arrived although its answer did not. */
async function afterPiece(before: number, size: number, store: Store, signal: AbortSignal): Promise<number> {
  const there = await store.received(signal).catch((error: unknown) => {
    if (passes(error)) return before;
    throw error;
  });
  // Of a first piece it is not known whose it is; it begins anew all the same.
  if (before === 0) return 0;
  if (there === before || there === before + size) return there;
  throw new ApiError(409, 'Somebody else puts a package just now. Wait until it is installed, or choose the file again.');
}

/** The gateway or the way to it was away, or it had too much to do. */
function passes(error: unknown): error is ApiError {
  return error instanceof ApiError && [0, 429, 502, 503, 504].includes(error.status);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
  });
}
