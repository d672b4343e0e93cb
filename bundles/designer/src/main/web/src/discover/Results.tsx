// SPDX-License-Identifier: GPL-3.0-only
import type { Progress } from '../mqtt/wire';
import { useUi, addToCanvas, showTab } from '../ui/state';
import { Button } from '../ui/Button';
import { Dot } from '../ui/Dot';
import type { Difference } from './difference';
import { count, retryFailed, useDiscover } from './store';
import { explain } from './advice';
import styles from './Discover.module.css';

/** What a discovery is finding, and what it found. */
export function Results() {
  const { running, progress, heard, found, unreachable, conflicts, difference, outcome } = useDiscover();
  return (
    <div className={styles.results}>
      {running && (
        <div>
          <div className={styles.line}>
            <span className="ellipsis">{progress?.current_device ?? 'Looking…'}</span>
            <span className={`${styles.far} num mute`}>{progress !== undefined && howFar(progress)}</span>
          </div>
          {heard.length > 0 && <p className="mute">Known so far: {heard.join(', ')}</p>}
          <progress max={100} value={progress?.progress ?? 0} aria-label="Progress of the discovery" />
        </div>
      )}
      {outcome && <p className={outcome.good ? styles.good : styles.warn} role="status">{outcome.message}</p>}
      {difference && <Differences difference={difference} />}
      {unreachable.length > 0 && (
        <section>
          <h2>No answer</h2>
          <ul>
            {unreachable.map((each) => {
              const { what, advice } = explain(each.code, each.message);
              return (
                <li key={each.ip_address} className={styles.failed}>
                  <Dot standing="bad" />
                  <span>
                    <b className="num">{each.ip_address}</b> {what}
                    <small>{advice}</small>
                  </span>
                </li>
              );
            })}
          </ul>
          <Button disabled={running} onClick={retryFailed}>Try {unreachable.length === 1 ? 'this address' : `these ${unreachable.length}`} again</Button>
        </section>
      )}
      {conflicts.map((conflict) => (
        <p key={conflict.device_id} className={styles.warn}>
          Device {conflict.device_id} answers at {conflict.ip_addresses.join(' and ')}; only the first known is read. Give one of them another number.
        </p>
      ))}
      {found.length > 0 && (
        <section>
          <h2>Found</h2>
          <ul>
            {found.map((device) => (
              <li key={device.device_id} className={styles.found}>
                <Dot standing="good" />
                <span>
                  <b>{device.name}</b> <span className="mute num">{device.device_id} · {device.ip_address}</span>
                  <small>{[device.vendor_name, device.model_name].filter(Boolean).join(' ')} · {count(device.objects.length, 'point')}</small>
                </span>
                <Button small onClick={() => addToCanvas(device.objects.slice(0, 6).map((object) => ({ point: object.point_id })))} title={`Add the first points of ${device.name} to the canvas`}>Add</Button>
              </li>
            ))}
          </ul>
          {!running && <Button onClick={() => { showTab('points'); useUi.setState({ palette: false }); }}>Show all points</Button>}
        </section>
      )}
    </div>
  );
}

function howFar({ progress, devices_found, total_ips }: Progress): string {
  const asked = total_ips === null ? '' : ` · ${count(total_ips, 'address', 'addresses')} asked`;
  return `${progress} % · ${devices_found.toLocaleString('en')} found${asked}`;
}

const MOST = 5;

function Differences({ difference }: { difference: Difference }) {
  const { added, removed, renamed } = difference;
  if (added.length + removed.length + renamed.length === 0) return <p className="mute">Nothing has changed since the last time.</p>;
  return (
    <ul className={styles.differences}>
      <Kind word="Added" names={added} />
      <Kind word="Removed" names={removed} />
      <Kind word="Renamed" names={renamed.map(({ from, to }) => `${from} → ${to}`)} />
    </ul>
  );
}

function Kind({ word, names }: { word: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  const more = names.length - MOST;
  return (
    <li>
      <b className="num">{word} {names.length}</b>
      <small>{names.slice(0, MOST).join(', ')}{more > 0 && ` and ${more} more`}</small>
    </li>
  );
}
