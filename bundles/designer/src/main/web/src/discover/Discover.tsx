// SPDX-License-Identifier: GPL-3.0-only
import { useState } from 'react';
import { useGateway } from '../gateway';
import { useSession } from '../session/store';
import { Button } from '../ui/Button';
import { Results } from './Results';
import { readAddresses, readRanges, type Scope } from './scope';
import { cancelDiscovery, discover, useDiscover } from './store';
import styles from './Discover.module.css';

type How = 'addresses' | 'ranges' | 'broadcast';

const HOWS: readonly { id: How; label: string; says: string }[] = [
  { id: 'broadcast', label: 'Broadcast', says: 'Asks all devices on the configured networks. Devices behind routers that pass no broadcasts are found by their addresses.' },
  { id: 'addresses', label: 'Addresses', says: 'Asks each address itself. Best across routers.' },
  { id: 'ranges', label: 'Numbers', says: 'Asks the networks for device numbers in these ranges.' },
];

export function Discover() {
  const [how, setHow] = useState<How>('broadcast');
  const [addresses, setAddresses] = useState('');
  const [ranges, setRanges] = useState('');
  const demo = useSession((state) => state.settings.demo_addresses);
  const trusted = useGateway((state) => state.trusted);
  const running = useDiscover((state) => state.running);
  const useDemo = () => {
    setHow('addresses');
    setAddresses(demo.join('\n'));
  };
  const { scope, failure } = scopeOf(how, addresses, ranges);
  return (
    <div className={styles.discover}>
      <div className={styles.hows} role="radiogroup" aria-label="Where to look">
        {HOWS.map(({ id, label }) => (
          <label key={id} className={how === id ? styles.on : ''}>
            <input type="radio" name="how" className="unseen" checked={how === id} onChange={() => setHow(id)} />
            {label}
          </label>
        ))}
      </div>
      <p className="mute">{HOWS.find((each) => each.id === how)!.says}</p>
      {how === 'addresses' && (
          <textarea className="num" rows={4} value={addresses} aria-label="Addresses" placeholder={'192.168.1.20\n192.168.1.0/24'} spellCheck={false} onChange={(event) => setAddresses(event.target.value)} />
      )}
      {demo.length > 0 && <Button small onClick={useDemo}>Use the demo building</Button>}
      {how === 'ranges' && <input className="num" value={ranges} aria-label="Device numbers" placeholder="1000-1999, 2107" onChange={(event) => setRanges(event.target.value)} />}
      {failure && <p className={styles.error} role="alert">{failure}</p>}
      {running ? (
        <Button onClick={cancelDiscovery}>Stop waiting</Button>
      ) : (
        <Button look="primary" disabled={!trusted || scope === undefined} onClick={() => scope && void discover(scope)}>Discover</Button>
      )}
      {!trusted && <p className="mute">The gateway is not reachable now.</p>}
      <Results />
    </div>
  );
}

function scopeOf(how: How, addresses: string, ranges: string): { scope: Scope | undefined; failure: string | undefined } {
  if (how === 'broadcast') return { scope: {}, failure: undefined };
  if (how === 'addresses') {
    const read = readAddresses(addresses);
    return { scope: read.failure === undefined && read.addresses.length > 0 ? { ip_addresses: read.addresses } : undefined, failure: read.failure };
  }
  const read = readRanges(ranges);
  return { scope: read.failure === undefined && read.ranges.length > 0 ? { device_ranges: read.ranges } : undefined, failure: read.failure };
}
