// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useMemo, useState } from 'react';
import { everySecond } from '../clock';
import { showDateTime } from '../format';
import { OFFLINE_REASONS } from '../header/reasons';
import { Age } from '../ui/Age';
import { Dot } from '../ui/Dot';
import { VirtualList } from '../ui/VirtualList';
import { addressOf } from '../ui/view';
import { DOTS, linesOf, type SiteLine } from './standing';
import { useFleet } from './store';
import styles from './Sites.module.css';

const ROW_HEIGHT = 48;
const LOOK_EVERY_S = 5;

/** All sites at the broker, the worst first: how each is, how old its newest sample is, and what is wrong. */
export function Sites() {
  const { sites, since, connection, config } = useFleet();
  const [text, setText] = useState('');
  const now = useNow();
  const silentMs = config?.silentMs ?? Infinity;
  const lines = useMemo(() => linesOf(sites.values(), text, now, since, silentMs), [sites, text, now, since, silentMs]);
  const troubled = lines.filter(({ state }) => state !== 'online').length;
  const connected = connection.phase === 'connected';
  return (
    <div className={styles.page}>
      <div className={styles.filters}>
        <h2>Sites</h2>
        <input type="search" aria-label="Filter sites" placeholder="Filter" value={text} onChange={(event) => setText(event.target.value)} />
        <span className="mute num" role="status">{lines.length.toLocaleString('en')} {lines.length === 1 ? 'site' : 'sites'}{troubled > 0 && `, ${troubled.toLocaleString('en')} to look at`}</span>
      </div>
      <div className={`${styles.card} ${connected ? '' : styles.old}`}>
        <div className={styles.heads} aria-hidden="true"><span>State</span><span>Site</span><span>Newest sample</span><span>Problems</span><span>Version</span></div>
        <VirtualList className={styles.list} count={lines.length} rowHeight={ROW_HEIGHT} row={(index) => <SiteRow key={lines[index]!.key} line={lines[index]!} />} role="list" aria-label="Sites" />
        {lines.length === 0 && <p className={styles.nothing}>{nothing(connected, text)}</p>}
      </div>
    </div>
  );
}

function nothing(connected: boolean, text: string): string {
  if (!connected) return 'The broker is not reached.';
  return text === '' ? 'No gateway has told this broker of itself, or your account may not hear it.' : 'Nothing matches the filter.';
}

function SiteRow({ line: { key, entry, state } }: { line: SiteLine }) {
  const { identity, status, newest } = entry;
  const problems = status?.problems ?? [];
  return (
    <a className={styles.row} role="listitem" href={addressOf('site', key)}>
      <span className={styles.state}><Dot standing={DOTS[state]} />{state}</span>
      <span className={`${styles.name} ellipsis`}>
        <b className="ellipsis">{identity.organization_id} / {identity.site_id}</b>
        <small className="ellipsis">{identity.iot_device_id}</small>
      </span>
      <span className="num">{newest === undefined ? <span className="mute">none heard yet</span> : <Age time={newest} />}</span>
      <span className="ellipsis">
        <span className="ellipsis">{state === 'offline' ? (OFFLINE_REASONS[status?.reason ?? ''] ?? '') : problems.length === 0 ? '' : `${problems.length}: ${problems[0]!.message}`}</span>
        {status?.timestamp !== undefined && <small className="num">status of {showDateTime(Date.parse(status.timestamp))}</small>}
      </span>
      <span className="ellipsis num">{status?.version}</span>
    </a>
  );
}

/** Now, each few seconds: a site grows silent by saying nothing. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    let second = 0;
    return everySecond(() => ++second % LOOK_EVERY_S === 0 && setNow(Date.now()));
  }, []);
  return now;
}
