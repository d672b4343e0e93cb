// SPDX-License-Identifier: GPL-3.0-only
import { asSentence, showDateTime } from '../format';
import { useGateway } from '../gateway';
import { PointPanel } from '../panel/PointPanel';
import { useSession } from '../session/store';
import { useSite } from '../site/store';
import { Tree } from '../tree/Tree';
import { Boundary } from '../ui/Boundary';
import { useUi } from '../ui/state';
import { useFleet } from './store';
import styles from './Sites.module.css';
import panes from '../App.module.css';
import header from '../header/Header.module.css';

/** One of many sites: its points, and beside them the chosen one, or how the site is. */
export function SitePanes() {
  const point = useUi((state) => state.point);
  return (
    <>
      <aside className={panes.left} aria-label="Points"><Boundary what="This pane"><Tree /></Boundary></aside>
      <main className={panes.whole} style={{ gridColumn: '2 / 4' }}>
        <div className={styles.middle}>
          {point === undefined ? <Overview /> : <div className={styles.chosen}><Boundary key={point} what="This point"><PointPanel pointId={point} /></Boundary></div>}
        </div>
      </main>
    </>
  );
}

const COMMANDS = {
  none: 'Nothing can be asked of it from here: its uplink takes no commands.',
  read: 'Its past can be asked for from here, and nothing can be written.',
  write: 'Its past can be asked for from here, and its points can be written.',
};

function Overview() {
  const identity = useSession((state) => state.identity);
  const status = useGateway((state) => state.status);
  const commands = useFleet((state) => state.commands);
  const points = useSite((state) => state.points.size);
  const devices = useSite((state) => state.devices.size);
  const problems = status?.problems ?? [];
  return (
    <section className={styles.overview} aria-label="Site">
      <h2>{identity?.organization_id} / {identity?.site_id}</h2>
      <p className="mute">{commands === undefined ? 'It has not told what its points are called, nor what may be asked of it.' : COMMANDS[commands]}</p>
      <dl className={header.facts}>
        <dt>Gateway</dt><dd>{identity?.iot_device_id}</dd>
        <dt>Version</dt><dd>{status?.version ?? 'unknown'}</dd>
        <dt>Status</dt><dd>{status === undefined ? 'none' : `${status.status}${status.timestamp === undefined ? '' : `, of ${showDateTime(Date.parse(status.timestamp))}`}`}</dd>
        <dt>Monitoring</dt><dd>{status?.monitoring_status ?? 'unknown'}</dd>
        <dt>Devices</dt><dd>{devices.toLocaleString('en')}</dd>
        <dt>Points</dt><dd>{points.toLocaleString('en')}</dd>
      </dl>
      {problems.length > 0 && (
        <ul className={header.problems} aria-label="Problems">
          {problems.map((problem) => (
            <li key={problem.code}>{asSentence(problem.message)}<small className="num">since {showDateTime(Date.parse(problem.since))}</small></li>
          ))}
        </ul>
      )}
      <p className="mute">Choose a point at the left to see its value and its trend.</p>
    </section>
  );
}
