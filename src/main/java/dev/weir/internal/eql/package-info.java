/** EQL, Elastic's event query language: its parser, and the translation of queries to rules. */
@NullMarked
package dev.weir.internal.eql;

import org.jspecify.annotations.NullMarked;
