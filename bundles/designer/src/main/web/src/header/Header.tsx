// SPDX-License-Identifier: GPL-3.0-only
import { Sound } from '../alarms/Sound';
import { capabilities } from '../capabilities';
import { useFlow } from '../flow/store';
import { useSession } from '../session/store';
import { useProject } from '../site/project';
import { IconButton } from '../ui/Button';
import { Logo } from '../ui/Logo';
import { AccountMenu } from './AccountMenu';
import { AlarmPill } from './AlarmPill';
import { ConnectionPill } from './ConnectionPill';
import { DeployMenu } from './DeployMenu';
import { DevicesPill } from './DevicesPill';
import { MonitoringPill } from './MonitoringPill';
import styles from './Header.module.css';

const SAVING = { saved: 'Saved', pending: 'Saving…', failed: 'Not saved' };

/** `drawing`: the canvas is below it. */
export function Header({ drawing }: { drawing: boolean }) {
  const identity = useSession((state) => state.identity);
  const project = useProject();
  const canUndo = useFlow((state) => state.history.past.length > 0);
  const canRedo = useFlow((state) => state.history.future.length > 0);
  const fixed = useFlow((state) => state.fixed);
  const { alarms, canvas } = capabilities();
  const { undo, redo } = useFlow.getState();
  return (
    <header className={styles.header}>
      <div className={styles.logo}>
        <Logo />
        <h1>Designer</h1>
      </div>
      <div className={`${styles.crumb} ellipsis`}>
        {!canvas && identity && <a className={styles.back} href="#">All sites</a>}
        {identity && <span className="ellipsis" title={`${identity.organization_id} / ${identity.site_id} / ${identity.iot_device_id}`}>{identity.organization_id} / {identity.site_id}</span>}
        <span className={`${styles.saving} ${project.saving === 'failed' ? styles.failed : ''}`} title={project.failure}>{project.loaded && !fixed && SAVING[project.saving]}</span>
      </div>
      {alarms && <><Sound /><AlarmPill /></>}
      {identity && <><ConnectionPill /><DevicesPill /><MonitoringPill /></>}
      {drawing && !fixed && (
        <>
          <div className={styles.pair}>
            <IconButton icon="undo" label="Undo (Ctrl Z)" disabled={!canUndo} onClick={undo} />
            <IconButton icon="redo" label="Redo (Ctrl Shift Z)" disabled={!canRedo} onClick={redo} />
          </div>
          <DeployMenu />
        </>
      )}
      <AccountMenu />
    </header>
  );
}
