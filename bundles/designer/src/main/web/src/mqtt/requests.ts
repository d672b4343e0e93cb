// SPDX-License-Identifier: GPL-3.0-only
import { newUuid } from '../uuid';
import type { Link } from './link';
import type { CommandName, CommandResponse } from './wire';

export type FailureCode = 'offline' | 'no_response' | 'cancelled' | 'replaced' | 'denied';

/** The request got no answer; an answer with an error is a response, not this. */
export class RequestFailure extends Error {
  constructor(
    readonly code: FailureCode,
    message: string,
  ) {
    super(message);
  }
}

export interface RequestOptions<R> {
  /** From the last sign of life of this request: sent, part or {@link Requests.touch}. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Each part, the last too. */
  onPart?: (part: R) => void;
  commandId?: string;
}

interface Pending {
  topic: string;
  payload: string;
  timeoutMs: number;
  timer: ReturnType<typeof setTimeout>;
  onPart: (part: CommandResponse) => void;
  resolve: (response: CommandResponse) => void;
  reject: (failure: RequestFailure) => void;
}

export interface RequestContext {
  link(): Link | undefined;
  requestTopic(name: CommandName): string;
  replyTopic(): string;
  /** The gateway's time, as far as it is known. */
  now(): number;
}

const EXPIRY_SECONDS = 60;
const DEFAULT_TIMEOUT_MS = 15_000;

/** Request and response over MQTT 5, told apart by correlation data (docs/wire.md, Commands). */
export class Requests {
  readonly #pending = new Map<string, Pending>();

  constructor(private readonly context: RequestContext) {}

  send<R extends CommandResponse>(name: CommandName, body: object, options: RequestOptions<R> = {}): Promise<R> {
    const commandId = options.commandId ?? newUuid();
    const link = this.context.link();
    if (link === undefined) {
      return Promise.reject(new RequestFailure('offline', 'Not connected to the gateway. Wait for the connection, then try again.'));
    }
    if (options.signal?.aborted) return Promise.reject(cancelled());
    const payload = JSON.stringify({ command_id: commandId, timestamp: new Date(this.context.now()).toISOString(), ...body });
    return new Promise<R>((resolve, reject) => {
      const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
      this.#pending.set(commandId, {
        topic: this.context.requestTopic(name),
        payload,
        timeoutMs,
        timer: this.#deadline(commandId, timeoutMs),
        onPart: (part) => options.onPart?.(part as R),
        resolve: (response) => resolve(response as R),
        reject,
      });
      options.signal?.addEventListener('abort', () => this.#fail(commandId, cancelled()), { once: true });
      this.#publish(link, commandId);
    });
  }

  /** A packet on the reply topic. What answers nothing of ours is ignored. */
  receive(payload: string, correlation: string | undefined): void {
    const response = parse(payload);
    const commandId = correlation ?? response?.command_id;
    const pending = commandId === undefined ? undefined : this.#pending.get(commandId);
    if (commandId === undefined || response === undefined || pending === undefined) return;
    pending.onPart(response);
    if (response.completed) {
      this.#remove(commandId);
      pending.resolve(response);
    } else {
      this.touch(commandId);
    }
  }

  /** The gateway is still at it: the deadline starts anew. */
  touch(commandId: string): void {
    const pending = this.#pending.get(commandId);
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    pending.timer = this.#deadline(commandId, pending.timeoutMs);
  }

  /**
   * Asks again what was not answered when the session was lost, word for word: the gateway carries out
   * a command once and answers a repeat with the first one's response.
   */
  resend(): void {
    const link = this.context.link();
    if (link !== undefined) for (const commandId of this.#pending.keys()) this.#publish(link, commandId);
  }

  get size(): number {
    return this.#pending.size;
  }

  clear(): void {
    for (const commandId of [...this.#pending.keys()]) {
      this.#fail(commandId, new RequestFailure('replaced', 'The page left this gateway before it answered.'));
    }
  }

  #publish(link: Link, commandId: string): void {
    const pending = this.#pending.get(commandId)!;
    const options = {
      responseTopic: this.context.replyTopic(),
      correlation: commandId,
      expirySeconds: EXPIRY_SECONDS,
    };
    link.publish(pending.topic, pending.payload, options, () =>
      this.#fail(commandId, new RequestFailure('denied', 'Your role may not do this. An admin can give you another.')),
    );
  }

  #deadline(commandId: string, timeoutMs: number): ReturnType<typeof setTimeout> {
    const seconds = Math.round(timeoutMs / 1000);
    const message = `No answer within ${seconds} s. It may still take effect; look at the value before you try again.`;
    return setTimeout(() => this.#fail(commandId, new RequestFailure('no_response', message)), timeoutMs);
  }

  #fail(commandId: string, failure: RequestFailure): void {
    const pending = this.#pending.get(commandId);
    this.#remove(commandId);
    pending?.reject(failure);
  }

  #remove(commandId: string): void {
    clearTimeout(this.#pending.get(commandId)?.timer);
    this.#pending.delete(commandId);
  }
}

function cancelled(): RequestFailure {
  return new RequestFailure('cancelled', 'Stopped waiting. The gateway finishes what it has begun.');
}

function parse(payload: string): CommandResponse | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === 'object' && value !== null ? (value as CommandResponse) : undefined;
  } catch {
    return undefined;
  }
}
