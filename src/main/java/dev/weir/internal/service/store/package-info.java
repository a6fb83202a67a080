/** What a service keeps over a crash: one SQLite file. */
@NullMarked
package dev.weir.internal.service.store;

import org.jspecify.annotations.NullMarked;
