// SPDX-License-Identifier: GPL-3.0-only
import { showDateTime } from '../format';
import { Age } from '../ui/Age';
import { PageHead } from '../ui/PageHead';
import { Said } from '../ui/Said';
import { Sure } from '../ui/Sure';
import { useAct } from '../ui/useAct';
import { Install } from './Install';
import { rest, type Outcome, type UpdateState } from './rest';
import { useUpdates } from './useUpdates';
import { isUnderWay, nameOf, nowOf, stepsOf, toneOf } from './words';
import styles from './Updates.module.css';

/** What runs, what a package would change, how far its installation is, and what became of others. For an admin. */
export default function Updates() {
  const { state, failure, look } = useUpdates();
  return (
    <div className={styles.page}>
      <PageHead title="Updates" />
      {failure !== undefined && <p className={styles.warn} role="alert">{state !== undefined && isUnderWay(state) ? `The gateway does not answer just now, as while it starts anew. ${failure}` : failure}</p>}
      {state !== undefined && (
        <>
          <Running state={state} look={look} />
          <Install underWay={isUnderWay(state)} look={look} />
          <History all={state.history} />
        </>
      )}
    </div>
  );
}

function Running({ state, look }: { state: UpdateState; look: () => Promise<void> }) {
  const { busy, outcome, run } = useAct();
  const underWay = isUnderWay(state);
  const last = state.history.at(-1);
  const rollBack = () =>
    void run(async () => {
      const { way, pauses } = await rest.rollBack();
      await look();
      return `${way === 'hot' ? 'What was before is put back.' : 'The gateway starts anew with what was before.'} ${pauses.join(' ')}`;
    });
  return (
    <section className={styles.card} aria-label="What runs">
      <div className={styles.head}>
        <h3>{state.in_force === 'distribution' ? 'The bundles of the distribution run' : `${state.in_force} is in force`}</h3>
        {underWay ? (
          state.phase === 'gate' && <Sure label="End the trial" busy={busy} ask="What was before is put back." act={rollBack} />
        ) : (
          state.in_force !== 'distribution' && <Sure label="Take it back" busy={busy} ask={`What was in force before ${state.in_force} is put back; the same pauses as when it came.`} act={rollBack} />
        )}
      </div>
      {underWay ? <UnderWay state={state} /> : last !== undefined && <p role="status"><b className={styles[toneOf(last)]}>{nameOf(last.update_id)}: {last.outcome}</b> <span className="mute"><Age time={Date.parse(last.at)} /></span></p>}
      <Said outcome={outcome} />
    </section>
  );
}

function UnderWay({ state }: { state: UpdateState }) {
  return (
    <>
      <ol className={styles.steps} aria-label={state.update_id === undefined ? 'How far it is' : `How far ${state.update_id} is`}>
        {stepsOf(state).map((step) => (
          <li key={step.label} className={styles[step.state]} aria-current={step.state === 'now' ? 'step' : undefined}>{step.label}</li>
        ))}
      </ol>
      <p role="status">{state.update_id !== undefined && <b>{nameOf(state.update_id)}: </b>}{nowOf(state)} <span className="mute" aria-hidden="true"><Age time={Date.parse(state.since)} /></span></p>
      {state.findings.length > 0 && (
        <div className={styles.findings}>
          <p className="mute">Not yet as before:</p>
          <ul>{state.findings.map((finding) => <li key={finding}>{finding}</li>)}</ul>
        </div>
      )}
    </>
  );
}

function History({ all }: { all: readonly Outcome[] }) {
  return (
    <section className={styles.list} aria-label="History">
      {all.length === 0 ? (
        <p className={`${styles.empty} mute`}>No update has been installed here.</p>
      ) : (
        <table className={styles.table}>
          <thead><tr><th scope="col">Time</th><th scope="col">Update</th><th scope="col">What became of it</th></tr></thead>
          <tbody>
            {[...all].reverse().map(({ at, update_id: id, outcome }, i) => (
              <tr key={all.length - i}>
                <td className="num" title={at}>{showDateTime(Date.parse(at))}</td>
                <th scope="row">{nameOf(id)}</th>
                <td className={styles[toneOf({ outcome })]}>{outcome}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
