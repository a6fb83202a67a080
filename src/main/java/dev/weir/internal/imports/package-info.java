/** The import of Elastic's rules: reads rule files, and writes a folder of rules. */
@NullMarked
package dev.weir.internal.imports;

import org.jspecify.annotations.NullMarked;
