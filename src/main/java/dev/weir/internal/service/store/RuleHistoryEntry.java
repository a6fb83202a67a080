package dev.weir.internal.service.store;

/**
 * What became of the rules of a service at one time.
 *
 * @param atMillis when, in milliseconds since 1970
 * @param result what happened, in a word: {@code started}, {@code taken} or {@code refused}
 * @param hash of the rules that ran from then on
 * @param told what was told of it; may have several lines
 */
public record RuleHistoryEntry(long atMillis, String result, String hash, String told) {}
