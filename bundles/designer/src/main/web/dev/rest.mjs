// SPDX-License-Identifier: GPL-3.0-only
import { makeAccounts } from './accounts.mjs';
import { makeAudit } from './audit.mjs';
import { makeUpdates } from './updates.mjs';

/** What a call needs beyond being signed in; docs/security.md has the whole table. */
function needs(method, first, act) {
  if (first === 'updates') return method === 'GET' && act === undefined ? 'read' : ['package', 'verify'].includes(act) ? 'configure' : 'reboot';
  if (['accounts', 'audit'].includes(first) || (['identity', 'certificate'].includes(first) && method !== 'GET')) return 'administer';
  if (first === 'projects' && method !== 'GET') return 'configure';
  if (first === 'alarm-rules' && method !== 'GET') return 'configure';
  if (first === 'alarms' && method !== 'GET') return 'acknowledge';
  return ['session', 'sessions', 'password'].includes(first) ? undefined : 'read';
}

/** The REST API as src/api.ts describes it, from memory; `offers` switches off what may be absent. */
export function makeRest({ site, alarms, identity, onIdentity, onConfigured, password = 'bms', offers = { history: true, properties: true }, demo = [], warnings = [], updateStepMs }) {
  const projects = new Map();
  const accounts = makeAccounts({ password });
  const audit = makeAudit();
  const updates = makeUpdates({ stepMs: updateStepMs });
  const uplinks = [];
  let failures = 0;
  let number = 0;
  const whoAmI = (user) => ({ user, role: accounts.all.get(user).role, rights: accounts.rightsOf(user), ...(accounts.rightsOf(user).includes('write') && { write_scope: accounts.all.get(user).write_scope }), csrf_token: 'dev-token' });
  const described = (subject, issuer, names, pair, days) => ({ subject, issuer, fingerprint_sha256: Array(32).fill(pair).join(':'), good_from: '2026-01-01T00:00:00Z', good_until: new Date(Date.now() + days * 86_400_000).toISOString(), names });
  const OWN_CA = 'CN=BMS gateway CA of plant';
  const certificate = { ...described('CN=plant', OWN_CA, ['localhost', 'plant.local', '10.1.0.5'], 'AB', 20), own_ca: described(OWN_CA, OWN_CA, [], 'CD', 8_000) };

  function certificateCall(act, body) {
    if (act === 'request') return ok({ request: `-----BEGIN CERTIFICATE REQUEST-----\n${body.anew ? 'QUJD' : 'QQ=='}\n-----END CERTIFICATE REQUEST-----\n` });
    if (act === 'install' && !body.certificate.includes('BEGIN CERTIFICATE')) return problem(400, 'Bad request', 'There is no certificate in what was sent.');
    Object.assign(certificate, act === 'install' ? described('CN=plant', 'CN=site CA', ['plant.local'], 'EF', 700) : described('CN=plant', OWN_CA, ['plant.local'], '12', 397));
    return ok(certificate);
  }

  const session = (user) => ({ ...whoAmI(user), mqtt: { user: 'browser', password: crypto.randomUUID(), expires_at: new Date(Date.now() + 600_000).toISOString() } });
  const problem = (status, title, detail, headers = {}) => ({ status, headers, body: { title, detail, status } });
  const ok = (body, headers = {}) => ({ status: body === undefined ? 204 : 200, headers, body });

  function signIn(body, browser) {
    if (failures >= 5) return problem(429, 'Locked', 'Five wrong passwords; signing in is locked for a while.', { 'Retry-After': '30' });
    if (!accounts.lets(body.user, body.password)) {
      failures++;
      return problem(401, 'Not signed in', 'User or password is wrong.');
    }
    failures = 0;
    return ok(session(body.user), { 'Set-Cookie': `session=${accounts.open(body.user, { browser })}; Path=/; HttpOnly; SameSite=Strict` });
  }

  function saveProject(project, body) {
    if (body.revision !== project.revision) return problem(409, 'Moved on', `The project is at revision ${project.revision}.`);
    Object.assign(project, { name: body.name, flow: body.flow, revision: project.revision + 1 });
    return ok(project);
  }

  const latest = (point) => ({ value: site.read(point), quality: point.flags.length > 0 ? 'uncertain' : 'good', timestamp: new Date().toISOString(), max_age_seconds: 15, ...(point.flags.length > 0 && { status_flags: point.flags }) });
  const info = (point) => ({
    point_id: point.id, device_id: point.device, object_type: point.type, instance: point.instance, name: point.name, writable: point.writable, enabled: true, interval_seconds: 5, read: 'auto',
    ...(point.units && { units: point.units }), ...(point.states && { state_text: point.states }), ...(point.cov && { cov_increment: point.cov }), ...(point.held?.length > 0 && { held: point.held }),
    ...(site.monitoring === 'active' && !site.device(point.device).dies && { latest: latest(point) }),
  });

  /** Every second one reports by itself. */
  const state = (point) => ({
    ...info(point), last_success: new Date().toISOString(), ...(point.instance % 2 === 0 ? { read_by: 'COV', next_due: new Date(Date.now() + 600_000).toISOString() } : { read_by: 'RPM', next_due: new Date(Date.now() + 5_000).toISOString() }),
  });

  function pointCall(id, sub) {
    const point = site.points().find((each) => each.id === decodeURIComponent(id));
    if (point === undefined) return problem(404, 'Not found', 'There is no such point.');
    if (sub === undefined) return ok(state(point));
    return sub === 'properties' && offers.properties ? ok(site.properties(point.id)) : problem(404, 'Not found', 'Not offered.');
  }

  /** As if a name said nothing. */
  function tagCall(method, id, body) {
    const point = site.points().find((each) => each.id === id);
    if (point === undefined) return problem(404, 'Not found', 'There is no such point.');
    if (method !== 'GET') {
      point.tags = method === 'PUT' ? body.tags : undefined;
      site.revision++;
      onConfigured();
    }
    return ok({ point_id: id, tags: point.tags ?? [point.writable ? 'sp' : 'sensor'], given: point.tags !== undefined, config_revision: site.revision });
  }

  function projectCall(method, id, body) {
    const project = projects.get(id);
    if (project === undefined) return problem(404, 'Not found', 'There is no such project.');
    if (method === 'PUT') return saveProject(project, body);
    if (method === 'DELETE') return projects.delete(id) && ok();
    return ok(project);
  }

  function call(method, path, query, body, cookie) {
    const [, first, id, sub, subId] = path.split('/');
    const { user } = accounts.session(cookie);
    const right = needs(method, first, id);
    if (right !== undefined && !accounts.rightsOf(user).includes(right)) return problem(403, 'Not allowed', `The role may not ${method} ${path}: it lacks the right ${right}.`);
    if (first === 'updates') return updates.call(method, id, query, body);
    if (first === 'accounts') return accounts.call(method, id && decodeURIComponent(id), sub, subId, body);
    if (first === 'sessions') return accounts.sessionCall(method, id, { user }, cookie);
    if (first === 'alarm-rules') return ok(method === 'POST' ? alarms.tryOut() : { config_revision: site.revision, alarm_rules: alarms.rulesOf(query.get('point_id')) });
    if (first === 'alarms' && method === 'POST') return ok(alarms.act(id, body, user));
    if (first === 'alarms') return ok(query.has('after_event_id') ? alarms.after(Number(query.get('after_event_id')), Number(query.get('limit'))) : alarms.newest(Number(query.get('limit')), query.get('alarm_id')));
    if (first === 'tags') return tagCall(method, decodeURIComponent(id), body);
    switch (`${method} ${first}${id === undefined ? '' : '/'}`) {
      case 'GET session': return ok(whoAmI(user));
      case 'POST session/': return ok(session(user));
      case 'DELETE session': return accounts.close(cookie) && ok();
      case 'GET identity': return ok({ ...identity });
      case 'PUT identity': Object.assign(identity, body); onIdentity(); return ok({ ...identity });
      case 'DELETE identity': Object.assign(identity, { iot_device_id: crypto.randomUUID() }); onIdentity(); return ok({ ...identity });
      case 'PUT password': return body.old === password ? ok() : problem(403, 'Wrong password', 'The present password is not right.');
      case 'GET projects': return ok({ projects: [...projects.values()].map(({ flow: _, ...rest }) => rest) });
      case 'POST projects': {
        const project = { id: `p${++number}`, revision: 1, ...body };
        projects.set(project.id, project);
        return ok(project);
      }
      case 'GET devices': return ok({ devices: site.devices.map((each) => ({ ...site.describe(each), objects: undefined, reachable: !each.dies })) });
      case 'GET points': return ok({ points: site.points().filter((each) => query.get('held') !== 'true' || each.held?.length > 0).map(info) });
      case 'GET certificate': return ok(certificate);
      case 'POST certificate/': return certificateCall(id, body);
      case 'GET settings': return ok({ site_time_zone: 'Europe/Zurich', demo_addresses: demo, warnings });
      case 'GET history': return offers.history ? ok(site.history(query.get('point_ids').split(','), Date.parse(query.get('from')), Date.parse(query.get('to')), Number(query.get('buckets')))) : problem(404, 'Not found', 'No history.');
      case 'GET uplinks': return ok({ uplinks });
      case 'GET audit': return ok(audit.page(query));
      case 'GET audit/': return ok(audit.chain());
      case 'GET points/': return pointCall(id, sub);
      default: return first === 'projects' ? projectCall(method, id, body) : problem(404, 'Not found', 'Nothing is here.');
    }
  }

  return {
    projects,
    accounts,
    audit,
    updates,
    uplinks,
    handle(method, path, query, headers, body) {
      if (method === 'POST' && path === '/session') return signIn(body, headers['user-agent']);
      const cookie = [...(headers.cookie ?? '').matchAll(/session=([\w-]+)/g)].map(([, id]) => id).find((id) => accounts.session(id) !== undefined);
      const known = cookie !== undefined;
      if (!known && method === 'GET' && path === '/session' && query.get('optional') === 'true') return ok({ warnings });
      if (path === '/health/live') return ok({ live: true });
      if (!known) return problem(401, 'Not signed in', 'Sign in first.');
      if (method !== 'GET' && headers['x-csrf-token'] !== 'dev-token') return problem(403, 'Refused', 'The token of the session is missing.');
      return call(method, path, query, body, cookie);
    },
  };
}
