/** Finds things by words in any order. A word that is a number means that number: `1` is in "Zone 1", and neither in "Zone 11" nor in "1001". */

/** What a thing is found by, in lower case. */
export interface Findable {
  /** What people call it; a hit in here counts more. */
  name: string;
  /** What else is known of it, such as its device, its id and its unit. */
  about: string;
  /** `ai 101`: how an engineer calls an object. */
  object?: string;
}

export interface Query {
  words: readonly string[];
  /** `ai 101`, if all of it is an object. */
  object: string | undefined;
  whole: string;
}

const OBJECT = /^(ai|ao|av|bi|bo|bv|mi|mo|mv|acc|iv|piv|lav|csv|pc|lp)[\s:,.-]*(\d+)$/;

export function queryOf(text: string): Query {
  const whole = text.toLowerCase().trim().replace(/\s+/g, ' ');
  const [, type, instance] = OBJECT.exec(whole) ?? [];
  return { words: whole.split(' ').filter(Boolean), object: type === undefined ? undefined : `${type} ${instance}`, whole };
}

/** How well a thing fits, 0 best; undefined if it does not. */
export function rank({ words, object, whole }: Query, { name, about, object: own }: Findable): number | undefined {
  if (words.length === 0) return 0;
  if (object !== undefined) return own === object ? 0 : own?.startsWith(object) ? 1 : name.includes(whole) ? 2 : undefined;
  const inName = words.filter((word) => has(name, word)).length;
  if (inName < words.length && !words.every((word) => has(name, word) || has(about, word))) return undefined;
  if (name === whole) return 0;
  if (name.startsWith(whole)) return 1;
  if (name.includes(whole)) return 2;
  return inName === words.length ? 3 : 4 + words.length - inName;
}

/** The things that fit best, in their own order where they fit equally well. */
export function best<T>(text: string, things: Iterable<T>, findable: (thing: T) => Findable, most: number): T[] {
  const query = queryOf(text);
  const found: { thing: T; fit: number }[] = [];
  for (const thing of things) {
    const fit = rank(query, findable(thing));
    if (fit !== undefined) found.push({ thing, fit });
  }
  return found.sort((a, b) => a.fit - b.fit).slice(0, most).map(({ thing }) => thing);
}

/** A number that is still being typed may go on after its second digit. */
function has(text: string, word: string): boolean {
  if (!/^\d+$/.test(word)) return text.includes(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const begins = !isDigit(text[at - 1]);
    if (begins && (word.length > 1 || !isDigit(text[at + word.length]))) return true;
  }
  return false;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}
