// SPDX-License-Identifier: GPL-3.0-only
import { useMemo, useState } from 'react';
import type { PointInfo } from '../api';
import type { Changes } from '../flow/changes';
import { plainDoc, pointIds, type Doc } from '../flow/model';
import { useFlow } from '../flow/store';
import { showDateTime } from '../format';
import { useGateway } from '../gateway';
import { deploy, useDeploy } from '../site/deploy';
import { readWhole } from '../number';
import { useProject } from '../site/project';
import { useSite } from '../site/store';
import { Button } from '../ui/Button';
import { Popover } from '../ui/Popover';
import { intervalsOf, listed, pointsRead, showRate } from './load';
import { usePreview } from './usePreview';
import styles from './Header.module.css';

/** Shows what a deploy will change, and how it ended. */
export function DeployMenu() {
  const changes = useFlow((state) => state.changes);
  const running = useDeploy((state) => state.running);
  const title = running ? 'Deploying…' : changes.total === 0 ? 'Deploy' : `Deploy · ${changes.total} ${changes.total === 1 ? 'change' : 'changes'}`;
  return (
    <Popover
      label="Deploy"
      width={360}
      onOpen={() => !useDeploy.getState().running && useDeploy.setState({ outcome: undefined })}
      trigger={(props) => (
        <Button look={changes.total > 0 ? 'primary' : 'plain'} className="num" {...props}>{title}</Button>
      )}
    >
      {(close) => <DeployPanel close={close} />}
    </Popover>
  );
}

type Monitor = 'same' | 'all' | 'flow';

const MONITORS: readonly { id: Monitor; label: string }[] = [
  { id: 'same', label: 'Leave the choice of points as it is' },
  { id: 'all', label: 'Read all points of the site' },
  { id: 'flow', label: 'Read only the points on the canvas' },
];

/** The points that will be read, as far as this page knows: for "as it is" that is all that are enabled now. */
function pointsOf(monitor: Monitor, doc: Doc, points: ReadonlyMap<string, PointInfo>): PointInfo[] {
  if (monitor === 'flow') return pointIds(doc).flatMap((id) => points.get(id) ?? []);
  const all = [...points.values()];
  return monitor === 'all' ? all : all.filter((point) => point.enabled !== false);
}

function inShort({ added, changed, removed }: Changes): string {
  const parts = [added && `${added} added`, changed && `${changed} changed`, removed && `${removed} removed`].filter(Boolean);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function DeployPanel({ close }: { close: () => void }) {
  const { changes, deployed, history } = useFlow();
  const { running, outcome, foreign } = useDeploy();
  const trusted = useGateway((state) => state.trusted);
  const status = useGateway((state) => state.status);
  const theirs = useProject((state) => state.theirs);
  const points = useSite((state) => state.points);
  const [monitor, setMonitor] = useState<Monitor>('same');
  const [interval, setInterval] = useState('');
  const { value: seconds, failure: wrongInterval } = interval === '' ? {} : readWhole(interval, 1, 86_400);
  const options = { ...(monitor !== 'same' && { monitor }), ...(seconds !== undefined && { pollingIntervalSeconds: seconds }) };
  const { load, asked } = usePreview(plainDoc(history.present), options);
  const known = useMemo(() => pointsOf(monitor, history.present, points), [monitor, history, points]);
  const count = pointsRead(load) ?? known.length;
  const pointsChange = count - (status?.points_monitored ?? 0);
  const named = (ids: readonly string[]) => listed(ids.map((id) => points.get(id)?.name ?? id));
  if (outcome?.good) {
    return (
      <div className={styles.panel}>
        <h2 className={styles.fine} role="status">{outcome.message}</h2>
        <p className="mute">The gateway reads {count.toLocaleString('en')} points; requests a second: {showRate(load)}.</p>
        <Button onClick={close}>Done</Button>
      </div>
    );
  }
  return (
    <div className={styles.panel}>
      <h2>{changes.total === 0 ? 'Nothing to deploy' : 'What will change'}</h2>
      <dl className={styles.facts}>
        <dt>On the canvas</dt>
        <dd>{inShort(changes)}</dd>
        {changes.pointsAdded.length > 0 && <><dt>Points added</dt><dd>{named(changes.pointsAdded)}</dd></>}
        {changes.pointsRemoved.length > 0 && <><dt>Points removed</dt><dd>{named(changes.pointsRemoved)}</dd></>}
        <dt>Points read</dt>
        <dd>{count.toLocaleString('en')}{pointsChange !== 0 && ` (${pointsChange > 0 ? '+' : '−'}${Math.abs(pointsChange)})`}</dd>
        <dt>Intervals</dt>
        <dd>{intervalsOf(known, options.pollingIntervalSeconds)}</dd>
        <dt>Requests a second</dt>
        <dd>{asked ? 'asking…' : showRate(load)}</dd>
        <dt>Last deployed</dt>
        <dd>{deployed === undefined ? 'never' : `${showDateTime(Date.parse(deployed.at))}, revision ${deployed.config_revision}`}</dd>
      </dl>
      <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className="unseen">Which points are read</legend>
        {MONITORS.map(({ id, label }) => (
          <label key={id} className={styles.radio}><input type="radio" name="monitor" checked={monitor === id} onChange={() => setMonitor(id)} /> {label}</label>
        ))}
      </fieldset>
      <label className={styles.row}>
        <span className="mute">Polling interval in s</span>
        <input className="num" style={{ width: 96 }} inputMode="numeric" autoComplete="off" placeholder="as it is" value={interval} aria-invalid={wrongInterval !== undefined} onChange={(event) => setInterval(event.target.value.trim())} />
      </label>
      {wrongInterval && <p className={styles.error}>{wrongInterval}</p>}
      {theirs !== undefined && <p className={styles.error}>Another browser changed this project. Decide above which version stays.</p>}
      {theirs === undefined && foreign !== undefined && <p className={styles.error}>Another client changed the configuration. Decide above whether to go on from it.</p>}
      {!trusted && <p className={styles.error}>The gateway is not reachable now.</p>}
      {outcome !== undefined && <p className={styles.error} role="alert">{outcome.message}</p>}
      <div className={styles.buttons}>
        <Button look="primary" disabled={running || !trusted || wrongInterval !== undefined || theirs !== undefined || foreign !== undefined} onClick={() => void deploy(options)}>
          {running ? 'Deploying…' : 'Deploy now'}
        </Button>
        <Button onClick={close}>Not now</Button>
      </div>
    </div>
  );
}
