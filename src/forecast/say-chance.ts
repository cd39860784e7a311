import type { Locale } from '../people/person.entity.js';
import { languageTag } from '../platform/messages.js';
import type { PositionForecast } from './outcome.rule.js';

/** A chance in per cent, in the reader's language. What is not certain is not said to be. @param share of 1 */
export const sayChance = (share: number, locale: Locale): string =>
  new Intl.NumberFormat(languageTag(locale), { style: 'percent' }).format(share < 1 ? Math.min(share, 0.99) : share);

const RARE = 0.05;

/** Why a position may stay unfilled, without what hardly ever happens. */
export const likelyReasons = ({ reasons }: Pick<PositionForecast, 'reasons'>): PositionForecast['reasons'] =>
  reasons.filter(({ share }) => share >= RARE);
