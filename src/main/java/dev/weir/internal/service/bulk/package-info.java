/**
 * The endpoint to which Beats, Logstash, Vector and other shippers send as to Elasticsearch. It
 * must never acknowledge a document before it is saved, nor parse a document itself.
 */
@NullMarked
package dev.weir.internal.service.bulk;

import org.jspecify.annotations.NullMarked;
