// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { gatewayNow } from '../clock';
import { useGateway } from '../gateway';
import type { Alarm } from '../mqtt/wire';
import { useMay } from '../rights';
import { useSite } from '../site/store';
import { Button } from '../ui/Button';
import { PageHead } from '../ui/PageHead';
import { Said } from '../ui/Said';
import type { Outcome } from '../ui/useAct';
import { addressOf, replaceWith, useView } from '../ui/view';
import { VirtualList, type VirtualListHandle } from '../ui/VirtualList';
import { act, ActionForm, type Intent } from './ActionForm';
import { AlarmDetail } from './AlarmDetail';
import { AlarmEvents } from './AlarmEvents';
import { AlarmFilters } from './AlarmFilters';
import { AlarmRow, GroupRow, ROW_HEIGHT } from './AlarmRows';
import { goToNode, goToTrend } from './jump';
import { effectsOf, filterOf, isGrouped, lineId, linesOf, passing, queryOf, STANDINGS, type AlarmFilter, type AlarmStanding, type Line, type Names } from './lines';
import { targetOf, type Action } from './rest';
import { SoundSwitch } from './Sound';
import { useAlarms } from './useAlarms';
import styles from './Alarms.module.css';

const NONE: ReadonlySet<string> = new Set();
const NO_GROUPS: ReadonlySet<number | undefined> = new Set();

/** The alarms, what becomes of them, and what to do about them; all of it by the keyboard, too. */
export default function Alarms() {
  const view = useAlarms((each) => each);
  const trusted = useGateway((state) => state.trusted);
  const current = trusted && view.whole;
  const acts = useMay('acknowledge') && current;
  const { name, query } = useView();
  const filter = useMemo(() => filterOf(query), [query]);
  const names = useNames();
  const [closed, setClosed] = useState(NO_GROUPS);
  const [picked, setPicked] = useState(NONE);
  const [intent, setIntent] = useState<Intent>();
  const [outcome, setOutcome] = useState<Outcome>();
  const list = useRef<VirtualListHandle>(null);
  const page = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const found = useMemo(() => passing(view.all, filter, names), [view.all, filter, names]);
  const lines = useMemo(() => linesOf(found, filter.grouped, closed), [found, filter.grouped, closed]);
  const effects = useMemo(() => effectsOf(view.all), [view.all]);
  const counts = useMemo(() => countsOf(view.all), [view.all]);
  const grouped = isGrouped(lines);
  const [group, setGroup] = useState<string>();
  const chosen = view.all.find(({ alarm_id }) => alarm_id === name);
  const active = group ?? (chosen && lineId({ kind: 'alarm', alarm: chosen }));

  const focusList = () => page.current?.querySelector<HTMLElement>('[role=tree]')?.focus();
  useEffect(focusList, []);
  useEffect(() => list.current?.top(), [filter]);
  const setFilter = (next: AlarmFilter) => replaceWith(addressOf('alarms', name, queryOf(next)));
  const choose = (line: Line) => {
    setGroup(line.kind === 'device' ? lineId(line) : undefined);
    if (line.kind === 'alarm') replaceWith(addressOf('alarms', line.alarm.alarm_id, queryOf(filter)));
    list.current?.reveal(lines.indexOf(line));
  };
  const toggle = (deviceId: number | undefined, open = closed.has(deviceId)) => {
    const next = new Set(closed);
    if (open) next.delete(deviceId);
    else next.add(deviceId);
    setClosed(next);
  };
  const pick = (alarmIds: readonly string[], also = true) => setPicked(new Set([...(also ? picked : []), ...alarmIds]));
  const flip = (alarmId: string) => {
    const next = new Set(picked);
    if (!next.delete(alarmId)) next.add(alarmId);
    setPicked(next);
  };
  const several = found.filter(({ alarm_id }) => picked.has(alarm_id));
  const targets = several.length > 0 ? several : chosen ? [chosen] : [];
  const begin = (action: Action) => {
    setOutcome(undefined);
    const meant = action === 'resolve' ? targets.filter(({ condition }) => condition !== 'present') : targets;
    if (acts && meant.length > 0) setIntent({ action, alarms: meant });
  };
  const ended = (how: Outcome | undefined) => {
    setIntent(undefined);
    setOutcome(how);
    if (how?.good) setPicked(NONE);
    focusList();
  };
  const unshelve = () => void act('shelve', targets.map(targetOf), { duration_seconds: 0 }).then(ended);

  const index = lines.findIndex((line) => lineId(line) === active);
  const line = lines[index];
  const go = (to: number, extend: boolean) => {
    const next = lines[Math.max(0, Math.min(lines.length - 1, to))];
    if (next === undefined) return;
    if (extend) pick([line, next].flatMap((each) => (each?.kind === 'alarm' ? [each.alarm.alarm_id] : [])));
    choose(next);
  };
  const onList = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'a') return;
      pick(found.map(({ alarm_id }) => alarm_id), false);
    } else if (event.key === 'ArrowDown') go(index + 1, event.shiftKey);
    else if (event.key === 'ArrowUp') go(index - 1, event.shiftKey);
    else if (event.key === 'PageDown') go(index + 10, event.shiftKey);
    else if (event.key === 'PageUp') go(index - 10, event.shiftKey);
    else if (event.key === 'Home') go(0, false);
    else if (event.key === 'End') go(lines.length - 1, false);
    else if (event.key === 'ArrowRight' && line?.kind === 'device') toggle(line.deviceId, true);
    else if (event.key === 'ArrowLeft' && line?.kind === 'device') toggle(line.deviceId, false);
    else if (event.key === 'ArrowLeft') go(lines.slice(0, Math.max(0, index)).map(({ kind }) => kind).lastIndexOf('device'), false);
    else if (event.key === ' ' && line?.kind === 'alarm') flip(line.alarm.alarm_id);
    else if ((event.key === 'Enter' || event.key === ' ') && line?.kind === 'device') toggle(line.deviceId);
    else if (event.key === 'Enter' && chosen) goToNode(chosen);
    else return;
    event.preventDefault();
  };
  const onPage = (event: KeyboardEvent) => {
    const typing = (event.target as HTMLElement).closest('input, select, textarea') !== null;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && intent === undefined) {
      setPicked(NONE);
      focusList();
    } else if (typing) return;
    else if (event.key === '/') search.current?.focus();
    else if (event.key === 'a') begin('acknowledge');
    else if (event.key === 's') begin('shelve');
    else if (event.key === 'n') begin('note');
    else if (event.key === 't' && chosen) goToTrend(chosen, gatewayNow());
    else return;
    event.preventDefault();
  };
  const row = (at: number) => {
    const shown = lines[at]!;
    const id = lineId(shown);
    if (shown.kind === 'device') return <GroupRow key={id} line={shown} active={id === active} onToggle={() => { choose(shown); toggle(shown.deviceId); }} />;
    const { alarm } = shown;
    return (
      <AlarmRow
        key={id} alarm={alarm} level={grouped ? 2 : 1} active={id === active} picked={picked.has(alarm.alarm_id)} effects={effects.get(alarm.alarm_id) ?? 0}
        onChoose={(extend) => (extend ? pick(between(lines, index, at)) : setPicked(NONE), choose(shown))} onPick={() => flip(alarm.alarm_id)} onOpen={() => goToNode(alarm)}
      />
    );
  };
  return (
    <div className={styles.page} ref={page} onKeyDown={onPage}>
      <PageHead title="Alarms"><a className={styles.link} href={addressOf('alarm-health')}>Health</a><SoundSwitch /></PageHead>
      <Standing trusted={trusted} whole={view.whole} flood={view.summary?.flood ?? false} />
      <AlarmFilters filter={filter} grouped={grouped} counts={counts} onChange={setFilter} search={search} />
      <div className={styles.columns}>
        <div className={`${styles.card} ${current ? '' : styles.old}`}>
          <VirtualList
            ref={list} className={styles.list} count={lines.length} rowHeight={ROW_HEIGHT} row={row}
            role="tree" aria-label="Alarms" aria-multiselectable="true" tabIndex={0} onKeyDown={onList} aria-activedescendant={index < 0 ? undefined : active}
          />
          {lines.length > 0 && <p className={styles.hint}>{acts && <><kbd>A</kbd> acknowledge <kbd>S</kbd> shelve <kbd>N</kbd> note </>}<kbd>Enter</kbd> to the node <kbd>T</kbd> trend <kbd>Space</kbd> choose several <kbd>/</kbd> search</p>}
          {lines.length === 0 && <Nothing current={current} any={view.all.length > 0} onAll={() => setFilter({ ...filterOf(new URLSearchParams()), standing: 'all' })} />}
        </div>
        <div className={styles.detail}>
          {intent !== undefined && <ActionForm key={intent.action} intent={intent} onEnd={ended} />}
          <Said outcome={outcome} />
          {several.length > 1 && acts && (
            <section className={styles.section}>
              <h3>{several.length.toLocaleString('en')} alarms chosen</h3>
              <div className={styles.buttons}>
                <Button look="primary" onClick={() => begin('acknowledge')}>Acknowledge</Button>
                <Button onClick={() => begin('shelve')}>Shelve</Button>
                <Button onClick={() => begin('note')}>Note</Button>
              </div>
            </section>
          )}
          {several.length < 2 && chosen && <AlarmDetail alarm={chosen} effects={effects.get(chosen.alarm_id) ?? 0} current={current} onIntent={begin} onUnshelve={unshelve} />}
          {name !== '' && !chosen && view.whole && <p className={`${styles.section} mute`}>The alarm {name} is over.</p>}
          <AlarmEvents alarmId={name === '' ? undefined : name} />
        </div>
      </div>
    </div>
  );
}

/** Names of devices and points; another object when any of them is another. */
function useNames(): Names {
  const devices = useSite((state) => state.devices);
  const points = useSite((state) => state.points);
  return useMemo(() => ({ device: (id) => devices.get(id)?.name ?? `Device ${id}`, point: (id) => points.get(id)?.name ?? id }), [devices, points]);
}

function countsOf(all: readonly Alarm[]): Record<AlarmStanding, number> {
  return Object.fromEntries(STANDINGS.map(({ id, passes }) => [id, all.filter(passes).length])) as Record<AlarmStanding, number>;
}

/** The alarms from one line to another. */
function between(lines: readonly Line[], from: number, to: number): string[] {
  return lines.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1).flatMap((line) => (line.kind === 'alarm' ? [line.alarm.alarm_id] : []));
}

/** What is to be known of the whole list. */
function Standing({ trusted, whole, flood }: { trusted: boolean; whole: boolean; flood: boolean }) {
  const words = !trusted ? 'The gateway is not heard. The alarms are shown as they were; what came or went since is not known.' : !whole ? 'The alarms are being loaded.' : flood ? 'More than ten alarms came within ten minutes. Look for what they have in common.' : undefined;
  return <p className={`${styles.standing} ${!trusted ? styles.bad : ''}`} role="status">{words}</p>;
}

function Nothing({ current, any, onAll }: { current: boolean; any: boolean; onAll: () => void }) {
  if (!current && !any) return <p className={styles.nothing}>No alarms are known yet.</p>;
  return <p className={styles.nothing}>{any ? <>Nothing matches what is asked for. <Button small onClick={onAll}>Show all</Button></> : 'There are no alarms.'}</p>;
}
