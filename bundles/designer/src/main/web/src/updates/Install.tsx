// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useRef, useState } from 'react';
import { showMoment } from '../format';
import { inWords } from '../gateway';
import { Button } from '../ui/Button';
import { Said } from '../ui/Said';
import { useAct } from '../ui/useAct';
import { rest, type PackagePlan } from './rest';
import { upload } from './upload';
import styles from './Updates.module.css';

const MIB = 1 << 20;
const mib = (bytes: number) => (bytes / MIB).toFixed(1);

interface Sending {
  name: string;
  size: number;
  bytes: number;
  controller: AbortController;
}

/** From the file to the plan to its installation. */
export function Install({ underWay, look }: { underWay: boolean; look: () => Promise<void> }) {
  const [sending, setSending] = useState<Sending>();
  const [failure, setFailure] = useState<string>();
  const [plan, setPlan] = useState<PackagePlan>();
  const { busy, outcome, run } = useAct();
  useEffect(() => () => sending?.controller.abort(), [sending?.controller]);
  const send = async (file: File) => {
    const controller = new AbortController();
    const shown = { name: file.name, size: file.size, controller };
    setPlan(undefined);
    setFailure(undefined);
    setSending({ ...shown, bytes: 0 });
    try {
      await upload(file, rest, controller.signal, (bytes) => setSending({ ...shown, bytes }));
      setPlan(await rest.verify());
    } catch (error) {
      setFailure(controller.signal.aborted ? 'Stopped. Nothing has changed.' : inWords(error));
    }
    setSending(undefined);
  };
  const install = ({ update_id: id }: PackagePlan) =>
    void run(async () => {
      await rest.install(id);
      setPlan(undefined);
      await look();
      return '';
    });
  if (underWay) return null;
  return (
    <section className={styles.card} aria-label="Install a package">
      <h3>Install a package</h3>
      <p className="mute">It is sent to the gateway and verified, and what it does is said here, before anything changes.</p>
      <label className={styles.field}>
        A signed package, NAME.bmsu
        <input
          type="file"
          accept=".bmsu"
          disabled={sending !== undefined || busy}
          onChange={(event) => {
            const file = event.target.files?.[0];
            // So that the same file can be chosen again.
            event.target.value = '';
            if (file !== undefined) void send(file);
          }}
        />
      </label>
      {sending !== undefined && <Progress sending={sending} />}
      {failure !== undefined && <p className={styles.bad} role="alert">{failure}</p>}
      {plan !== undefined && <PlanView plan={plan} busy={busy} onInstall={() => install(plan)} onLeave={() => setPlan(undefined)} />}
      <Said outcome={outcome} />
    </section>
  );
}

function Progress({ sending: { name, size, bytes, controller } }: { sending: Sending }) {
  const sent = bytes === size;
  return (
    <div className={styles.progress}>
      <progress value={bytes} max={size} aria-label={`Sending ${name}`} />
      <span className="num">{sent ? 'Verifying…' : `${mib(bytes)} of ${mib(size)} MiB`}</span>
      {!sent && <Button small onClick={() => controller.abort()}>Stop</Button>}
    </div>
  );
}

function PlanView({ plan, busy, onInstall, onLeave }: { plan: PackagePlan; busy: boolean; onInstall: () => void; onLeave: () => void }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <div className={styles.plan} role="group" aria-label={`The package ${plan.update_id}`}>
      <h4 ref={title} tabIndex={-1}>Version {plan.version}, release {plan.release}</h4>
      <dl className={styles.facts}>
        <dt>Signed by</dt><dd>{plan.signers.join(', ')}</dd>
        <dt>Made</dt><dd>{showMoment(plan.created)}</dd>
        <dt>Changes</dt><dd><Lines of={plan.changes} /></dd>
        <dt>Way</dt><dd>{plan.reason}</dd>
        <dt>Pauses</dt><dd><Lines of={plan.pauses} /></dd>
        {plan.notes !== '' && <><dt>Notes</dt><dd className={styles.notes}>{plan.notes}</dd></>}
      </dl>
      <p>If not all is as before afterwards, it is taken back by itself.</p>
      <div className={styles.buttons}>
        <Button look="primary" disabled={busy} onClick={onInstall}>{busy ? 'Working…' : 'Install'}</Button>
        <Button disabled={busy} onClick={onLeave}>Leave it</Button>
      </div>
    </div>
  );
}

function Lines({ of }: { of: readonly string[] }) {
  return of.length === 0 ? 'none' : <ul>{of.map((line) => <li key={line}>{line}</li>)}</ul>;
}
