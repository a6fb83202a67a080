/**
 * Runs the cases of a rule set: small streams of events in YAML, with the alerts expected of them.
 * Never reads a clock or depends on the command line; needs {@code org.snakeyaml:snakeyaml-engine},
 * an optional dependency of Weir.
 */
@NullMarked
package dev.weir.cases;

import org.jspecify.annotations.NullMarked;
