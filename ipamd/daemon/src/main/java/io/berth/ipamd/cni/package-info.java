/// The contract of the container network interface: what a call says, what is wrong with it, and
/// how its answer looks in every version of the specification from 0.1.0 to 1.1.0.
@NullMarked
package io.berth.ipamd.cni;

import org.jspecify.annotations.NullMarked;
