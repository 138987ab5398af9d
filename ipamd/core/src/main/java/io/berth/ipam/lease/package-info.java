/// ADD, DEL, CHECK and STATUS as steps over the ports, each step with its compensation.
@NullMarked
package io.berth.ipam.lease;

import org.jspecify.annotations.NullMarked;
