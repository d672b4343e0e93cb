// SPDX-License-Identifier: GPL-3.0-only
/** More than any message of a gateway's: the largest part of a site has a thousand points. */
const MOST_BYTES = 8 << 20;

/**
 * What a message with the user property `content-encoding: deflate` holds: the format of zlib (RFC 9110, 8.4.1.2).
 * Rejects what is none, and what is larger than 8 MiB, of which no more is inflated.
 */
export async function inflated(payload: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(payload)]).stream().pipeThrough(new DecompressionStream('deflate'));
  const reader = stream.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new Error('the message holds more than 8 MiB');
    }
    pieces.push(next.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The messages of one link, of which some take a while to inflate: each is told after those that came before it. */
export class InOrder {
  #last: Promise<void> | undefined;

  /** What cannot be inflated breaks docs/fleet.md and is ignored. */
  put(payload: Uint8Array, deflated: boolean, tell: (bytes: Uint8Array) => void): void {
    if (!deflated && this.#last === undefined) {
      tell(payload);
      return;
    }
    const before = this.#last ?? Promise.resolve();
    const told = before.then(() => (deflated ? inflated(payload) : payload)).then(tell, () => undefined);
    const last = told.catch(report).then(() => {
      if (this.#last === last) this.#last = undefined;
    });
    this.#last = last;
  }
}

/** What goes wrong with one message holds up no other. */
function report(defect: unknown): void {
  queueMicrotask(() => {
    throw defect;
  });
}
