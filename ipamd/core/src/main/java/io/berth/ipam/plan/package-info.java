/// Decides, as a function, which EC2 actions bring the node from observed to desired, and what
/// blocks it.
@NullMarked
package io.berth.ipam.plan;

import org.jspecify.annotations.NullMarked;
