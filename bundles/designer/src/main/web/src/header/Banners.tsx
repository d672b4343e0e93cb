// SPDX-License-Identifier: GPL-3.0-only
import type { ReactNode } from 'react';
import { useFlow } from '../flow/store';
import { useGateway } from '../gateway';
import { asSentence, showDateTime } from '../format';
import { useSession } from '../session/store';
import { acceptRevision, useDeploy } from '../site/deploy';
import { deployedOf, keepOurs, takeTheirs, useProject } from '../site/project';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { OFFLINE_REASONS } from './reasons';
import styles from './Header.module.css';

/** What concerns everything on screen, below the header; the canvas stays usable. */
export function Banners() {
  const { connection, brokerAway, refusal, status, overdue } = useGateway();
  const theirs = useProject((state) => state.theirs);
  const foreign = useDeploy((state) => state.foreign);
  const fixed = useFlow((state) => state.fixed);
  const warnings = useSession((state) => state.settings.warnings);
  const decide = (act: () => void) => () => {
    act();
    acceptRevision();
  };
  const deployed = theirs && deployedOf(theirs);
  return (
    <div role="status">
      {connection.phase === 'waiting' && <Banner bad words={`${lossInWords(brokerAway, refusal)} Values are not current until it is back.`} />}
      {connection.phase === 'connected' && status?.status === 'offline' && (
        <Banner bad words={`The gateway is offline. ${OFFLINE_REASONS[status.reason ?? ''] ?? ''} Values are not current until it is back.`} />
      )}
      {connection.phase === 'connected' && status?.status === 'online' && overdue && (
        <Banner bad words="The gateway's heartbeat has stopped. Values are not current until it is back." />
      )}
      {theirs !== undefined && (
        <Banner
          words={deployed === undefined
            ? 'Another browser has saved this project.'
            : `Another browser has changed this project; last deployed ${showDateTime(Date.parse(deployed.at))} as revision ${deployed.config_revision}.`}
        >
          <Button small onClick={decide(takeTheirs)}>Load that version</Button>
          <Button small onClick={decide(keepOurs)}>Keep mine</Button>
        </Banner>
      )}
      {theirs === undefined && foreign !== undefined && !fixed && (
        <Banner words={`Another client changed the configuration; it is at revision ${foreign}. A deploy from here replaces the flow that runs.`}>
          <Button small onClick={acceptRevision}>Go on from it</Button>
        </Banner>
      )}
      {warnings.map((warning) => <Banner key={warning} words={warning} />)}
    </div>
  );
}

function Banner({ bad = false, words, children }: { bad?: boolean; words: string; children?: ReactNode }) {
  return (
    <div className={`${styles.banner} ${bad ? styles.bad : ''}`}>
      <Icon name="warning" />
      <span>{words}</span>
      {children}
    </div>
  );
}

function lossInWords(brokerAway: boolean, refusal: string | undefined): string {
  if (refusal !== undefined) return `The gateway refuses this page: ${asSentence(refusal)}`;
  return brokerAway ? 'The gateway answers, but the connection to its MQTT broker fails.' : 'The connection to the gateway is lost.';
}
