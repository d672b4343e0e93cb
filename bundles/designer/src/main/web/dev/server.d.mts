// SPDX-License-Identifier: GPL-3.0-only
import type { Uplink } from '../src/api';
import type { Alarm, AlarmRule } from '../src/mqtt/wire';

/** What tests see of the fixture; the rest of dev/ is plain JavaScript. */
export interface Fixture {
  /** Ends in a slash. */
  url: string;
  port: number;
  site: {
    revision: number;
    points(): { id: string; error?: { code: string; message: string }; slots: Record<number, unknown>; held?: { priority: number; value: unknown; until?: string }[] }[];
    devices: { dies: boolean }[];
    write(request: { point_id: string; value: number | null; priority?: number; release_after_seconds?: number }, changed: () => void): unknown;
    place(deviceId: number, type: string, instance: number, name: string, units: string | undefined, value: unknown, more?: object): void;
  };
  alarms: {
    rules: Map<string, AlarmRule>;
    all: Map<string, { seq: number; acknowledged: boolean; raised_at: string }>;
    raise(alarmId: string, more?: Partial<Alarm>): void;
    clear(alarmId: string): void;
    act(action: string, body: object, by: string): unknown;
  };
  rest: {
    projects: Map<string, { id: string; name: string; revision: number; flow: unknown }>;
    uplinks: Uplink[];
    audit: { breakChain(how: string): void };
    updates: { enter(phase: string, findings?: string[]): void; end(outcome: string): void; tryByStart(): void; size(): number; pieces(): number };
    accounts: { all: Map<string, { role: string; disabled: boolean; rights: string[]; write_scope: object }>; visitor(name: string): string };
  };
  /** A point is read, and its own topic alone says so. */
  say(pointId: string): void;
  killGateway(): void;
  startGateway(): void;
  cut(): void;
  stop(): Promise<void>;
}

export interface FixtureOptions {
  port?: number;
  empty?: boolean;
  extra?: number;
  updatesPerSecond?: number;
  /** Samples in batches, of points whose own topics stay as they are. */
  confirmedPerSecond?: number;
  silent?: boolean;
  offers?: { history: boolean; properties: boolean };
  warnings?: string[];
  discoveryMs?: number;
  updateStepMs?: number;
  dist?: string;
  prefix?: string;
  refuses?: string;
  host?: string;
}

export function startFixture(options?: FixtureOptions): Promise<Fixture>;
