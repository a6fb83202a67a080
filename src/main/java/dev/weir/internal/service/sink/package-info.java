/**
 * The destinations of alerts: a file, standard output, Kafka, Elasticsearch or OpenSearch, and
 * webhooks. A sink must never drop an alert silently: it delivers, throws, or reports a refusal.
 */
@NullMarked
package dev.weir.internal.service.sink;

import org.jspecify.annotations.NullMarked;
