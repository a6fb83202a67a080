/**
 * Cases of a rule set: small streams of events written in YAML, with the alerts they are to give,
 * and their running. Needs {@code org.snakeyaml:snakeyaml-engine}, which Weir does not bring along.
 */
@NullMarked
package dev.weir.cases;

import org.jspecify.annotations.NullMarked;
