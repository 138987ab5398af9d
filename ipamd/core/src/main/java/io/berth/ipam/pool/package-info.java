/// Lock-free claim, release, cooling and retirement of addresses.
@NullMarked
package io.berth.ipam.pool;

import org.jspecify.annotations.NullMarked;
