package dev.weir.internal.service.store;

import org.jspecify.annotations.Nullable;

/** Which alerts to list; a host of null stands for all. */
public record AlertFilter(boolean suppressedOnly, @Nullable String host) {}
