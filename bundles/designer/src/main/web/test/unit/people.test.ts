// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import { asSent, changed, isWhole, wantedOf } from '../../src/people/RoleFields';
import type { Account, OpenSession } from '../../src/people/rest';
import { browserInWords, itemsIn, lastUse } from '../../src/people/words';
import { addressOf, viewOf } from '../../src/ui/view';

const ENGINE: Account = { name: 'engine', role: 'service', disabled: false, rights: ['read', 'write'], publish: ['apps/engine/#'], subscribe: [] };

test('view_ofAnAddress_isWhatTheAddressWasMadeOf', () => {
  for (const [page, name, query] of [['', '', {}], ['people', '', {}], ['people', 'anna@site/b', {}], ['audit', '', { actor: 'a&b', since: '2026-11-01' }]] as const) {
    const { page: shown, name: about, query: asked } = viewOf(addressOf(page, name, query));
    expect([shown, about, Object.fromEntries(asked)]).toEqual([page, name, query]);
  }
  expect(addressOf('audit', '', { actor: '' })).toBe('#audit');
  expect(viewOf('#people/%E0%A4%A').name).toBe('%E0%A4%A');
});

test('asSent_rightsAndTopics_areAServicesOnly', () => {
  expect(asSent(wantedOf(ENGINE))).toEqual({ role: 'service', rights: ['read', 'write'], publish: ['apps/engine/#'], subscribe: [] });
  expect(asSent({ ...wantedOf(ENGINE), role: 'viewer' })).toEqual({ role: 'viewer', rights: [], publish: [], subscribe: [] });
  expect(asSent({ ...wantedOf(ENGINE), rights: ['write', 'read'], subscribe: ' a/b \n\nc\n' })).toMatchObject({ rights: ['read', 'write'], subscribe: ['a/b', 'c'] });
});

test('changed_scope_isKeptInTheSameRole_andLeftToTheGatewayInAnother', () => {
  const scoped: Account = { ...ENGINE, write_scope: { points: ['1001.analogValue.*'], ranges: [], highest_priority: 8, lease_seconds: 0 } };
  const wanted = wantedOf(scoped);
  expect(changed(scoped, wanted)).toEqual(scoped);
  expect(changed(scoped, { ...wanted, scope: { points: '1001.analogValue.*\n*.analogOutput.1', ranges: '*.analogValue.*=10..30', priority: 10, lease: '3600' } }).write_scope).toEqual({
    points: ['1001.analogValue.*', '*.analogOutput.1'], ranges: ['*.analogValue.*=10..30'], highest_priority: 10, lease_seconds: 3600,
  });
  expect(changed(scoped, { ...wanted, role: 'operator' })).not.toHaveProperty('write_scope');
  expect(changed(ENGINE, wantedOf(ENGINE))).not.toHaveProperty('write_scope');
  expect([isWhole(wanted), isWhole({ ...wanted, scope: { ...wanted.scope!, lease: 'an hour' } })]).toEqual([true, false]);
});

test('lastUse_ofAnAccount_isThatOfItsSessionsToo', () => {
  const session = (user: string, last_used: string): OpenSession => ({ id: user, user, begun: last_used, last_used, ends: last_used, own: false });
  expect(lastUse(ENGINE, [session('anna', '2026-01-02T00:00:00Z')])).toBeUndefined();
  expect(lastUse({ ...ENGINE, last_used: '2026-01-01T00:00:00Z' }, [])).toBe(Date.parse('2026-01-01T00:00:00Z'));
  expect(lastUse({ ...ENGINE, last_used: '2026-01-01T00:00:00Z' }, [session('engine', '2026-01-01T08:00:00Z')])).toBe(Date.parse('2026-01-01T08:00:00Z'));
});

test('browserInWords_whatCallsItselfManyThings_isWhatPeopleCallIt', () => {
  const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/111.0.0.0 Safari/537.36';
  expect(browserInWords(chrome)).toBe('Chrome 111 on Windows');
  expect(browserInWords(`${chrome} Edg/111.0.1661.41`)).toBe('Edge 111 on Windows');
  expect(browserInWords('Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0')).toBe('Firefox 115 on Linux');
  expect(browserInWords('Mozilla/5.0 (iPad; CPU OS 16_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.4 Mobile/15E148 Safari/604.1')).toBe('Safari 16 on iOS');
  expect(browserInWords('curl/7.88.1')).toBe('curl/7.88.1');
  expect(browserInWords('')).toBe('unknown browser');
});

test('itemsIn_aText_areBetweenCommasBlanksAndLines', () => {
  expect(itemsIn(' 10.0.0.0/8, 192.0.2.7\n2001:db8::/32 ; ')).toEqual(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32']);
  expect(itemsIn(' ')).toEqual([]);
});
