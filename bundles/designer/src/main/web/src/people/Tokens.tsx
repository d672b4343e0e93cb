// SPDX-License-Identifier: GPL-3.0-only
import { useCallback, useEffect, useRef, useState, type FormEvent } from 'react';
import { gatewayNow } from '../clock';
import { showAge, showDay } from '../format';
import { inWords } from '../gateway';
import { readWhole } from '../number';
import { Button } from '../ui/Button';
import { Said } from '../ui/Said';
import { Sure } from '../ui/Sure';
import { useAct } from '../ui/useAct';
import { rest, type MadeToken, type Token } from './rest';
import { itemsIn } from './words';
import styles from './People.module.css';

/** What programs sign in with in place of the account's password. */
export function Tokens({ account }: { account: string }) {
  const [tokens, setTokens] = useState<readonly Token[]>();
  const [failure, setFailure] = useState<string>();
  const [made, setMade] = useState<MadeToken>();
  const { busy, outcome, run } = useAct();
  const load = useCallback(async () => rest.tokens(account).then(setTokens, (error: unknown) => setFailure(inWords(error))), [account]);
  useEffect(() => void load(), [load]);
  const revoke = (token: Token) =>
    void run(async () => {
      await rest.revokeToken(account, token.id);
      if (made?.id === token.id) setMade(undefined);
      await load();
      return 'Revoked. What was connected with it is not any longer.';
    });
  return (
    <section className={styles.section}>
      <h4>Tokens</h4>
      {failure !== undefined && <p className={styles.bad} role="alert">{failure}</p>}
      {tokens?.length === 0 && <p className="mute">None. A program signs in with a token rather than with a password.</p>}
      <ul className={styles.tokens}>
        {tokens?.map((token) => (
          <li key={token.id}>
            <span>
              <b>{token.purpose}</b>
              <small className="num">{aboutToken(token)}</small>
            </span>
            <Sure label="Revoke" small busy={busy} ask="The program is shut out." act={() => revoke(token)} />
          </li>
        ))}
      </ul>
      <Said outcome={outcome} />
      {made !== undefined && <Made made={made} onDone={() => setMade(undefined)} />}
      <details className={styles.fold}>
        <summary>Make a token</summary>
        <TokenForm account={account} onMade={async (token) => { setMade(token); await load(); }} />
      </details>
    </section>
  );
}

function aboutToken({ user, expires, last_used: used, networks }: Token): string {
  const over = Date.parse(expires) <= gatewayNow();
  const from = networks.length === 0 ? '' : `, from ${networks.join(', ')} only`;
  return `${user} · ${over ? 'ended' : 'until'} ${showDay(Date.parse(expires))} · ${used === undefined ? 'never used' : `last used ${showAge(gatewayNow() - Date.parse(used))}`}${from}`;
}

const MOST_DAYS = 3653;

function TokenForm({ account, onMade }: { account: string; onMade: (made: MadeToken) => Promise<void> }) {
  const [days, setDays] = useState('365');
  const { value, failure } = readWhole(days, 1, MOST_DAYS);
  const { busy, outcome, run } = useAct();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    if (value === undefined) return;
    void run(async () => {
      await onMade(await rest.addToken(account, { purpose: String(data.get('purpose')), days: value, networks: itemsIn(String(data.get('networks'))) }));
      form.reset();
      setDays('365');
      return '';
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label>Which program is it for?<input name="purpose" required maxLength={100} placeholder="Setpoint optimiser" autoComplete="off" /></label>
      <label>Days until it ends<input className="num" inputMode="numeric" autoComplete="off" value={days} aria-invalid={failure !== undefined} onChange={(event) => setDays(event.target.value)} /></label>
      {failure !== undefined && <p className={styles.bad} role="alert">{failure}</p>}
      <label>From these networks only<input name="networks" placeholder="everywhere, or 10.20.0.0/16" autoComplete="off" spellCheck={false} /></label>
      <Said outcome={outcome} />
      <div className={styles.buttons}><Button type="submit" disabled={busy || value === undefined}>{busy ? 'Making…' : 'Make the token'}</Button></div>
    </form>
  );
}

/** The text of a token, the only time that it is to be seen. */
function Made({ made, onDone }: { made: MadeToken; onDone: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<boolean>();
  useEffect(() => field.current?.select(), []);
  // The newer way needs a secure context, which a building's network seldom is.
  const copy = () => {
    field.current!.select();
    setCopied(document.execCommand('copy'));
  };
  return (
    <div className={styles.made} role="group" aria-label="The new token">
      <p><b>It is shown this once.</b> Copy it into the program now. In MQTT it is the password of the user <b className={styles.code}>{made.user}</b>; in REST it is sent as Authorization: Bearer.</p>
      <div className={styles.line}>
        <input ref={field} className={styles.code} aria-label={`Token for ${made.purpose}`} value={made.token} readOnly spellCheck={false} />
        <Button look="primary" onClick={copy}>Copy</Button>
        <Button onClick={onDone}>Done</Button>
      </div>
      {copied !== undefined && <p role="status">{copied ? 'Copied.' : 'The browser does not let it be copied; it is selected, so press Ctrl C.'}</p>}
    </div>
  );
}
