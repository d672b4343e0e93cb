// SPDX-License-Identifier: GPL-3.0-only
import { useState, type FormEvent } from 'react';
import { Mark } from '../alarms/Mark';
import { rest, type Trial } from '../alarms/rest';
import { PRIORITIES } from '../alarms/words';
import { objectTypeOf } from '../flow/model';
import { showDateTime, showDuration, type ValueStyle } from '../format';
import { command } from '../gateway';
import type { AlarmPriority, AlarmRule, ConfigResponse } from '../mqtt/wire';
import { useMay } from '../rights';
import { adoptRevision, movingConfiguration } from '../site/deploy';
import { usePointInfo, useSite } from '../site/store';
import { Button } from '../ui/Button';
import { Said } from '../ui/Said';
import { Sure } from '../ui/Sure';
import { useAct } from '../ui/useAct';
import { comparesWith, draftOf, emptyDraft, LIMIT_WORDS, readRule, ruleInWords, statesOf, TYPE_WORDS, typesFor, type RuleDraft } from './ruleForm';
import type { Rules } from './useRules';
import styles from './Panel.module.css';

interface AlarmRulesProps {
  pointId: string;
  rules: Rules;
}

/** When the gateway itself raises an alarm about the point. Whoever configures changes it, after a look at what it would have done. */
export function AlarmRules({ pointId, rules }: AlarmRulesProps) {
  const configures = useMay('configure');
  const [draft, setDraft] = useState<{ start: RuleDraft; named: boolean }>();
  const { busy, outcome, run } = useAct();
  const points = useSite((state) => state.points);
  const known = (id: string) => ({ ...points.get(id), object_type: objectTypeOf(id) });
  const style: ValueStyle = known(pointId);
  if (rules.state === 'loading' || (rules.state === 'absent' && rules.reason === undefined)) return null;
  const found = rules.state === 'there' ? rules.rules : [];
  if (found.length === 0 && !configures) return null;
  const remove = (rule: AlarmRule) =>
    void run(async () => {
      await configure({ remove_alarm_rules: [`${rule.point_id}.${rule.name}`] });
      return 'Removed.';
    });
  return (
    <section className={styles.section} aria-label="Rules of alarm">
      <div className={styles.title}><h2>Alarm</h2></div>
      {rules.state === 'absent' && <p className="mute">{rules.reason}</p>}
      <ul className={styles.rules}>
        {found.map((rule) => (
          <li key={rule.name}>
            <Mark priority={rule.priority ?? 'medium'} />
            <span>{ruleInWords(rule, style, known)}<small>{rule.priority} · {rule.name}{rule.latching && ' · stays until somebody resolves it'}</small></span>
            {configures && draft === undefined && (
              <span className={styles.buttons}>
                <Button small aria-label={`Change ${rule.name}`} onClick={() => setDraft({ start: draftOf(rule), named: true })}>Change</Button>
                <Sure label="Remove" small busy={busy} ask={rule.latching ? 'If it is an alarm, that stays until somebody resolves it.' : 'Its alarm is over then.'} act={() => remove(rule)} />
              </span>
            )}
          </li>
        ))}
      </ul>
      <Said outcome={outcome} />
      {configures && rules.state === 'there' && (draft === undefined
        ? <Button small onClick={() => setDraft({ start: emptyDraft(style, found.map(({ name }) => name)), named: false })}>Add a rule</Button>
        : <RuleForm pointId={pointId} style={style} start={draft.start} named={draft.named} onEnd={() => setDraft(undefined)} />)}
    </section>
  );
}

async function configure(change: { alarm_rules: AlarmRule[] } | { remove_alarm_rules: string[] }): Promise<void> {
  const response = await movingConfiguration(() => command<ConfigResponse>('get_config', { discover: false, ...change }));
  if (response.status !== 'success') throw new Error(response.error?.message ?? `The gateway answered ${response.status}.`);
  // So that two changes in quick succession are not taken for somebody else's.
  adoptRevision(response.config_revision);
}

interface RuleFormProps {
  pointId: string;
  style: ValueStyle;
  start: RuleDraft;
  /** It is there already, so its name stays. */
  named: boolean;
  onEnd: () => void;
}

function RuleForm({ pointId, style, start, named, onEnd }: RuleFormProps) {
  const [draft, setDraft] = useState(start);
  const [trial, setTrial] = useState<Trial>();
  const { busy, outcome, run } = useAct();
  const { rule, failure } = readRule(draft, pointId);
  const set = (part: Partial<RuleDraft>) => {
    setDraft({ ...draft, ...part });
    setTrial(undefined);
  };
  const tryOut = () =>
    void run(async () => {
      setTrial(await rest.tryOut(rule!));
      return '';
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (rule === undefined || busy) return;
    void run(async () => {
      await configure({ alarm_rules: [rule] });
      return '';
    }).then((good) => good && onEnd());
  };
  const limitWords = LIMIT_WORDS[draft.type];
  const suppressing = useStatesOf(draft.suppressPoint.trim(), draft.suppressStates);
  const field = (label: string, key: 'low' | 'high' | 'deadband' | 'window' | 'delay' | 'clearDelay' | 'hold', placeholder = '') => (
    <label>{label}<input className="num" inputMode="decimal" autoComplete="off" placeholder={placeholder} value={draft[key]} onChange={(event) => set({ [key]: event.target.value })} /></label>
  );
  return (
    <form className={styles.settings} aria-label="Rule of alarm" onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && (event.stopPropagation(), onEnd())}>
      <label>An alarm if it
        <select aria-label="An alarm if it" value={draft.type} onChange={(event) => set({ type: event.target.value as RuleDraft['type'] })}>
          {typesFor(style).map((type) => <option key={type} value={type}>{TYPE_WORDS[type]}</option>)}
        </select>
      </label>
      <label>Priority
        <select aria-label="Priority of the alarm" value={draft.priority} onChange={(event) => set({ priority: event.target.value as AlarmPriority })}>
          {PRIORITIES.map((each) => <option key={each} value={each}>{each}</option>)}
        </select>
      </label>
      {comparesWith(draft.type) && <OtherPoint label="The other point" pointId={draft.other} set={(other) => set({ other })} />}
      {limitWords !== undefined && <>{field(limitWords[0], 'low', 'no limit')}{field(limitWords[1], 'high', 'no limit')}{field('Deadband', 'deadband', '0')}</>}
      {draft.type === 'rate' && field('Within seconds', 'window')}
      {draft.type === 'state' && <States legend="States" of={statesOf(style)} chosen={draft.states} set={(states) => set({ states })} />}
      {field('For seconds', 'delay')}
      {field('Gone after seconds', 'clearDelay')}
      <OtherPoint label="Not while this point" pointId={draft.suppressPoint} placeholder="is always judged, unless given" set={(suppressPoint) => set({ suppressPoint })} />
      {draft.suppressPoint.trim() !== '' && <><States legend="is" of={suppressing} chosen={draft.suppressStates} set={(suppressStates) => set({ suppressStates })} />{field('And for seconds after', 'hold')}</>}
      {!named && <label>Name<input value={draft.name} autoComplete="off" spellCheck={false} onChange={(event) => set({ name: event.target.value })} /></label>}
      <label className={styles.whole}>In words<input value={draft.text} maxLength={200} autoComplete="off" placeholder="device and point, unless given" onChange={(event) => set({ text: event.target.value })} /></label>
      <label className={`${styles.whole} ${styles.tick}`}><input type="checkbox" checked={draft.latching} onChange={(event) => set({ latching: event.target.checked })} />The alarm stays until somebody resolves it, though its cause is gone</label>
      {failure !== undefined && <p className={styles.error} role="alert">{failure}</p>}
      <div className={`${styles.whole} ${styles.buttons}`}>
        <Button small disabled={rule === undefined || busy} onClick={tryOut}>Try on the last 7 days</Button>
        <Button small type="submit" look="primary" disabled={rule === undefined || busy}>Save</Button>
        <Button small onClick={onEnd}>Cancel</Button>
      </div>
      {trial !== undefined && <TrialWords trial={trial} />}
      <Said outcome={outcome} />
    </form>
  );
}

/** The states of another point, and those that are chosen already, as of a point that is not there. */
function useStatesOf(pointId: string, chosen: readonly number[]): { state: number; words: string }[] {
  const info = usePointInfo(pointId);
  const known = statesOf({ ...info, object_type: objectTypeOf(pointId) });
  const others = chosen.filter((state) => !known.some((each) => each.state === state));
  return [...known, ...others.map((state) => ({ state, words: `State ${state}` }))];
}

function States({ legend, of, chosen, set }: { legend: string; of: readonly { state: number; words: string }[]; chosen: readonly number[]; set: (states: number[]) => void }) {
  return (
    <fieldset className={`${styles.whole} ${styles.states}`}>
      <legend>{legend}</legend>
      {of.map(({ state, words }) => (
        <label key={state}><input type="checkbox" checked={chosen.includes(state)} onChange={(event) => set(event.target.checked ? [...chosen, state] : chosen.filter((each) => each !== state))} />{words}</label>
      ))}
    </fieldset>
  );
}

/** A point by its id, with its name once it is one of the site. */
function OtherPoint({ label, pointId, placeholder = '1002.analogValue.5', set }: { label: string; pointId: string; placeholder?: string; set: (pointId: string) => void }) {
  const info = usePointInfo(pointId.trim());
  return (
    <label className={styles.whole}>{label}
      <input aria-label={label} value={pointId} placeholder={placeholder} autoComplete="off" spellCheck={false} onChange={(event) => set(event.target.value)} />
      {info !== undefined && <small className="mute">{info.name}</small>}
    </label>
  );
}

const SHOWN = 5;

function TrialWords({ trial: { samples, onsets, newest } }: { trial: Trial }) {
  if (samples === 0) return <p className={styles.whole} role="status">Nothing was stored of this point in the last 7 days.</p>;
  const times = onsets === 1 ? 'once' : `${onsets.toLocaleString('en')} times`;
  return (
    <div className={styles.whole} role="status">
      <p>{onsets === 0 ? 'It would not have come in the last 7 days.' : `It would have come ${times} in the last 7 days${onsets > SHOWN ? '; the last of them:' : ':'}`}</p>
      <ol className={styles.onsets}>
        {newest.slice(-SHOWN).reverse().map(({ at, gone_at: goneAt }) => (
          <li key={at} className="num">{showDateTime(Date.parse(at))}<span className="mute">{goneAt === undefined ? 'still there' : showDuration((Date.parse(goneAt) - Date.parse(at)) / 1000)}</span></li>
        ))}
      </ol>
    </div>
  );
}
