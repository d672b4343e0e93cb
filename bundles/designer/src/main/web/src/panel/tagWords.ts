// SPDX-License-Identifier: GPL-3.0-only
const NAME = /^[a-z][A-Za-z0-9_]{0,39}$/;
const MOST = 20;

/** The tags in a text, and why they are none if they are none: the gateway's own rule, in fewer words. */
export function readTags(text: string): { tags: string[]; failure?: undefined } | { tags?: undefined; failure: string } {
  const tags = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  const wrong = tags.find((tag) => !NAME.test(tag));
  if (wrong !== undefined) return { failure: `"${wrong}" is no tag: letters, digits and _, the first a small letter.` };
  if (tags.length > MOST) return { failure: `Give ${MOST} tags at most.` };
  return tags.length === 0 ? { failure: 'Give a tag, or take back what was given.' } : { tags };
}
