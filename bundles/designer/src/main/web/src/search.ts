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

/**
 * What a thing is found by, as texts in lower case. They are taken to pieces only where a query may fit: of a hundred thousand points
 * the pieces would take some 150 MB, and a second to make.
 */
class Described {
  #called: string | undefined;

  constructor(
    /** What people call it; a hit in here counts more. */
    readonly name: string,
    /** What else is known of it, such as its id and its unit. */
    readonly about: string,
    /** `analogInput 101`. */
    readonly object: string | undefined,
  ) {}

  /** The name's pieces as one text. */
  get called(): string {
    return (this.#called ??= oneText(piecesOf(this.name)));
  }
}

export interface Query {
  words: readonly (readonly Piece[])[];
  /** All of its letters, to tell whose numbers are meant. */
  letters: readonly string[];
  /** `analogInput 101` in lower case, if all of it is an object, written in whatever way. */
  object: string | undefined;
  whole: string;
}

/** What is known of where a thing belongs, such as its device: the same for many. */
class Place {
  #pieces: readonly Piece[] | undefined;

  constructor(
    readonly said: string,
    readonly text = said.toLowerCase(),
  ) {}

  get pieces(): readonly Piece[] {
    return (this.#pieces ??= piecesOf(this.text));
  }
}

export interface Findable {
  what: Described;
  of: Place;
}

const NOWHERE = new Place('');

export function findable(name: string, about: string, object?: string): Findable {
  return { what: new Described(name.toLowerCase(), about.toLowerCase(), object?.toLowerCase()), of: NOWHERE };
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

const known = new WeakMap<PointLike, Described>();
/** Points are asked for device by device. */
let lastDevice = NOWHERE;

/** What a point is found by; `device` is what is said of its device. Kept, since each letter typed asks for that of all points. */
export function findablePoint(point: PointLike, device: string): Findable {
  let what = known.get(point);
  if (what === undefined) {
    const about = `${point.description ?? ''} ${point.point_id} ${shortObject(point.object_type, point.instance)} ${point.units ?? ''} ${unitSymbol(point.units)} ${point.writable ? 'writable' : ''}`;
    ({ what } = findable(point.name, about, `${point.object_type} ${point.instance}`));
    known.set(point, what);
  }
  if (device !== lastDevice.said) lastDevice = new Place(device);
  return { what, of: lastDevice };
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
export function rank(query: Query, thing: Findable): number | undefined {
  const { words, whole } = query;
  if (words.length === 0) return 0;
  if (query.object !== undefined) return rankOfObject(query.object, whole, thing.what);
  const inName = namedWords(query, thing);
  if (inName === undefined) return undefined;
  const { called } = thing.what;
  if (called === whole) return 0;
  if (called.startsWith(whole)) return 1;
  if (called.includes(whole)) return 2;
  return inName === words.length ? 3 : 4 + words.length - inName;
}

/** Whether a thing fits at all, for less than its rank. */
export function isFound(query: Query, thing: Findable): boolean {
  if (query.words.length === 0) return true;
  return query.object !== undefined ? rankOfObject(query.object, query.whole, thing.what) !== undefined : namedWords(query, thing) !== undefined;
}

function rankOfObject(object: string, whole: string, what: Described): number | undefined {
  return what.object === object ? 0 : what.object?.startsWith(object) ? 1 : what.called.includes(whole) ? 2 : undefined;
}

/** How many of the words are in the name; undefined if one is neither there nor beside it. */
function namedWords(query: Query, { what, of }: Findable): number | undefined {
  if (!query.words.every((word) => isSaid(word, what.name, what.about, of.text))) return undefined;
  let inName = 0;
  let name: readonly Piece[] | undefined;
  let about: readonly Piece[] | undefined;
  for (const word of query.words) {
    const letters = isLetters(word);
    if (letters ? what.name.includes(word[0]!.text) : isNamed((name ??= piecesOf(what.name)), word, query)) inName++;
    else if (!letters && !isTold(of.pieces, word, query) && !(isSaid(word, what.about) && isTold((about ??= piecesOf(what.about)), word, query))) return undefined;
  }
  return inName;
}

/** Whether each piece of a word is in one of the texts somewhere. Of a word of letters that is all that is asked for, since letters that stand together are one piece. */
function isSaid(word: readonly Piece[], ...texts: readonly string[]): boolean {
  return word.every(({ text }) => texts.some((each) => each.includes(text)));
}

function isLetters(word: readonly Piece[]): boolean {
  return word.length === 1 && !word[0]!.isNumber;
}

/** So many things are one step of a search. */
const STEP = 50;

/** The things that fit best, in their own order where they fit equally well. */
export function* best<T>(text: string, things: Iterable<T>, findableOf: (thing: T) => Findable, most: number): Generator<undefined, T[]> {
  const query = queryOf(text);
  const byFit: T[][] = [];
  let seen = 0;
  for (const thing of things) {
    if (++seen % STEP === 0) yield;
    const fit = rank(query, findableOf(thing));
    if (fit === undefined) continue;
    const equal = (byFit[fit] ??= []);
    if (equal.length < most) equal.push(thing);
    // Without words all fit equally well.
    else if (query.words.length === 0) break;
  }
  return byFit.flat().slice(0, most);
}

const SLICE_MS = 8;
let preparing: ReturnType<typeof setTimeout> | undefined;

/** Makes what points are found by in small portions, so that the first letter typed need not wait for all of it. */
export function prepareSearch(points: Iterable<PointLike>): void {
  clearTimeout(preparing);
  const left = points[Symbol.iterator]();
  const portion = () => {
    const end = performance.now() + SLICE_MS;
    for (let next = left.next(); !next.done; next = left.next()) {
      void findablePoint(next.value, '').what.called;
      if (performance.now() > end) return void (preparing = setTimeout(portion, SLICE_MS));
    }
  };
  preparing = setTimeout(portion, SLICE_MS);
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
