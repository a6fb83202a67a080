/**
 * Reads YAML as a tree whose nodes know their position, so that a problem can be shown where it is.
 * Knows nothing of what files mean, and throws no exception for a wrong file.
 */
@NullMarked
package dev.weir.internal.yaml;

import org.jspecify.annotations.NullMarked;
