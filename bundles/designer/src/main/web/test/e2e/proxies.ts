// SPDX-License-Identifier: GPL-3.0-only
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeTcpPort, Run, until, WORK, type Gateway } from './processes';

const EXAMPLES = fileURLToPath(new URL('../../../../../../../configs/proxy/', import.meta.url));
/** The host by which browsers know the proxy. */
export const PROXY_HOST = 'bms.test';

/** A proxy of this machine, run with an example of configs/proxy: only names, ports and files are put in. */
export class Proxy {
  private constructor(
    private readonly run: Run,
    private readonly folder: string,
    readonly certificate: Buffer,
    /** Of the page; where the example has several, in its order. */
    readonly urls: readonly string[],
    /** Where the example leads from HTTP to HTTPS. */
    readonly plainUrl: string | undefined,
  ) {}

  /** @param changes pairs of what stands in the example, and what takes its place */
  static async nginx(example: 'nginx.conf' | 'nginx-path.conf', gateway: Gateway, changes: readonly [string, string][] = []): Promise<Proxy> {
    const folder = mkdtempSync(join(WORK, 'nginx-'));
    const { key, crt } = certificateIn(folder);
    const [name, path] = example === 'nginx.conf' ? ['bms', '/'] : ['portal', '/bms/'];
    const [tls, plain] = [await freeTcpPort(), await freeTcpPort()];
    const server = replaced(readFileSync(EXAMPLES + example, 'utf8'), [
      ['listen 443 ssl;', `listen 127.0.0.1:${tls} ssl;`],
      [`server_name ${name}.example.com;`, `server_name ${PROXY_HOST};`],
      [`/etc/nginx/${name}.crt`, crt],
      [`/etc/nginx/${name}.key`, key],
      ['127.0.0.1:3000', new URL(gateway.url).host],
      ...(path === '/' ? [['listen 80;', `listen 127.0.0.1:${plain};`] as [string, string]] : []),
      ...changes,
    ]);
    writeFileSync(join(folder, 'server.conf'), server);
    const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
    writeFileSync(join(folder, 'nginx.conf'), [
      'daemon off;', 'worker_processes 1;', `pid ${folder}/pid;`, 'error_log stderr info;', process.getuid?.() === 0 ? 'user root;' : '',
      'events {}', 'http {', 'access_log off;', ...kinds, `include ${folder}/server.conf;`, '}', '',
    ].join('\n'));
    const run = new Run('/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf')], {});
    return new Proxy(run, folder, readFileSync(crt), [`https://${PROXY_HOST}:${tls}${path}`], path === '/' ? `http://${PROXY_HOST}:${plain}/` : undefined).listening(tls);
  }

  static async caddy(gateway: Gateway): Promise<Proxy> {
    const folder = mkdtempSync(join(WORK, 'caddy-'));
    const { key, crt } = certificateIn(folder);
    const [root, below] = [await freeTcpPort(), await freeTcpPort()];
    const site = (port: number) => `https://${PROXY_HOST}:${port} {\n\tbind 127.0.0.1\n\ttls ${crt} ${key}`;
    const sites = replaced(readFileSync(`${EXAMPLES}Caddyfile`, 'utf8'), [
      ['bms.example.com {', site(root)],
      ['portal.example.com {', site(below)],
      ['127.0.0.1:3000', new URL(gateway.url).host],
    ]);
    writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${sites}`);
    const run = new Run('/usr/bin/caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder });
    return new Proxy(run, folder, readFileSync(crt), [`https://${PROXY_HOST}:${root}/`, `https://${PROXY_HOST}:${below}/bms/`], undefined).listening(root);
  }

  private async listening(port: number): Promise<this> {
    await until('the port of the proxy', async () => {
      if (!this.run.alive) throw new Error(`the proxy ended:\n${this.run.output}`);
      return answers(port);
    });
    return this;
  }

  async stop(): Promise<void> {
    await this.run.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function certificateIn(folder: string): { key: string; crt: string } {
  const [key, crt] = [join(folder, 'key.pem'), join(folder, 'crt.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${PROXY_HOST}`, '-addext', `subjectAltName=DNS:${PROXY_HOST}`, '-keyout', key, '-out', crt], { stdio: 'pipe' });
  return { key, crt };
}

/** An example that has changed is not changed any more as the test means it, so each change has to find its place. */
function replaced(example: string, changes: readonly [string, string][]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example has no "${from}"`);
    return text.replaceAll(from, to);
  }, example);
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    const end = (up: boolean) => {
      socket.destroy();
      done(up);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
