// SPDX-License-Identifier: GPL-3.0-only
import { shortObject, typeNamed } from './objectTypes';
import { unitSymbol } from './units';

/**
 * Finds things by words in any order, however they are joined: "zone1", "zone-1" and "Zone 01" are the same. Letters are found
 * anywhere. A number means that number: `1` is in "Zone 1", and neither in "Zone 11" nor in "1001". One that is written together
 * with letters belongs to them: "co2" and "co 2" find "CO2", "zone 2" does not.
 */

/** Letters or digits of a text, in lower case, digits without the zeros in front. */
interface Piece {
  text: string;
  isNumber: boolean;
  /** Nothing stands between this piece and the one before. */
  joined: boolean;
}

/** What a thing is found by. */
export interface Findable {
  /** What people call it; a hit in here counts more. */
  name: readonly Piece[];
  /** What else is known of it, such as its device, its id and its unit. */
  about: readonly Piece[];
  /** The name as one text. */
  called: string;
  /** `analogInput 101` in lower case. */
  object: string | undefined;
}

export interface Query {
  words: readonly (readonly Piece[])[];
  /** All of its letters, to tell whose numbers are meant. */
  letters: readonly string[];
  /** `analogInput 101` in lower case, if all of it is an object, written in whatever way. */
  object: string | undefined;
  whole: string;
}

export function findable(name: string, about: string, object?: string): Findable {
  const pieces = piecesOf(name);
  return { name: pieces, about: piecesOf(about), called: oneText(pieces), object: object?.toLowerCase() };
}

interface PointLike {
  point_id: string;
  object_type: string;
  instance: number;
  name: string;
  description?: string;
  units?: string;
  writable: boolean;
}

const known = new WeakMap<PointLike, { device: string; findable: Findable }>();

/** What a point is found by; `device` is what is said of its device. Kept, since each letter typed asks for that of all points. */
export function findablePoint(point: PointLike, device: string): Findable {
  const before = known.get(point);
  if (before?.device === device) return before.findable;
  const about = `${point.description ?? ''} ${point.point_id} ${shortObject(point.object_type, point.instance)} ${point.units ?? ''} ${unitSymbol(point.units)} ${point.writable ? 'writable' : ''} ${device}`;
  const now = findable(point.name, about, `${point.object_type} ${point.instance}`);
  known.set(point, { device, findable: now });
  return now;
}

export function queryOf(text: string): Query {
  const pieces = piecesOf(text);
  const letters = pieces.filter((piece) => !piece.isNumber).map((piece) => piece.text);
  const instance = pieces.at(-1);
  const type = instance?.isNumber && letters.length === pieces.length - 1 ? typeNamed(letters.join('')) : undefined;
  return {
    words: text.split(/\s+/).map(piecesOf).filter((word) => word.length > 0),
    letters,
    object: type === undefined ? undefined : `${type} ${instance!.text}`.toLowerCase(),
    whole: oneText(pieces),
  };
}

/** How well a thing fits, 0 best; undefined if it does not. */
export function rank(query: Query, { name, about, called, object }: Findable): number | undefined {
  const { words, whole } = query;
  if (words.length === 0) return 0;
  if (query.object !== undefined) return object === query.object ? 0 : object?.startsWith(query.object) ? 1 : called.includes(whole) ? 2 : undefined;
  const inName = words.filter((word) => isNamed(name, word, query)).length;
  if (inName < words.length && !words.every((word) => isNamed(name, word, query) || isTold(about, word, query))) return undefined;
  if (called === whole) return 0;
  if (called.startsWith(whole)) return 1;
  if (called.includes(whole)) return 2;
  return inName === words.length ? 3 : 4 + words.length - inName;
}

/** The things that fit best, in their own order where they fit equally well. */
export function best<T>(text: string, things: Iterable<T>, findableOf: (thing: T) => Findable, most: number): T[] {
  const query = queryOf(text);
  const found: { thing: T; fit: number }[] = [];
  for (const thing of things) {
    const fit = rank(query, findableOf(thing));
    if (fit !== undefined) found.push({ thing, fit });
  }
  return found.sort((a, b) => a.fit - b.fit).slice(0, most).map(({ thing }) => thing);
}

/** In a name every number counts, unless it is joined to letters that are not asked for. */
function isNamed(name: readonly Piece[], word: readonly Piece[], query: Query): boolean {
  if (word.length > 1 || !word[0]!.isNumber) return contains(name, word);
  return name.some((piece, i) => isSame(piece, word[0]!, true) && (!piece.joined || isMeant(name[i - 1], query)));
}

/** Beside the name are many small numbers, as in ids and addresses: one counts if it is long, or after the letters that are asked for. */
function isTold(about: readonly Piece[], word: readonly Piece[], query: Query): boolean {
  if (word.length > 1 || !word[0]!.isNumber) return contains(about, word);
  return about.some((piece, i) => isSame(piece, word[0]!, true) && (word[0]!.text.length > 2 || isMeant(about[i - 1], query)));
}

/** Whether these letters before a number are asked for; who asks for no letters means any. */
function isMeant(before: Piece | undefined, { letters }: Query): boolean {
  if (before === undefined || before.isNumber) return false;
  return letters.length === 0 || letters.some((each) => before.text.startsWith(each) || before.text.endsWith(each));
}

/** Letters anywhere, or all pieces of a word one after another. */
function contains(pieces: readonly Piece[], word: readonly Piece[]): boolean {
  const last = word.length - 1;
  if (last === 0) return pieces.some((piece) => !piece.isNumber && piece.text.includes(word[0]!.text));
  const fits = (piece: Piece | undefined, i: number): boolean => {
    const wanted = word[i]!;
    if (piece === undefined || wanted.isNumber) return piece !== undefined && isSame(piece, wanted, i === last);
    if (piece.isNumber) return false;
    return i === 0 ? piece.text.endsWith(wanted.text) : i === last ? piece.text.startsWith(wanted.text) : piece.text === wanted.text;
  };
  return pieces.some((_, at) => word.every((_, i) => fits(pieces[at + i], i)));
}

/** @param typing the number may go on after its second digit */
function isSame(piece: Piece, number: Piece, typing: boolean): boolean {
  return piece.isNumber && (piece.text === number.text || (typing && number.text.length > 1 && piece.text.startsWith(number.text)));
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = -1;
  for (const found of text.toLowerCase().matchAll(/(\d+)|(?:[^\s\d\p{P}]|%)+/gu)) {
    const isNumber = found[1] !== undefined;
    pieces.push({ text: isNumber ? found[0].replace(/^0+(?=\d)/, '') : found[0], isNumber, joined: found.index === end });
    end = found.index + found[0].length;
  }
  return pieces;
}

function oneText(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join(' ');
}
