/** Elasticsearch and OpenSearch, as a client sees them. */
@NullMarked
package dev.weir.internal.service.search;

import org.jspecify.annotations.NullMarked;
