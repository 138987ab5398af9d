/// Performs on the kernel what the core decides: pods' links, ENIs' links, routes and rules.
@NullMarked
package io.berth.ipamd.kernel;

import org.jspecify.annotations.NullMarked;
