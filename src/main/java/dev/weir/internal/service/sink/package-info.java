/**
 * The destinations of alerts: a file, standard output, Kafka, Elasticsearch or OpenSearch,
 * webhooks, syslog and e-mail. A sink must never drop an alert silently: it delivers, throws, or
 * reports a refusal.
 */
@NullMarked
package dev.weir.internal.service.sink;

import org.jspecify.annotations.NullMarked;
