// SPDX-License-Identifier: GPL-3.0-only
/** What a message with the user property `content-encoding: deflate` holds: the format of zlib (RFC 9110, 8.4.1.2). Rejects what is none. */
export async function inflated(payload: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(payload)]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
