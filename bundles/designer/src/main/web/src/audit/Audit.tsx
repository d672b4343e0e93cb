// SPDX-License-Identifier: GPL-3.0-only
import { useCallback, useEffect, useState } from 'react';
import { showDateTime } from '../format';
import { inWords } from '../gateway';
import { Button } from '../ui/Button';
import { PageHead } from '../ui/PageHead';
import { addressOf, goTo, useView } from '../ui/view';
import { queryOf, rest, RESULTS, type Chain, type Entry, type Result, type Wanted } from './rest';
import { changeOf, deedOf, placeOf } from './words';
import styles from './Audit.module.css';

const LOOKS: Readonly<Record<Result, string | undefined>> = { success: styles.good, partial: styles.warn, denied: styles.warn, failed: styles.bad, unknown: styles.warn };
const KEYS = ['actor', 'text', 'result', 'from', 'to'] as const;

/** Who did what, from where, and what came of it. For an admin. What is wanted stands in the address. */
export default function Audit() {
  const { query } = useView();
  const address = query.toString();
  const [entries, setEntries] = useState<readonly Entry[]>();
  const [below, setBelow] = useState<number>();
  const [failure, setFailure] = useState<string>();
  const load = useCallback(
    async (under?: number) => {
      try {
        const page = await rest.entries(wantedIn(new URLSearchParams(address)), under);
        setEntries((before) => (under === undefined ? page.entries : [...(before ?? []), ...page.entries]));
        setBelow(page.below);
        setFailure(undefined);
      } catch (error) {
        setFailure(inWords(error));
      }
    },
    [address],
  );
  useEffect(() => void load(), [load]);
  const wanted = wantedIn(query);
  return (
    <div className={styles.page}>
      <PageHead title="Audit">
        <a className={styles.action} href={`api/audit?${queryOf(wanted, { format: 'csv' })}`} download>CSV</a>
      </PageHead>
      <ChainState />
      <Filter key={address} wanted={wanted} onAgain={() => void load()} />
      {failure !== undefined && <p className={styles.bad} role="alert">{failure}</p>}
      {entries !== undefined && <EntryTable entries={entries} />}
      {below !== undefined && <Button onClick={() => void load(below)}>Show older ones</Button>}
    </div>
  );
}

function wantedIn(query: URLSearchParams): Wanted {
  const [actor = '', text = '', result = '', from = '', to = ''] = KEYS.map((key) => query.get(key) ?? '');
  return { actor, text, result, from, to };
}

function Filter({ wanted, onAgain }: { wanted: Wanted; onAgain: () => void }) {
  const [typed, setTyped] = useState(wanted);
  const set = (key: keyof Wanted) => (event: { target: { value: string } }) => setTyped({ ...typed, [key]: event.target.value });
  const show = (next: Wanted) => {
    if (KEYS.every((key) => next[key] === wanted[key])) onAgain();
    else goTo(addressOf('audit', '', { ...next }));
  };
  return (
    <form
      className={styles.bar}
      aria-label="Which records"
      onSubmit={(event) => {
        event.preventDefault();
        show(typed);
      }}
    >
      <label>Who<input value={typed.actor} onChange={set('actor')} placeholder="anna" /></label>
      <label>What<input value={typed.text} onChange={set('text')} placeholder="set_value, 1002" /></label>
      <label>
        Result
        <select value={typed.result} onChange={set('result')}>
          <option value="">any</option>
          {RESULTS.map((result) => <option key={result}>{result}</option>)}
        </select>
      </label>
      <label>From<input type="date" value={typed.from} onChange={set('from')} /></label>
      <label>To<input type="date" value={typed.to} onChange={set('to')} /></label>
      <Button type="submit" look="primary">Show</Button>
      <Button onClick={() => show({ actor: '', text: '', result: '', from: '', to: '' })}>Show all</Button>
    </form>
  );
}

function ChainState() {
  const [chain, setChain] = useState<Chain>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const verify = async () => {
    setBusy(true);
    try {
      setChain(await rest.chain());
      setFailure(undefined);
    } catch (error) {
      setFailure(inWords(error));
    }
    setBusy(false);
  };
  return (
    <div className={styles.chain}>
      <Button disabled={busy} onClick={() => void verify()}>{busy ? 'Checking …' : 'Check the chain'}</Button>
      {failure !== undefined && <span className={styles.bad} role="alert">{failure}</span>}
      {chain?.whole === true && <span role="status"><b className={styles.good}>The chain is whole</b>, {chain.records} records up to {chain.seq}: <code>{chain.hash}</code></span>}
      {chain?.whole === false && <b className={styles.bad} role="alert">The chain is broken: {chain.broken}.</b>}
    </div>
  );
}

function EntryTable({ entries }: { entries: readonly Entry[] }) {
  if (entries.length === 0) return <div className={styles.card}><p className={`${styles.empty} mute`}>There is no such record.</p></div>;
  return (
    <div className={styles.card}>
      <table className={styles.table}>
        <thead>
          <tr><th scope="col">Time</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Before and after</th><th scope="col">Result</th></tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.seq}>
              <td className="num" title={entry.timestamp}>{showDateTime(Date.parse(entry.timestamp))}<small>{entry.seq}</small></td>
              <td>{entry.actor}<small>{placeOf(entry)}</small></td>
              <td>{deedOf(entry)}</td>
              <td>{changeOf(entry)}</td>
              <td><span className={LOOKS[entry.result]}>{entry.result}</span>{entry.reason !== undefined && <small>{entry.reason}</small>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
