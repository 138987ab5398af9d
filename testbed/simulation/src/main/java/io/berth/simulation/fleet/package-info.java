/// Many nodes against one account's buckets.
@NullMarked
package io.berth.simulation.fleet;

import org.jspecify.annotations.NullMarked;
