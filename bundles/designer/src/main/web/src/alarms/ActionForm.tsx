// SPDX-License-Identifier: GPL-3.0-only
import { useState, type FormEvent } from 'react';
import { asSentence } from '../format';
import { alarms as shown, inWords } from '../gateway';
import type { Alarm } from '../mqtt/wire';
import { Button } from '../ui/Button';
import type { Outcome } from '../ui/useAct';
import { rest, targetOf, type Action, type ActionBody, type Target } from './rest';
import styles from './Alarms.module.css';

const HOUR = 3600;
/** For how long alarms are shelved. There is always an end. */
export const SHELF_TIMES: readonly { words: string; seconds: number }[] = [
  { words: '15 min', seconds: 900 },
  { words: '1 h', seconds: HOUR },
  { words: '4 h', seconds: 4 * HOUR },
  { words: '8 h', seconds: 8 * HOUR },
  { words: '1 day', seconds: 24 * HOUR },
  { words: '3 days', seconds: 72 * HOUR },
  { words: '7 days', seconds: 168 * HOUR },
];
const LONGEST_OF_CRITICAL = 24 * HOUR;
/** For how long what was done may take to be seen on the page. */
const PATIENCE_MS = 2_000;

const WORDS: Record<Action, { does: string; done: string }> = {
  acknowledge: { does: 'Acknowledge', done: 'Acknowledged' },
  resolve: { does: 'Resolve', done: 'Resolved' },
  shelve: { does: 'Shelve', done: 'Shelved' },
  note: { does: 'Note', done: 'Noted' },
};

/** What somebody is about to do, to the alarms as he saw them when he began. */
export interface Intent {
  action: Action;
  alarms: readonly Alarm[];
}

interface ActionFormProps {
  intent: Intent;
  onEnd: (outcome: Outcome | undefined) => void;
}

/** Asks for the note, and for how long where that matters. Enter does it, Escape leaves it. */
export function ActionForm({ intent: { action, alarms }, onEnd }: ActionFormProps) {
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState('');
  const [seconds, setSeconds] = useState(HOUR);
  const times = alarms.some(({ priority }) => priority === 'critical') ? SHELF_TIMES.filter((each) => each.seconds <= LONGEST_OF_CRITICAL) : SHELF_TIMES;
  const force = action === 'resolve' && alarms.some(({ condition }) => condition === 'unknown');
  const needsNote = action === 'note' || force;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || (needsNote && note.trim() === '')) return;
    setBusy(true);
    const body = { ...(note.trim() !== '' && { note: note.trim() }), ...(action === 'shelve' && { duration_seconds: seconds }), ...(force && { force }) };
    onEnd(await act(action, alarms.map(targetOf), body));
  };
  const { does } = WORDS[action];
  const title = `${does} ${alarms.length === 1 ? 'this alarm' : `${alarms.length.toLocaleString('en')} alarms`}`;
  return (
    <form className={styles.form} aria-label={title} onSubmit={(event) => void submit(event)} onKeyDown={(event) => event.key === 'Escape' && onEnd(undefined)}>
      <h3>{title}</h3>
      {action === 'shelve' && (
        <label>For
          <select aria-label="For how long" value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
            {times.map((each) => <option key={each.seconds} value={each.seconds}>{each.words}</option>)}
          </select>
        </label>
      )}
      {force && <p className={styles.warn}>Nobody can tell whether its cause is still there. Say why it is to go.</p>}
      <label>Note<input autoFocus value={note} required={needsNote} maxLength={500} autoComplete="off" placeholder={needsNote ? '' : 'if there is something to say'} onChange={(event) => setNote(event.target.value)} /></label>
      <div className={styles.buttons}>
        <Button type="submit" look="primary" disabled={busy}>{does}</Button>
        <Button onClick={() => onEnd(undefined)}>Cancel</Button>
      </div>
    </form>
  );
}

/** Does it, and says in words how it ended, once the page shows it: a line must not say anything else beside these words. */
export async function act(action: Action, targets: readonly Target[], body: ActionBody): Promise<Outcome> {
  try {
    const { done, refused } = await rest.act(action, targets, body);
    await shown.shows(done, PATIENCE_MS);
    const ended = action === 'shelve' && body.duration_seconds === 0;
    const words = ended ? 'No longer shelved' : WORDS[action].done;
    const told = targets.length === 1 ? `${words}.` : `${words}: ${done.length} of ${targets.length}.`;
    return refused === undefined ? { good: true, message: told } : { good: false, message: `${done.length === 0 ? '' : `${told} `}${asSentence(refused)}` };
  } catch (error) {
    return { good: false, message: inWords(error) };
  }
}
