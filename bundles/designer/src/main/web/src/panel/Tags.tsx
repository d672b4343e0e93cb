// SPDX-License-Identifier: GPL-3.0-only
import { useState, type FormEvent } from 'react';
import { api, type PointTags } from '../api';
import { capabilities } from '../capabilities';
import { useMay } from '../rights';
import { adoptRevision, movingConfiguration } from '../site/deploy';
import { usePointInfo } from '../site/store';
import { Button } from '../ui/Button';
import { Said } from '../ui/Said';
import { useAct } from '../ui/useAct';
import { readTags } from './tagWords';
import { useTags } from './useTags';
import styles from './Panel.module.css';

/** What the point means, in tags of Project Haystack. Whoever configures puts it right. */
export function Tags({ pointId }: { pointId: string }) {
  const told = usePointInfo(pointId)?.tags;
  if (!capabilities().details) return told === undefined ? null : <section className={styles.section} aria-label="Tags"><h2>Tags</h2><TagList tags={told} /></section>;
  return <Editable pointId={pointId} />;
}

function Editable({ pointId }: { pointId: string }) {
  const { tags: known, take } = useTags(pointId);
  const configures = useMay('configure');
  const [text, setText] = useState<string>();
  const { busy, outcome, run } = useAct();
  if (known === undefined) return null;
  const read = text === undefined ? undefined : readTags(text);
  const change = (ask: () => Promise<PointTags>) =>
    void run(async () => {
      const changed = await movingConfiguration(async () => {
        const answer = await ask();
        adoptRevision(answer.config_revision);
        return answer;
      });
      take(changed);
      setText(undefined);
      return changed.given ? 'The tags are saved.' : 'The tags are read from unit, type and name again.';
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (read?.tags !== undefined) change(() => api.giveTags(pointId, read.tags));
  };
  return (
    <section className={styles.section} aria-label="Tags">
      <h2>Tags</h2>
      <TagList tags={known.tags} />
      <p className="mute">{known.given ? 'Given by people.' : 'Read from unit, type and name.'}</p>
      {text !== undefined && (
        <form className={styles.tagform} onSubmit={submit}>
          <input aria-label="Tags" value={text} autoFocus spellCheck={false} autoComplete="off" aria-invalid={read?.failure !== undefined} onChange={(event) => setText(event.target.value)} />
          {read?.failure !== undefined && <p className={styles.error} role="alert">{read.failure}</p>}
          <div className={styles.buttons}>
            <Button small look="primary" type="submit" disabled={busy || read?.tags === undefined}>Save</Button>
            <Button small onClick={() => setText(undefined)}>Cancel</Button>
          </div>
        </form>
      )}
      {text === undefined && configures && (
        <div className={styles.buttons}>
          <Button small onClick={() => setText(known.tags.join(' '))}>Change tags</Button>
          {known.given && <Button small disabled={busy} onClick={() => change(() => api.takeTagsBack(pointId))}>Take back</Button>}
        </div>
      )}
      <Said outcome={outcome} />
    </section>
  );
}

function TagList({ tags }: { tags: readonly string[] }) {
  return <ul className={styles.tags}>{tags.map((tag) => <li key={tag}>{tag}</li>)}</ul>;
}
