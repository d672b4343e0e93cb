// SPDX-License-Identifier: GPL-3.0-only
import { deflateSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { inflated } from '../../src/mqtt/inflate';
import { mqttJsOpener } from '../../src/mqtt/mqttjs';
import { LONG } from './patience';

const MIB = 1 << 20;

/** A client of MQTT.js whose messages the test brings. */
const client = vi.hoisted(() => {
  const heard = new Map<string, (...said: unknown[]) => void>();
  return { on: (what: string, listener: (...said: unknown[]) => void) => void heard.set(what, listener), heard };
});
vi.mock('mqtt', () => ({ default: { connect: () => client } }));

/** The bytes themselves would be printed where a test fails. */
async function sizeOf(bytes: number): Promise<number> {
  return (await inflated(deflateSync(Buffer.alloc(bytes)))).length;
}

afterEach(() => void vi.unstubAllGlobals());

test('inflated_isWhatWasDeflated_andAnythingElseIsRefused', async () => {
  expect(new TextDecoder().decode(await inflated(deflateSync('{"points":[]}')))).toBe('{"points":[]}');
  await expect(inflated(new TextEncoder().encode('{}'))).rejects.toThrow();
  await expect(inflated(new Uint8Array())).rejects.toThrow();
});

test('inflated_beyond8MiB_isRefused_andNoMoreOfItIsInflated', async () => {
  expect(await sizeOf(8 * MIB)).toBe(8 * MIB);
  let made = 0;
  const Real = DecompressionStream;
  vi.stubGlobal('DecompressionStream', class {
    readonly writable: WritableStream;
    readonly readable: ReadableStream<Uint8Array>;

    constructor(format: CompressionFormat) {
      const { writable, readable } = new Real(format);
      this.writable = writable;
      this.readable = readable.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({
        transform: (piece, next) => {
          made += piece.length;
          next.enqueue(piece);
        },
      }));
    }
  });
  await expect(sizeOf(16 * MIB)).rejects.toThrow('more than 8 MiB');
  expect(made).toBeLessThan(9 * MIB);
});

test('messages_areToldAsTheyCame_alsoWhereOneTakesLongToInflate_orCannotBe', async () => {
  const told: string[] = [];
  const packet = ({ topic }: { topic: string }): void => void told.push(topic);
  mqttJsOpener('ws://x', () => 'id')({ user: 'u', password: 'p' }, { up: () => undefined, down: () => undefined, packet } as never);
  const message = (topic: string, payload: Uint8Array, deflated: boolean): void =>
    client.heard.get('message')!(topic, payload, { retain: false, properties: { userProperties: deflated ? { 'content-encoding': 'deflate' } : {} } });
  message('plain', new Uint8Array(2), false);
  expect(told).toEqual(['plain']);
  message('large', deflateSync(Buffer.alloc(4 * MIB)), true);
  message('broken', new Uint8Array(9), true);
  message('small', deflateSync('{}'), true);
  message('last', new Uint8Array(2), false);
  await vi.waitFor(() => expect(told).toHaveLength(4), LONG);
  expect(told).toEqual(['plain', 'large', 'small', 'last']);
  message('again', new Uint8Array(2), false);
  await vi.waitFor(() => expect(told.at(-1)).toBe('again'), LONG);
});
