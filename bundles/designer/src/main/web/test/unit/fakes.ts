// SPDX-License-Identifier: GPL-3.0-only
import type { Filter, Link, LinkEvents, Login, OpenLink, PublishOptions } from '../../src/mqtt/link';

export interface Published extends PublishOptions {
  topic: string;
  payload: string;
}

/** A broker of one link, moved by hand. */
export class FakeBroker {
  readonly logins: Login[] = [];
  readonly published: Published[] = [];
  readonly subscribed: Filter[][] = [];
  readonly unsubscribed: string[] = [];
  /** Refuses the newest publication. */
  refuse: () => void = () => undefined;
  closed = 0;
  #events: LinkEvents | undefined;

  readonly open: OpenLink = (login, events): Link => {
    this.logins.push(login);
    this.#events = events;
    return {
      publish: (topic, payload, options, refused) => {
        this.published.push({ topic, payload, ...options });
        this.refuse = refused;
      },
      subscribe: (filters) => void this.subscribed.push(filters),
      unsubscribe: (topics) => void this.unsubscribed.push(...topics),
      close: () => void this.closed++,
    };
  };

  up(): void {
    this.#events!.up();
  }

  down(reason = 'gone'): void {
    this.#events!.down(reason);
  }

  send(topic: string, value: object | string, more: { retain?: boolean; correlation?: string } = {}): void {
    this.#events!.packet({ topic, payload: typeof value === 'string' ? value : JSON.stringify(value), retain: false, ...more });
  }

  topics(): string[] {
    return this.subscribed.flat().map((filter) => filter.topic);
  }
}
