// SPDX-License-Identifier: GPL-3.0-only
import { useState, type FormEvent } from 'react';
import { showMoment } from '../format';
import { Button } from '../ui/Button';
import { Said } from '../ui/Said';
import type { Outcome } from '../ui/useAct';
import { act, SHELF_TIMES } from './ActionForm';
import { useAlarms } from './useAlarms';
import { signedBy } from './words';
import styles from './Alarms.module.css';

const USUAL_SECONDS = 4 * 3600;

/** Whether somebody works on a device, so that nobody is disturbed by its alarms; and for how long, which whoever acknowledges may say. */
export function Maintenance({ deviceId }: { deviceId: number }) {
  const alarmId = `${deviceId}.maintenance`;
  const going = useAlarms((view) => view.all.find(({ alarm_id }) => alarm_id === alarmId))?.shelved;
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const shelve = async (seconds: number, note: string) => {
    if (busy) return;
    setBusy(true);
    const done = await act('shelve', [{ alarm_id: alarmId }], { duration_seconds: seconds, ...(note !== '' && { note }) });
    setBusy(false);
    setOutcome(done.good ? undefined : done);
    if (done.good) setAsks(false);
  };
  return (
    <>
      {going && (
        <p className={styles.works} role="status">
          Under maintenance until {showMoment(going.until)}, says {signedBy(going)}.{going.note !== undefined && <q className={styles.note}>{going.note}</q>} Its alarms disturb nobody, critical ones for a day at most.
        </p>
      )}
      {asks ? <MaintenanceForm busy={busy} begin={(seconds, note) => void shelve(seconds, note)} leave={() => setAsks(false)} /> : (
        <div className={styles.buttons}>
          <Button small onClick={() => setAsks(true)}>{going ? 'Another end' : 'Put the device under maintenance'}</Button>
          {going && <Button small disabled={busy} onClick={() => void shelve(0, '')}>End maintenance</Button>}
        </div>
      )}
      <Said outcome={outcome} />
    </>
  );
}

interface MaintenanceFormProps {
  busy: boolean;
  begin: (seconds: number, note: string) => void;
  leave: () => void;
}

function MaintenanceForm({ busy, begin, leave }: MaintenanceFormProps) {
  const [seconds, setSeconds] = useState(USUAL_SECONDS);
  const [note, setNote] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin(seconds, note.trim());
  };
  return (
    <form className={styles.works} aria-label="Maintenance of the device" onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && (event.stopPropagation(), leave())}>
      <label>For
        <select aria-label="For how long" autoFocus value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
          {SHELF_TIMES.map((each) => <option key={each.seconds} value={each.seconds}>{each.words}</option>)}
        </select>
      </label>
      <label>Note<input value={note} maxLength={500} autoComplete="off" placeholder="what is done, if there is something to say" onChange={(event) => setNote(event.target.value)} /></label>
      <div className={styles.buttons}>
        <Button small type="submit" look="primary" disabled={busy}>Begin</Button>
        <Button small onClick={leave}>Cancel</Button>
      </div>
    </form>
  );
}
