// SPDX-License-Identifier: GPL-3.0-only
import { useRef, useState, type FormEvent } from 'react';
import type { PointInfo } from '../api';
import { gatewayNow } from '../clock';
import { asSentence, showDuration, showMoment } from '../format';
import { points, useGateway } from '../gateway';
import type { PointValue } from '../mqtt/wire';
import { asTyped } from '../number';
import { isGone } from '../points/live';
import { useLive } from '../points/usePoint';
import { useHeld, useWrites, wayBack, write, type Write } from '../points/writes';
import { useStanding } from '../rights';
import { textFormOf } from '../textForms';
import { Button } from '../ui/Button';
import { HOLD_TIMES } from './holdTimes';
import { PRIORITIES } from './priorities';
import { ValueInput } from './ValueInput';
import { inFull, limits, readBack, readValue } from './readValue';
import { valueBefore } from './valueBefore';
import { firstPriority, hasPoint, outOfRange } from './writeScope';
import type { Properties } from './useProperties';
import styles from './Panel.module.css';

interface WriteFormProps {
  pointId: string;
  info: PointInfo;
  properties: Properties;
  onWritten: () => void;
}

/** Offers what the write scope of whoever is signed in allows; the gateway judges it again. */
export function WriteForm(props: WriteFormProps) {
  const scope = useStanding((state) => state.scope);
  const { properties } = props;
  const stays = properties.state === 'there' && properties.value.priority_array === undefined;
  const closed = !hasPoint(scope, props.pointId)
    ? 'This point is not among those that you may write.'
    : stays && scope.lease_seconds > 0
      ? 'What you write has to be released after a time, and this point, which has no priority array, cannot be.'
      : undefined;
  if (closed === undefined) return <Form {...props} />;
  return (
    <section className={styles.section}>
      <h2>Write</h2>
      <p className="mute">{closed} An admin can change that in your account.</p>
    </section>
  );
}

/** Writes with a priority and for a time, takes back, undoes; nothing covers the canvas while it does. */
function Form({ pointId, info, properties, onWritten }: WriteFormProps) {
  const scope = useStanding((state) => state.scope);
  const [typed, setTyped] = useState<string>();
  // The first value of the point that arrives; later values do not replace it.
  const start = useRef('');
  useLive(pointId, isGone);
  start.current ||= startText(pointId);
  const text = typed ?? start.current;
  const [priority, setPriority] = useState(firstPriority(scope));
  const [hold, setHold] = useState(HOLD_TIMES[0]!);
  const last = useWrites((state) => state[pointId]);
  const trusted = useGateway((state) => state.trusted);
  const known = properties.state === 'there' ? properties.value : undefined;
  const slots = known?.priority_array;
  const [min, max] = limits(known?.min_value, known?.max_value);
  const read = readValue(text, info, min, max);
  const beyond = read.value === undefined ? undefined : outOfRange(scope, pointId, read.value);
  const { value, failure } = beyond === undefined ? read : { failure: beyond };
  const busy = last?.running ?? false;
  const send = async (to: PointValue, at = priority, releaseAfter?: number) => {
    await write(pointId, to, at, valueBefore(properties, useHeld.getState()[pointId], points.get(pointId)?.value, at), releaseAfter);
    onWritten();
  };
  const undo = () => {
    const back = last && wayBack(last, gatewayNow());
    if (back !== undefined) void send(back.value, last!.priority, back.releaseAfter);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Enter in an untouched field would hold the point at its present value by accident.
    if (typed !== undefined) sendTyped();
  };
  const sendTyped = () => {
    if (value !== undefined && !busy && trusted) void send(value, priority, time?.seconds);
  };
  // A point without a priority array has nothing to relinquish; until its properties are read, it may have.
  const canRelinquish = properties.state !== 'there' || slots !== undefined;
  const time = canRelinquish ? hold : undefined;
  const form = textFormOf(info.object_type);
  return (
    <section className={styles.section}>
      <h2>Write</h2>
      <form className={styles.write} onSubmit={submit}>
        <ValueInput info={info} text={text} onText={setTyped} invalid={failure !== undefined && text !== ''} />
        <select aria-label="Priority" value={priority} onChange={(event) => setPriority(Number(event.target.value))}>
          {PRIORITIES.map(({ level, name, reserved }) => (
            <option key={level} value={level} disabled={reserved || level < scope.highest_priority}>{level} {name}</option>
          ))}
        </select>
        {canRelinquish && (
          <select className={styles.whole} aria-label="How long" value={hold.words} onChange={(event) => setHold(HOLD_TIMES.find(({ words }) => words === event.target.value)!)}>
            {HOLD_TIMES.map(({ words }) => <option key={words}>{words}</option>)}
          </select>
        )}
        <output className={styles.towrite} title="What will be written">{value !== undefined && <>Writes <b className="num">{inFull(value, info)}</b> at priority {priority}{time?.seconds !== undefined && ` ${time.words}`}</>}</output>
        <Button look="primary" disabled={busy || !trusted || value === undefined} onClick={sendTyped}>{busy ? 'Writing…' : 'Write'}</Button>
      </form>
      {form && (failure === undefined || text === '') && <p className="mute">{asSentence(form.words)}</p>}
      {failure && text !== '' && <p className={styles.error} role="alert">{failure}</p>}
      {scope.lease_seconds > 0 && <p className="mute">What you write is relinquished after {showDuration(scope.lease_seconds)} at the latest.</p>}
      {!trusted && <p className="mute">The gateway is not reachable now.</p>}
      {!canRelinquish && <p className="mute">This point has no priority array: what you write stays until it is written again.</p>}
      <Outcome last={last} info={info} />
      <div className={styles.buttons}>
        {canRelinquish && <Button small disabled={busy || !trusted} onClick={() => void send(null)}>Relinquish {priority}</Button>}
        {last?.response && last.before !== undefined && (
          <Button small disabled={busy || !trusted} onClick={undo}>Undo</Button>
        )}
      </div>
    </section>
  );
}

function Outcome({ last, info }: { last: Write | undefined; info: PointInfo }) {
  if (last === undefined || last.running) return null;
  if (last.failure !== undefined) return <p className={styles.error} role="alert">{asSentence(last.failure)}</p>;
  const read = readBack(last.response?.value, info);
  const ends = last.response?.until === undefined ? '' : ` Relinquished at ${showMoment(last.response.until)}.`;
  if (last.response?.effective === false) {
    const winner = last.response.winning_priority;
    if (last.response.value == null) return <p className={styles.warn} role="status">Accepted, but the point could not be read afterwards.{ends}</p>;
    return <p className={styles.warn} role="status">Accepted, but {winner === undefined ? 'the point is' : `priority ${winner} holds the point`} at {read}.{ends}</p>;
  }
  if (last.value === null) return <p className={styles.fine} role="status">Priority {last.priority} relinquished; the point is at {read}.</p>;
  return <p className={styles.fine} role="status">Took effect, read back {read}.{ends}</p>;
}

function startText(pointId: string): string {
  const value = points.get(pointId)?.value ?? '';
  return typeof value === 'number' ? asTyped(value) : String(value);
}
