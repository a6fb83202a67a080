/**
 * The sources of a service's events: files, standard input, Kafka topics and searches. A source
 * must never advance its position past documents that the feed has not saved.
 */
@NullMarked
package dev.weir.internal.service.source;

import org.jspecify.annotations.NullMarked;
