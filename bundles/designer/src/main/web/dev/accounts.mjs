// SPDX-License-Identifier: GPL-3.0-only
const OPERATOR = ['read', 'ask_history', 'write', 'monitor', 'acknowledge'];
const RIGHTS = { viewer: ['read'], operator: OPERATOR, integrator: [...OPERATOR, 'configure'], admin: [...OPERATOR, 'configure', 'reboot', 'administer', 'audit'] };
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';

/** The accounts of a played gateway: one for each role that is called like it, and a program. */
export function makeAccounts({ password }) {
  const scope = (role) => ({ points: [], ranges: [], highest_priority: ['operator', 'service'].includes(role) ? 8 : 1, lease_seconds: 0 });
  const account = (name, role, more = {}) => ({ name, role, disabled: false, rights: RIGHTS[role] ?? [], publish: [], subscribe: [], write_scope: scope(role), ...more });
  const all = new Map(Object.keys(RIGHTS).map((role) => [role, account(role, role)]));
  all.set('engine', account('engine', 'service', { rights: ['read', 'write'], publish: ['apps/engine/#'], last_used: ago(7_200) }));
  const passwords = new Map([...all.keys()].map((name) => [name, password]));
  const tokens = new Map([['engine', [{ id: 'k3p7xq2a', user: 'engine~k3p7xq2a', purpose: 'Setpoint optimiser', created: ago(90 * 86_400), expires: ago(-275 * 86_400), last_used: ago(7_200), networks: ['10.20.0.0/16'] }]]]);
  const sessions = new Map();
  let number = 0;
  const no = (status, detail) => ({ status, headers: {}, body: { title: 'Refused', detail, status } });
  const ok = (body, status = body === undefined ? 204 : 200) => ({ status, headers: {}, body });
  const adminsBut = (name) => [...all.values()].filter((each) => each.role === 'admin' && !each.disabled && each.name !== name).length;
  const endAll = (name) => sessions.forEach((session, id) => session.user === name && sessions.delete(id));

  function put(name, body) {
    if (all.get(name)?.role === 'admin' && (body.role !== 'admin' || body.disabled) && adminsBut(name) === 0) return no(400, `${name} is the only admin that can sign in; give another account the role admin first.`);
    all.set(name, account(name, body.role, { ...all.get(name), role: body.role, disabled: body.disabled ?? false, rights: RIGHTS[body.role] ?? body.rights, publish: body.publish, subscribe: body.subscribe, write_scope: body.write_scope ?? scope(body.role) }));
    endAll(name);
    return ok(all.get(name));
  }

  function add({ name, password: chosen, ...rest }) {
    if (all.has(name)) return no(409, `There is an account ${name} already.`);
    if (chosen.length < 8) return no(400, `The password has ${chosen.length} characters; use 8 to 256.`);
    passwords.set(name, chosen);
    return { ...put(name, rest), status: 201 };
  }

  function tokenCall(method, name, id, body) {
    const held = tokens.get(name) ?? [];
    if (method === 'GET') return ok({ tokens: held });
    if (method === 'DELETE') return tokens.set(name, held.filter((each) => each.id !== id)) && ok();
    const token = { id: `made${++number}`, user: `${name}~made${number}`, purpose: body.purpose, created: ago(0), expires: ago(-86_400 * body.days), networks: body.networks };
    tokens.set(name, [...held, token]);
    return ok({ ...token, token: `bms_made${number}_${'x'.repeat(43)}` }, 201);
  }

  function call(method, name, sub, id, body) {
    if (name === undefined) return method === 'POST' ? add(body) : ok({ accounts: [...all.values()].sort((a, b) => a.name.localeCompare(b.name)) });
    if (!all.has(name)) return no(404, `There is no account ${name}.`);
    if (sub === 'tokens') return tokenCall(method, name, id, body);
    if (sub === 'password') return passwords.set(name, body.new) && endAll(name) === undefined && ok();
    if (method === 'PUT') return put(name, body);
    if (method === 'DELETE') return all.delete(name) && endAll(name) === undefined && ok();
    return ok(all.get(name));
  }

  return {
    all,
    call,
    rightsOf: (name) => all.get(name)?.rights ?? [],
    lets: (name, given) => all.get(name)?.disabled === false && passwords.get(name) === given,
    open(name, { address = '127.0.0.1', browser = '' } = {}) {
      const cookie = crypto.randomUUID();
      all.get(name).last_used = ago(0);
      sessions.set(cookie, { id: cookie.slice(0, 8), user: name, begun: ago(0), last_used: ago(0), ends: ago(-12 * 3600), address, browser });
      return cookie;
    },
    /** Somebody who signed in from another machine. */
    visitor(name) {
      return this.open(name, { address: '10.1.0.23', browser: FIREFOX });
    },
    session: (cookie) => sessions.get(cookie),
    close: (cookie) => sessions.delete(cookie),
    sessionCall(method, id, { user }, cookie) {
      const seen = [...sessions].filter(([, each]) => each.user === user || all.get(user).rights.includes('administer'));
      if (method === 'GET') return ok({ sessions: seen.map(([key, each]) => ({ ...each, own: key === cookie })) });
      const [key] = seen.find(([, each]) => each.id === id) ?? [];
      return sessions.delete(key) ? ok() : no(404, `There is no session ${id}.`);
    },
  };
}

function ago(seconds) {
  return new Date(Date.now() - 1000 * seconds).toISOString();
}
