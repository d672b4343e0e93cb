// SPDX-License-Identifier: GPL-3.0-only
import { capabilities } from '../capabilities';
import { asSentence, showDateTime, showDuration } from '../format';
import { retryNow, useGateway } from '../gateway';
import type { Standing } from '../points/live';
import { Age } from '../ui/Age';
import { Button } from '../ui/Button';
import { Dot } from '../ui/Dot';
import { Popover } from '../ui/Popover';
import { Uplinks } from './Uplinks';
import { useSecondsUntil } from './useSecondsUntil';
import styles from './Header.module.css';

/** How this page reaches the gateway, and how the gateway is. */
export function ConnectionPill() {
  const { connection, status, heartbeat, overdue } = useGateway();
  const left = useSecondsUntil(connection.phase === 'waiting' ? connection.retryAt : undefined);
  const beat = heartbeat && <span className={styles.hidable}>heartbeat <Age time={Date.parse(heartbeat.timestamp)} /></span>;
  const problems = status?.problems ?? [];
  let dot: Standing = 'good';
  let word = 'Connected';
  if (connection.phase === 'connecting') [dot, word] = ['stale', 'Connecting…'];
  else if (connection.phase === 'waiting') [dot, word] = ['bad', `Reconnecting in ${left} s`];
  else if (connection.phase === 'offline') [dot, word] = ['bad', 'Offline'];
  else if (status?.status === 'offline') [dot, word] = ['bad', 'Gateway offline'];
  else if (status === undefined) [dot, word] = ['stale', 'Waiting for the gateway'];
  else if (overdue) [dot, word] = ['bad', 'No heartbeat'];
  else if (problems.length > 0) [dot, word] = ['uncertain', problems.length === 1 ? '1 problem' : `${problems.length} problems`];
  return (
    <Popover
      label="Connection and health"
      trigger={(props) => (
        <button type="button" className={styles.pill} {...props}>
          <Dot standing={dot} />
          <b>{word}</b>
          {connection.phase === 'connected' && beat}
        </button>
      )}
    >
      <div className={styles.panel}>
        <h2>{word}</h2>
        {connection.phase === 'waiting' && (
          <>
            <p className="mute">Attempt {connection.attempt} failed: {connection.reason}.</p>
            <Button onClick={retryNow}>Try now</Button>
          </>
        )}
        {problems.length > 0 && (
          <ul className={styles.problems}>
            {problems.map((problem) => (
              <li key={problem.code + problem.since}>
                {asSentence(problem.message)}
                <small className="num">since {showDateTime(Date.parse(problem.since))}</small>
              </li>
            ))}
          </ul>
        )}
        <dl className={styles.facts}>
          <dt>BACnet</dt><dd>{status?.bacnet_connection_status ?? 'unknown'}</dd>
          <dt>MQTT</dt><dd>{status?.mqtt_connection_status ?? 'unknown'}</dd>
          <dt>Version</dt><dd>{status?.version ?? heartbeat?.version ?? 'unknown'}</dd>
          <dt>Status</dt><dd>{status?.timestamp ? <Age time={Date.parse(status.timestamp)} /> : 'unknown'}</dd>
          <dt>Heartbeat</dt><dd>{heartbeat ? <Age time={Date.parse(heartbeat.timestamp)} /> : 'none yet'}</dd>
          <dt>Up for</dt><dd>{heartbeat?.uptime_seconds != null ? showDuration(heartbeat.uptime_seconds) : 'unknown'}</dd>
          <dt>Processor</dt><dd>{percent(heartbeat?.cpu_usage_percent)}</dd>
          <dt>Memory</dt><dd>{percent(heartbeat?.memory_usage_percent)}{heartbeat?.process_memory_bytes != null && `, gateway ${Math.round(heartbeat.process_memory_bytes / 1e6)} MB`}</dd>
          <dt>Disk</dt><dd>{percent(heartbeat?.disk_usage_percent)}</dd>
        </dl>
        {capabilities().details && <Uplinks />}
      </div>
    </Popover>
  );
}

function percent(value: number | null | undefined): string {
  return value == null ? 'unknown' : `${Math.round(value)} %`;
}
