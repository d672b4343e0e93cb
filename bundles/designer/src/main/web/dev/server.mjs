// SPDX-License-Identifier: GPL-3.0-only
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeAlarms } from './alarms.mjs';
import { ADDRESSES } from './building.mjs';
import { playGateway } from './gateway.mjs';
import { makeRest } from './rest.mjs';
import { makeSite } from './site.mjs';

const DIST = process.env.DESIGNER_DIST ?? fileURLToPath(new URL('../dist/', import.meta.url));
const TYPES = { '.json': 'application/json', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
/** As strict as the proxy's is to be. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the built Designer with a played gateway behind it, for trials and the tests of the page. */
export async function startFixture({ port = 0, empty = false, extra = 0, updatesPerSecond = 0, confirmedPerSecond, silent = false, offers, warnings, discoveryMs, updateStepMs, dist = DIST, prefix = '', refuses, host = '127.0.0.1' } = {}) {
  const broker = await startBroker();
  const identity = { organization_id: 'riverside', site_id: 'building-a', iot_device_id: 'gw-7f3a' };
  const site = makeSite({ empty, extra, discoveryMs });
  const alarms = makeAlarms();
  const play = () => playGateway({ url: `mqtt://127.0.0.1:${broker.tcpPort}`, identity: { ...identity }, site, alarms, updatesPerSecond, confirmedPerSecond, silent });
  let gateway = play();
  const onIdentity = () => {
    gateway.kill();
    gateway = play();
  };
  const rest = makeRest({ site, alarms, identity, onIdentity, onConfigured: () => gateway.sendStatus(), offers, warnings, demo: ADDRESSES, updateStepMs });
  const served = await serve({ rest, dist, prefix, refuses, broker, port, host });
  return {
    url: served.url,
    port: served.port,
    site,
    alarms,
    rest,
    say: (pointId) => gateway.say(pointId),
    killGateway: () => gateway.kill(),
    startGateway: () => (gateway = play()),
    /** Cuts every WebSocket, as a network that fails does. */
    cut: served.cut,
    async stop() {
      gateway.kill();
      served.stop();
      await broker.stop();
    },
  };
}

/** Serves the page, the broker's WebSocket and, where there is one, the REST API. `files` take the place of those of the page. */
export async function serve({ rest, dist = DIST, prefix = '', refuses, broker, files = {}, port = 0, host = '127.0.0.1' }) {
  const asked = [];
  const server = createServer((request, response) => void answer(request, response, { rest, dist, prefix, refuses, files, asked }));
  const sockets = new Set();
  const cut = () => sockets.forEach((socket) => socket.destroy());
  server.on('upgrade', (request, socket, head) => (refuses ? socket.end('HTTP/1.1 403 Forbidden\r\n\r\n') : tunnel(request, socket, head, `${prefix}/mqtt`, broker.webPort, sockets)));
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${server.address().port}${prefix}/`,
    port: server.address().port,
    /** The paths of what is not there. */
    asked,
    cut,
    stop() {
      cut();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** `prefix` is the path below which a proxy offers the gateway; `refuses` is why it lets no page through to the broker. */
async function answer(request, response, { rest, dist, prefix, refuses, files, asked }) {
  const security = { 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' };
  if (!request.url.startsWith(`${prefix}/`)) return response.writeHead(404, security).end();
  const url = new URL(request.url.slice(prefix.length), 'http://localhost');
  if (url.pathname === '/mqtt') return response.writeHead(refuses ? 403 : 405, { ...security, 'Content-Type': 'text/plain;charset=utf-8' }).end(refuses);
  if (rest !== undefined && url.pathname.startsWith('/api/')) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const sent = request.headers['content-type'] === 'application/octet-stream' ? bytes : bytes.length === 0 ? undefined : JSON.parse(bytes.toString());
    const { status, headers, body } = rest.handle(request.method, url.pathname.slice(4), url.searchParams, request.headers, sent);
    response.writeHead(status, { ...security, 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', 'Cache-Control': 'no-store', ...headers });
    return response.end(body === undefined ? undefined : JSON.stringify(body));
  }
  const path = url.pathname === '/' ? 'index.html' : normalize(url.pathname).slice(1);
  try {
    const file = files[path] ?? (await readFile(join(dist, path)));
    response.writeHead(200, { ...security, 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream', 'Cache-Control': !path.startsWith('assets/') ? 'no-store' : 'public, max-age=31536000, immutable' });
    response.end(file);
  } catch {
    asked.push(path);
    response.writeHead(404, security).end();
  }
}

/** Hands a WebSocket to the broker byte for byte. */
function tunnel(request, socket, head, path, brokerPort, sockets) {
  if (request.url !== path || !(request.headers['sec-websocket-protocol'] ?? '').includes('mqtt')) return socket.destroy();
  const upstream = connect(brokerPort, '127.0.0.1', () => {
    const lines = request.rawHeaders.map((value, i) => (i % 2 === 0 ? `${value}: ` : `${value}\r\n`)).join('');
    upstream.write(`GET /mqtt HTTP/1.1\r\n${lines}\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  sockets.add(socket);
  const end = () => {
    sockets.delete(socket);
    upstream.destroy();
    socket.destroy();
  };
  for (const each of [upstream, socket]) each.on('error', end).on('close', end);
}

/** @param accounts the file of those that the page may sign in with; without it, anybody may */
export async function startBroker({ accounts } = {}) {
  const [tcpPort, webPort] = [await freePort(), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), 'designer-broker-'));
  const file = join(folder, 'mosquitto.conf');
  const passwords = join(folder, 'passwords');
  if (accounts !== undefined) await writeFile(passwords, accounts);
  const web = accounts === undefined ? 'allow_anonymous true' : `allow_anonymous false\npassword_file ${passwords}`;
  await writeFile(file, `per_listener_settings true\nlistener ${tcpPort} 127.0.0.1\nallow_anonymous true\nlistener ${webPort} 127.0.0.1\nprotocol websockets\n${web}\nuser root\nmax_queued_messages 10000\n`);
  const broker = spawn('/usr/sbin/mosquitto', ['-c', file], { stdio: 'ignore' });
  // A test that fails before it stops the fixture leaves no broker behind.
  const end = () => broker.kill();
  process.once('exit', end);
  await listening(tcpPort, Date.now() + 5_000);
  return {
    tcpPort,
    webPort,
    async stop() {
      process.off('exit', end);
      broker.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort() {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port, deadline) {
  const socket = connect(port, '127.0.0.1');
  const up = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false);
  socket.destroy();
  if (up) return;
  if (Date.now() > deadline) throw new Error(`the broker does not listen on ${port}`);
  await new Promise((done) => setTimeout(done, 50));
  return listening(port, deadline);
}
