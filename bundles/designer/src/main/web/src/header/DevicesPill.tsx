// SPDX-License-Identifier: GPL-3.0-only
import { useGateway } from '../gateway';
import { useSite } from '../site/store';
import { Dot } from '../ui/Dot';
import { Popover } from '../ui/Popover';
import styles from './Header.module.css';

const WORDS: Record<string, string> = {
  bacnet_timeouts: 'BACnet timeouts', bacnet_errors: 'BACnet errors', mqtt_reconnects: 'MQTT reconnects',
  buffered_messages: 'Messages waiting', dropped_messages: 'Messages dropped',
};

export function DevicesPill() {
  const status = useGateway((state) => state.status);
  const trusted = useGateway((state) => state.trusted);
  const known = useSite((state) => state.devices.size);
  const total = status?.devices_total ?? known;
  const online = trusted ? status?.devices_online : undefined;
  if (total === 0) return null;
  const dot = online === undefined ? 'stale' : online === total ? 'good' : online === 0 ? 'bad' : 'uncertain';
  return (
    <Popover
      label="Devices"
      trigger={(props) => (
        <button type="button" className={styles.pill} {...props}>
          <Dot standing={dot} />
          <b>{online ?? '–'} of {total}</b>
          <span className={styles.wordy}>devices{trusted && <span className={styles.hidable}> · {(status?.points_monitored ?? 0).toLocaleString('en')} points</span>}</span>
        </button>
      )}
    >
      <div className={styles.panel}>
        <h2>Devices</h2>
        <dl className={styles.facts}>
          <dt>Known</dt><dd>{total}</dd>
          <dt>Online</dt><dd>{online ?? 'unknown'}</dd>
          <dt>Points monitored</dt><dd>{(status?.points_monitored ?? 0).toLocaleString('en')}</dd>
          <dt>Configuration</dt><dd>revision {status?.config_revision ?? '–'}</dd>
          {Object.entries(status?.error_counts ?? {}).map(([key, count]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{WORDS[key] ?? key}</dt><dd>{count.toLocaleString('en')}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Popover>
  );
}
