/** Elasticsearch and OpenSearch, as a client sees them. */
@NullMarked
package dev.weir.search;

import org.jspecify.annotations.NullMarked;
