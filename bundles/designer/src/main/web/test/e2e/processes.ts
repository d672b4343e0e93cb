// SPDX-License-Identifier: GPL-3.0-only
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The distribution as it was built, and where the tests may write. */
export const HOME = resolve(process.env['BMS_ASSEMBLY'] ?? '../../../../../karaf-assembly/target/assembly');
export const WORK = process.env['BMS_WORK'] ?? join(tmpdir(), 'designer-e2e');
mkdirSync(WORK, { recursive: true });
export const PASSWORD = 'a long enough password';
/** The host by which the browser knows the gateway; one such as bms.test is no secure context. */
const PAGE_HOST = process.env['BMS_WEB_HOST'] ?? '127.0.0.1';
/** Where the gateway sends from; the devices are on other loopback addresses. */
const GATEWAY_ADDRESS = '127.0.0.3';
/** As for what is waited for on the page, and longer: two gateways may be starting at once. */
const START_LIMIT_MS = 120_000;

/** Files and REST API come from several bundles, which come and go until all are there: so often in a row both have to answer. */
const STEADY_LOOKS = 10;

/** A process of ours with its output, ended at the latest when this process ends: a command of the distribution, or of the machine by its path. */
export class Run {
  readonly process: ChildProcess;
  output = '';
  readonly #ended: Promise<unknown>;

  constructor(command: string, args: string[], env: Record<string, string>) {
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BMS_')));
    this.process = spawn(resolve(HOME, command), args, { cwd: HOME, env: { ...clean, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stdout!.on('data', (text) => (this.output += text));
    this.process.stderr!.on('data', (text) => (this.output += text));
    this.#ended = once(this.process, 'exit');
    const end = () => void this.process.kill('SIGTERM');
    process.once('exit', end);
    void this.#ended.then(() => process.off('exit', end));
  }

  get alive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  async says(text: string): Promise<void> {
    await until(`"${text}" in:\n${this.output}`, () => {
      if (!this.alive) throw new Error(`the process ended without "${text}":\n${this.output}`);
      return this.output.includes(text);
    });
  }

  async ended(limitMs: number): Promise<void> {
    await Promise.race([this.#ended, after(limitMs).then(() => Promise.reject(new Error(`still running after ${limitMs} ms:\n${this.output}`)))]);
  }

  async stop(): Promise<void> {
    if (!this.alive) return;
    this.process.kill('SIGTERM');
    await this.ended(15_000).catch(() => this.process.kill('SIGKILL'));
  }
}

/** The simulated building: devices 1001 and up, on addresses of the loopback network. */
export class Building {
  private constructor(
    private readonly run: Run,
    readonly addresses: string[],
    readonly port: number,
  ) {}

  static async start({ devices = 4, points = 30, more = [] as string[] } = {}): Promise<Building> {
    const port = await freeUdpPort();
    const run = new Run('bin/bms-simulator', ['--devices', `${devices}`, '--points', `${points}`, '--first-address', '127.0.1.1', '--port', `${port}`, '--seed', '1', ...more], {});
    await run.says('ready');
    return new Building(run, Array.from({ length: devices }, (_, i) => `127.0.1.${i + 1}:${port}`), port);
  }

  /** An address where nobody is. */
  get deadAddress(): string {
    return `127.0.1.250:${this.port}`;
  }

  stop(): Promise<void> {
    return this.run.stop();
  }
}

/** A gateway of the distribution, with free ports and a data folder of its own. */
export class Gateway {
  readonly data = mkdtempSync(join(WORK, 'designer-gateway-'));
  #run: Run | undefined;

  private constructor(
    private readonly env: Record<string, string>,
    private readonly webPort: number,
  ) {}

  /** @param settings files of `etc`, by their names */
  static async start(building: Building, env: Record<string, string> = {}, settings: Record<string, string> = {}): Promise<Gateway> {
    const web = await freeTcpPort();
    const gateway = new Gateway(
      {
        BMS_HTTP_PORT: `${web}`, BMS_MQTT_PORT: `${await freeTcpPort()}`, BMS_MQTT_WS_PORT: `${await freeTcpPort()}`,
        BMS_BACNET_BIND: GATEWAY_ADDRESS, BMS_BACNET_PORT: `${building.port}`, BMS_BACNET_BROADCAST: '127.255.255.255',
        BMS_ADMIN_PASSWORD: PASSWORD, BMS_POLLING_INTERVAL_SECONDS: '1', BMS_BATCH_INTERVAL_SECONDS: '1', BMS_HEARTBEAT_INTERVAL_SECONDS: '5',
        BMS_DEMO_ADDRESSES: building.addresses.join(','), BMS_SITE_TIME_ZONE: 'Europe/Berlin', BMS_HTTP_NAMES: PAGE_HOST, ...env,
      },
      web,
    );
    mkdirSync(join(gateway.data, 'etc'));
    for (const [name, text] of Object.entries(settings)) writeFileSync(join(gateway.data, 'etc', name), text);
    try {
      await gateway.start();
    } catch (failed) {
      await gateway.stop();
      throw failed;
    }
    return gateway;
  }

  /** Where programs reach it. */
  get url(): string {
    return `http://127.0.0.1:${this.webPort}`;
  }

  /** Where the browser reaches it. */
  get page(): string {
    return `http://${PAGE_HOST}:${this.webPort}`;
  }

  /** Starts the process, and waits until the page and its API are there. */
  async start(): Promise<void> {
    this.#run = new Run('bin/bms', ['run'], { ...this.env, BMS_DATA: this.data });
    const run = this.#run;
    let looks = 0;
    await until('the page and its API', async () => {
      if (!run.alive) throw new Error(`the gateway ended:\n${run.output}`);
      const [page, session] = await Promise.all(['/', '/api/session'].map((path) => fetch(this.url + path).catch(() => undefined)));
      looks = page?.status === 200 && session?.status === 401 ? looks + 1 : 0;
      return looks === STEADY_LOOKS;
    });
  }

  /** kill -9 of the Java process. */
  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL');
    await this.#run!.ended(START_LIMIT_MS);
  }

  get pid(): number {
    return Number(readFileSync(join(this.data, 'bms.pid'), 'utf8'));
  }

  async stop(): Promise<void> {
    await this.#run?.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}

export async function until(what: string, condition: () => boolean | Promise<boolean>, limitMs = START_LIMIT_MS): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await after(100);
  }
}

function after(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms).unref());
}

// Below those that Linux gives to outgoing connections, and each once: nothing takes one between the asking and its use.
let nextPort = 10_240 + ((process.pid * 509) % 20_000);

export async function freeTcpPort(): Promise<number> {
  return freePort(async (port) => {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  });
}

async function freeUdpPort(): Promise<number> {
  return freePort(async (port) => {
    const socket = createSocket('udp4').bind(port, '0.0.0.0');
    await once(socket, 'listening');
    socket.close();
  });
}

async function freePort(tryOn: (port: number) => Promise<void>): Promise<number> {
  for (;;) {
    const port = nextPort++;
    try {
      await tryOn(port);
      return port;
    } catch (taken) {
      if ((taken as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw taken;
    }
  }
}
