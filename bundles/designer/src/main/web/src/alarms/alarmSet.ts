// SPDX-License-Identifier: GPL-3.0-only
import type { Alarm, AlarmEvent, AlarmSummary } from '../mqtt/wire';
import { awaitsAcknowledgement, isQuiet, rankOf } from './words';

/** The alarms of one thing: how many of them nobody has put aside, and the worst of those. */
export interface Badge {
  worst: Alarm;
  count: number;
}

/** What is known of the alarms at one moment. Replaced as a whole, never changed. */
export interface AlarmView {
  /** All that are not over, in no order. */
  all: readonly Alarm[];
  ofPoint: ReadonlyMap<string, Badge>;
  /** Those of a device's points are among those of the device. */
  ofDevice: ReadonlyMap<number, Badge>;
  summary: AlarmSummary | undefined;
  /** Whether all alarms have come since the connection was there. */
  whole: boolean;
  /** Those that have come while this page was open, and that nobody has cared for yet; the worst first. */
  unheard: readonly Alarm[];
}

const NONE: AlarmView = { all: [], ofPoint: new Map(), ofDevice: new Map(), summary: undefined, whole: false, unheard: [] };

/**
 * The gateway's alarms from their retained topics. After each connection they come again, in any number, and what is over meanwhile does
 * not come at all: so the list is whole once there are as many as the summary counts, and what has not come by then is dropped.
 */
export class AlarmSet {
  readonly #alarms = new Map<string, Alarm>();
  /** Those that have come since the connection was there. */
  readonly #told = new Set<string>();
  /** Which occurrence of an alarm this page has taken notice of; undefined until the first list was whole. */
  #noticed: Map<string, number> | undefined;
  readonly #unheard = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #eventListeners = new Set<(event: AlarmEvent) => void>();
  #summary: AlarmSummary | undefined;
  #whole = false;
  #view = NONE;
  #scheduled = false;

  /** @param later calls back a little later: many changes are one */
  constructor(private readonly later: (run: () => void) => void) {}

  get view(): AlarmView {
    return this.#view;
  }

  /** Hears that there is another view. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Hears what becomes of alarms, as it comes. */
  subscribeEvents(listener: (event: AlarmEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => void this.#eventListeners.delete(listener);
  }

  /** There is a new connection. */
  begin(): void {
    this.#told.clear();
    this.#summary = undefined;
    this.#whole = false;
    this.#changed();
  }

  put(alarmId: string, alarm: Alarm | undefined): void {
    if (alarm === undefined) {
      this.#alarms.delete(alarmId);
      this.#told.delete(alarmId);
    } else {
      this.#alarms.set(alarmId, alarm);
      this.#told.add(alarmId);
    }
    this.#changed();
  }

  summarize(summary: AlarmSummary): void {
    this.#summary = summary;
    this.#changed();
  }

  happened(event: AlarmEvent): void {
    for (const listener of this.#eventListeners) listener(event);
  }

  /**
   * Resolves once the view shows what the gateway has answered: each of these alarms is that far, or over. The answer comes by another way
   * than the alarm, and mostly before it. What does not come is waited for no longer than this.
   */
  shows(answered: readonly { alarm_id: string; seq?: number }[], patienceMs: number): Promise<void> {
    const isShown = () => !this.#scheduled && answered.every(({ alarm_id, seq = 0 }) => (this.#alarms.get(alarm_id)?.seq ?? Infinity) >= seq);
    if (isShown()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(end, patienceMs);
      const stop = this.subscribe(() => isShown() && end());
    });
  }

  /** Somebody has heard what has come so far. */
  silence(): void {
    this.#unheard.clear();
    this.#changed();
  }

  /** After signing out, and for another gateway. */
  clear(): void {
    this.#alarms.clear();
    this.#unheard.clear();
    this.#noticed = undefined;
    this.begin();
  }

  #changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.later(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    if (!this.#whole && this.#summary !== undefined && this.#told.size === this.#summary.active) {
      this.#whole = true;
      for (const alarmId of this.#alarms.keys()) if (!this.#told.has(alarmId)) this.#alarms.delete(alarmId);
    }
    const all = [...this.#alarms.values()];
    if (this.#whole) this.#listen(all);
    const unheard = all.filter(({ alarm_id }) => this.#unheard.has(alarm_id)).sort((a, b) => rankOf(a) - rankOf(b));
    this.#view = { all, ofPoint: badgesOf(all, ({ point_id: point }) => point, this.#view.ofPoint), ofDevice: badgesOf(all, ({ device_id: device }) => device, this.#view.ofDevice), summary: this.#summary, whole: this.#whole, unheard };
    for (const listener of this.#listeners) listener();
  }

  /** What stood before this page was opened is not news. */
  #listen(all: readonly Alarm[]): void {
    const loud = new Map(all.filter(isLoud).map(({ alarm_id, occurrence }) => [alarm_id, occurrence]));
    if (this.#noticed !== undefined) for (const [alarmId, occurrence] of loud) if (this.#noticed.get(alarmId) !== occurrence) this.#unheard.add(alarmId);
    for (const alarmId of this.#unheard) if (!loud.has(alarmId)) this.#unheard.delete(alarmId);
    // One that was put aside and comes back is the same occurrence, which somebody knew of.
    const before = this.#noticed ?? new Map<string, number>();
    this.#noticed = new Map([...[...before].filter(([alarmId]) => this.#alarms.has(alarmId)), ...loud]);
  }
}

/** Whether it is to be heard until somebody cares: it waits for nobody's acknowledgement if its cause is gone and none is required. */
function isLoud(alarm: Alarm): boolean {
  return alarm.priority !== 'low' && !isQuiet(alarm) && !alarm.acknowledged && (alarm.condition !== 'gone' || alarm.ack_required);
}

/** A badge that says what it said before is the same object, so that what shows it need not be drawn again. */
function badgesOf<K>(all: readonly Alarm[], keyOf: (alarm: Alarm) => K | undefined, before: ReadonlyMap<K, Badge>): ReadonlyMap<K, Badge> {
  const badges = new Map<K, Badge>();
  for (const alarm of all) {
    const key = isQuiet(alarm) ? undefined : keyOf(alarm);
    if (key === undefined) continue;
    const { worst, count } = badges.get(key) ?? { worst: alarm, count: 0 };
    badges.set(key, { worst: isWorse(alarm, worst) ? alarm : worst, count: count + 1 });
  }
  for (const [key, { worst, count }] of badges) {
    const held = before.get(key);
    if (held?.worst === worst && held.count === count) badges.set(key, held);
  }
  return badges;
}

/** Among equals what waits for an acknowledgement is the worse, since that is what blinks. */
function isWorse(alarm: Alarm, other: Alarm): boolean {
  return 2 * rankOf(alarm) - Number(awaitsAcknowledgement(alarm)) < 2 * rankOf(other) - Number(awaitsAcknowledgement(other));
}
