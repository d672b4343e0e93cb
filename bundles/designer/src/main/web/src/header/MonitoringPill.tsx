// SPDX-License-Identifier: GPL-3.0-only
import { useState } from 'react';
import { command, inWords, useGateway } from '../gateway';
import type { MonitoringResponse } from '../mqtt/wire';
import { useMay } from '../rights';
import { movingConfiguration } from '../site/deploy';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Popover } from '../ui/Popover';
import styles from './Header.module.css';

const SAYS: Record<string, string> = {
  active: 'The gateway reads all monitored points.',
  stopped: 'Nothing is read; values are uncertain until monitoring starts again.',
  initializing: 'The gateway is getting ready to read.',
  error: 'Monitoring has failed; the problems say why.',
};

export function MonitoringPill() {
  const state = useGateway((each) => (each.trusted ? each.status?.monitoring_status : undefined));
  const steers = useMay('monitor');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const run = async (name: 'start_monitoring' | 'stop_monitoring') => {
    setBusy(true);
    setFailure(undefined);
    try {
      const response = await movingConfiguration(() => command<MonitoringResponse>(name, {}));
      if (response.status !== 'success') setFailure(response.error?.message ?? `The gateway answered ${response.status}.`);
    } catch (error) {
      setFailure(inWords(error));
    }
    setBusy(false);
  };
  return (
    <Popover
      label="Monitoring"
      onOpen={() => setFailure(undefined)}
      trigger={(props) => (
        <button type="button" className={styles.pill} {...props}>
          <b className={styles.wordy}>Monitoring</b> {state ?? 'unknown'} <Icon name="chevron" size={12} />
        </button>
      )}
    >
      <div className={styles.panel}>
        <h2>Monitoring is {state ?? 'unknown'}</h2>
        <p className="mute">{SAYS[state ?? ''] ?? 'The gateway has not said whether it reads.'}</p>
        {steers && (
          <div className={styles.buttons}>
            {state === 'stopped' || state === 'error' ? (
              <Button look="primary" disabled={busy} onClick={() => void run('start_monitoring')}>{busy ? 'Starting…' : 'Start monitoring'}</Button>
            ) : (
              <Button disabled={busy || state === undefined} onClick={() => void run('stop_monitoring')}>{busy ? 'Stopping…' : 'Stop monitoring'}</Button>
            )}
          </div>
        )}
        {failure && <p className={styles.error} role="alert">{failure}</p>}
      </div>
    </Popover>
  );
}
