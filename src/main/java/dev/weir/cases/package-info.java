/**
 * The cases of a rule set: small streams of events in YAML, with the expected alerts. Reads no
 * clock. Needs {@code org.snakeyaml:snakeyaml-engine}, an optional dependency of Weir that you must
 * add to your build.
 */
@NullMarked
package dev.weir.cases;

import org.jspecify.annotations.NullMarked;
