// @ts-check
/**
 * The pair to ask next, as `pairs.py` chooses it (where it is explained): for a page that has no kernel.
 *
 * All votes are those of the one who sits before the page.
 *
 * @typedef {{ id: string, winner: string, loser: string, tie: boolean, voter: string, when: number }} Vote
 */

const PRIOR = 1 / 1.5 ** 2;
const ROUNDS = 10;

/** @param {number} lead */
const chance = (lead) => 1 / (1 + Math.exp(-lead));

/** Two clips as one text, whichever comes first.
 * @param {string} one
 * @param {string} other
 */
export const pairKey = (one, other) => (one < other ? `${one} ${other}` : `${other} ${one}`);

/** The two clips to compare next, in the order of `names`; null where all were asked or skipped.
 * @param {string[]} names
 * @param {Vote[]} votes
 * @param {Set<string>} skipped  pairs that are not to be asked now, as `pairKey` names them
 * @returns {[string, string] | null}
 */
export function nextPair(names, votes, skipped) {
  const asked = new Set([...skipped, ...votes.map((vote) => pairKey(vote.winner, vote.loser))]);
  const { strengths, known } = roughly(names, votes);
  /** @type {[string, string] | null} */
  let best = null;
  let most = -1;
  names.forEach((one, i) =>
    names.slice(i + 1).forEach((other, after) => {
      if (asked.has(pairKey(one, other))) return;
      const j = i + 1 + after;
      const open = chance(strengths[i] - strengths[j]);
      const tells = Math.floor(open * (1 - open) * (1 / known[i] + 1 / known[j]) * 1e9 + 0.5);
      if (tells > most) [best, most] = [[one, other], tells];
    }),
  );
  return best;
}

/** The likeliest strengths, and how much is known of each.
 * @param {string[]} names
 * @param {Vote[]} votes
 */
export function roughly(names, votes) {
  const places = new Map(names.map((name, place) => [name, place]));
  /** @type {Map<number, { wins: number, total: number }>[]} */
  const against = names.map(() => new Map());
  for (const vote of votes) {
    const [one, other] = [places.get(vote.winner), places.get(vote.loser)];
    if (one === undefined || other === undefined) continue;
    for (const [place, met, wins] of [
      [one, other, vote.tie ? 0.5 : 1],
      [other, one, vote.tie ? 0.5 : 0],
    ]) {
      const before = against[place].get(met) ?? { wins: 0, total: 0 };
      against[place].set(met, { wins: before.wins + wins, total: before.total + 1 });
    }
  }
  const strengths = names.map(() => 0);
  const known = names.map(() => PRIOR);
  for (let round = 0; round < ROUNDS; round++) {
    against.forEach((met, place) => {
      let [slope, certainty] = [-PRIOR * strengths[place], PRIOR];
      for (const [other, { wins, total }] of met) {
        const wanted = chance(strengths[place] - strengths[other]);
        slope += wins - total * wanted;
        certainty += total * wanted * (1 - wanted);
      }
      strengths[place] += Math.max(-1, Math.min(1, slope / certainty));
      known[place] = certainty;
    });
  }
  return { strengths, known };
}
