/**
 * HTTP servers and clients with TLS, limits and readable errors. It must never know what is served
 * or requested.
 */
@NullMarked
package dev.weir.internal.service.http;

import org.jspecify.annotations.NullMarked;
