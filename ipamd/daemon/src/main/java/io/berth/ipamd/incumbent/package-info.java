/// Taking a running node over from the Amazon VPC CNI plugin, and handing it back: the file in
/// which that daemon remembers its pods' addresses, and what becomes of its pods here.
@NullMarked
package io.berth.ipamd.incumbent;

import org.jspecify.annotations.NullMarked;
