/// Decides, as a function, which kernel objects a lease or an ENI needs.
@NullMarked
package io.berth.ipam.link;

import org.jspecify.annotations.NullMarked;
