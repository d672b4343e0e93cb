import { create } from 'zustand';
import { command, inWords } from '../gateway';
import type { PointValue, WriteResponse } from '../mqtt/wire';

/** What this page wrote to a point last, and what came of it. */
export interface Write {
  running: boolean;
  value: PointValue;
  priority: number;
  response: WriteResponse | undefined;
  failure: string | undefined;
  /** What stood in the slot before, for undo; undefined if it is not known. */
  before: PointValue | undefined;
}

export const useWrites = create<Record<string, Write>>(() => ({}));

/** Priorities that this page holds, by point: for "held by us". */
export const useHeld = create<Record<string, number>>(() => ({}));

const WRITE_TIMEOUT_MS = 15_000;

/** Writes a value, or relinquishes with null; the outcome is in the store, nothing is thrown. */
export async function write(pointId: string, value: PointValue, priority: number, before: PointValue | undefined): Promise<void> {
  const put = (part: Partial<Write>): void =>
    useWrites.setState({ [pointId]: { running: false, value, priority, response: undefined, failure: undefined, before, ...part } });
  put({ running: true });
  try {
    const response = await command<WriteResponse>('set_value_to_point', { point_id: pointId, value, priority }, { timeoutMs: WRITE_TIMEOUT_MS });
    if (response.status !== 'success') return put({ failure: response.error?.message ?? `The gateway answered ${response.status}.` });
    put({ response });
    hold(pointId, value === null ? undefined : priority, priority);
  } catch (error) {
    put({ failure: inWords(error) });
  }
}

function hold(pointId: string, priority: number | undefined, written: number): void {
  const { [pointId]: held, ...others } = useHeld.getState();
  if (priority !== undefined) useHeld.setState({ [pointId]: priority });
  else if (held === written) useHeld.setState(others, true);
}
