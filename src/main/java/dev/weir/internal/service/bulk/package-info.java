/** An endpoint that takes what Beats, Logstash, Vector and other shippers send to Elasticsearch. */
@NullMarked
package dev.weir.internal.service.bulk;

import org.jspecify.annotations.NullMarked;
