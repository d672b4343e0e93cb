// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { PointInfo } from '../api';
import { useFlow } from '../flow/store';
import { shortObject } from '../objectTypes';
import { useMay } from '../rights';
import { best, findable, findablePoint } from '../search';
import { useSite } from '../site/store';
import { chooseTheme, useTheme } from '../theme';
import { addOrReveal, choosePoint, openHelp, openPalette, revealNode, showDevice, showTab, zoomToFit } from '../ui/state';
import { usePortions } from '../ui/usePortions';
import styles from './Palette.module.css';

interface Hit {
  id: string;
  name: string;
  about: string;
  run: () => void;
}

const MOST = 50;

/** Ctrl-K: finds points, devices, nodes and actions; arrow keys and Enter. */
export function Palette() {
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const [hits, hitsNow] = useHits(text);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  const keys = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = Math.max(0, Math.min(hits.length - 1, index + step));
      setIndex(next);
      document.getElementById(`hit-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Escape') {
      // The field would empty itself first.
      event.preventDefault();
      openPalette(false);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // Whoever types fast means what was typed, and not what is still shown.
      choose(hitsNow()[index]);
    }
  };
  return (
    <dialog ref={dialog} className={styles.palette} aria-label="Search" onClose={() => openPalette(false)} onClick={(event) => event.target === dialog.current && openPalette(false)}>
      <input
        type="search" autoFocus placeholder="Search points, devices, nodes and actions" value={text} role="combobox" aria-expanded="true" aria-controls="hits" aria-activedescendant={`hit-${index}`} aria-label="Search"
        onChange={(event) => { setText(event.target.value); setIndex(0); }} onKeyDown={keys}
      />
      <ul id="hits" role="listbox" aria-label="Found">
        {hits.map((hit, i) => (
          <li key={hit.id} id={`hit-${i}`} role="option" aria-selected={i === index} onClick={() => choose(hit)} onPointerMove={() => setIndex(i)}>
            <span className="ellipsis">{hit.name}</span>
            <small className="ellipsis">{hit.about}</small>
          </li>
        ))}
      </ul>
      {hits.length === 0 && hits !== NO_HITS && <p>Nothing fits these words.</p>}
    </dialog>
  );
}

function choose(hit: Hit | undefined): void {
  if (hit === undefined) return;
  openPalette(false);
  hit.run();
}

const NO_HITS: Hit[] = [];

function useHits(text: string): [Hit[], () => Hit[], boolean] {
  const configures = useMay('configure');
  const points = useSite((state) => state.points);
  const devices = useSite((state) => state.devices);
  const doc = useFlow((state) => state.history.present);
  return usePortions(function* () {
    const hits: (Hit | PointInfo)[] = [];
    for (const node of doc.nodes) {
      if (node.type === 'point') continue;
      const name = node.type === 'note' ? node.data.text.trim().split('\n', 1)[0] || 'Empty note' : (node.data as { label: string }).label;
      hits.push({ id: node.id, name, about: `${node.type} on the canvas${node.type === 'note' ? ` · ${node.data.text}` : ''}`, run: () => revealNode(node.id) });
    }
    hits.push(...actions(configures));
    for (const device of devices.values()) {
      hits.push({ id: `device ${device.device_id}`, name: device.name, about: `device ${device.device_id} · ${device.ip_address}`, run: () => showDevice(device.device_id) });
    }
    const deviceOf = (point: PointInfo) => devices.get(point.device_id)?.name ?? String(point.device_id);
    const found = yield* best(text, inTurn(hits, points.values()), (each) => ('run' in each ? findable(each.name, each.about) : findablePoint(each, deviceOf(each))), MOST);
    return found.map((each) =>
      'run' in each ? each : { id: each.point_id, name: each.name, about: `${deviceOf(each)} · ${shortObject(each.object_type, each.instance)}`, run: () => { choosePoint(each.point_id); addOrReveal(each.point_id); } },
    );
  }, [text, points, devices, doc, configures], NO_HITS);
}

/** One after the other, without a list of a hundred thousand. */
function* inTurn<T>(...lists: Iterable<T>[]): Iterable<T> {
  for (const list of lists) yield* list;
}

function actions(configures: boolean): Hit[] {
  const action = (name: string, about: string, run: () => void): Hit => ({ id: `action ${name}`, name, about, run });
  return [
    action('Show everything', 'canvas', zoomToFit),
    ...(configures
      ? [
          action('Auto-layout', 'canvas', () => { useFlow.getState().layout(); requestAnimationFrame(zoomToFit); }),
          action('Discover devices', 'network', () => showTab('discover')),
        ]
      : []),
    action('Keys', 'help', () => openHelp(true)),
    action('Light or dark', 'appearance', () => chooseTheme(useTheme.getState().dark ? 'light' : 'dark')),
  ];
}
