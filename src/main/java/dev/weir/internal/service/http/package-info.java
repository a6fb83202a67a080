/** A web server on one address: its socket, TLS and limits. What it answers is its users'. */
@NullMarked
package dev.weir.internal.service.http;

import org.jspecify.annotations.NullMarked;
