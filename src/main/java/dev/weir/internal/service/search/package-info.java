/**
 * A client for Elasticsearch and OpenSearch. It must never know what the documents mean, nor retry
 * on its own.
 */
@NullMarked
package dev.weir.internal.service.search;

import org.jspecify.annotations.NullMarked;
