package dev.weir.internal.drl;

/**
 * A place in a rule file.
 *
 * @param file the file's name
 * @param line the line, from 1
 * @param column the column, from 1; 0 for the whole line
 * @param snippet the line itself
 */
public record DrlPlace(String file, int line, int column, String snippet) {}
