/// Decides when a node may make which call of EC2, so that all nodes of an account together stay
/// within its rates without a central caller.
@NullMarked
package io.berth.ipam.budget;

import org.jspecify.annotations.NullMarked;
