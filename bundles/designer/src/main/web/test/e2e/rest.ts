// SPDX-License-Identifier: GPL-3.0-only
import mqtt from 'mqtt';
import type { Project, Session } from '../../src/api';
import type { Doc } from '../../src/flow/model';
import { Topics, type Identity } from '../../src/mqtt/topics';
import type { CommandName } from '../../src/mqtt/wire';
import { PASSWORD, until, type Gateway } from './processes';

/** Whoever prepares a gateway for a test, without a page. */
export class Operator {
  private constructor(
    private readonly url: string,
    readonly cookie: { name: string; value: string },
    private readonly session: Session,
  ) {}

  static async signIn({ url }: Gateway): Promise<Operator> {
    const ask = () => fetch(`${url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user: 'admin', password: PASSWORD }) });
    let reply = await ask();
    // It may be starting still, and says so.
    await until('an answer to a sign-in', async () => reply.status !== 503 || (reply = await ask()).status !== 503);
    if (reply.status !== 200) throw new Error(`signing in gave ${reply.status}: ${await reply.text()}`);
    const [name = '', value = ''] = reply.headers.get('Set-Cookie')!.split(';')[0]!.split('=');
    return new Operator(url, { name, value }, (await reply.json()) as Session);
  }

  /** What an MQTT client of this session signs in with. */
  get login(): { username: string; password: string } {
    return { username: this.session.mqtt.user, password: this.session.mqtt.password };
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { Cookie: `${this.cookie.name}=${this.cookie.value}`, 'X-CSRF-Token': this.session.csrf_token, 'Content-Type': 'application/json' };
    const reply = await fetch(`${this.url}/api${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    if (!reply.ok) throw new Error(`${method} ${path} gave ${reply.status}: ${await reply.text()}`);
    return (reply.status === 204 ? undefined : await reply.json()) as T;
  }

  /** One project with this flow and no other, as if nobody had deployed yet. */
  async startOver(flow: Doc = { nodes: [], edges: [] }): Promise<void> {
    for (const { id } of (await this.call<{ projects: Project[] }>('GET', '/projects')).projects) await this.call('DELETE', `/projects/${id}`);
    await this.call('POST', '/projects', { name: 'Building', flow });
  }

  /** Has the gateway find the devices, as any MQTT client can. */
  async discover(addresses: readonly string[]): Promise<void> {
    await this.command('get_config', { ip_addresses: addresses });
  }

  /** Has the gateway do something, as any MQTT client can, and gives the last part of its answer. */
  async command<T>(name: CommandName, body: object): Promise<T> {
    const topics = new Topics(await this.call<Identity>('GET', '/identity'));
    const client = await mqtt.connectAsync(`${this.url.replace('http', 'ws')}/mqtt`, { protocolVersion: 5, ...this.login });
    try {
      const command_id = `prepare-${Date.now()}-${Math.random()}`;
      let answer: T | undefined;
      let heard = false;
      client.on('message', (_, payload) => {
        const part = JSON.parse(payload.toString());
        heard ||= part.command_id === command_id;
        if (part.command_id === command_id && part.completed === true) answer = part;
      });
      await client.subscribeAsync(`${topics.base}/command/${name}/response`, { qos: 1 });
      // The gateway may still be on its way to the broker.
      await until(`an answer to ${name}`, async () => {
        if (!heard) await client.publishAsync(topics.request(name), JSON.stringify({ command_id, ...body }), { qos: 1 });
        return answer !== undefined;
      });
      return answer!;
    } finally {
      await client.endAsync();
    }
  }
}
