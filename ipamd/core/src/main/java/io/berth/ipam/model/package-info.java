/// Immutable values of the domain: addresses, CIDRs, ids, limits, leases.
@NullMarked
package io.berth.ipam.model;

import org.jspecify.annotations.NullMarked;
