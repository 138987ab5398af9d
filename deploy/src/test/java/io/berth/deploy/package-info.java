/// Compares what is deployed (manifest, policy, network list, `dist/`) with what the code needs.
@NullMarked
package io.berth.deploy;

import org.jspecify.annotations.NullMarked;
