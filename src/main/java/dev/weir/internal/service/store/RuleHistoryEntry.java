package dev.weir.internal.service.store;

/**
 * The outcome of starting with rules, or of one attempt to load new ones.
 *
 * @param atMillis when, in epoch milliseconds
 * @param result {@code started}, {@code taken} or {@code refused}
 * @param hash hash of the rules that were active from then on
 * @param message details; may have several lines
 */
public record RuleHistoryEntry(long atMillis, String result, String hash, String message) {}
