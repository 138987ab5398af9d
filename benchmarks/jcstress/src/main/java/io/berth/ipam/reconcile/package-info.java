/// Opens the mailbox of the control loop to the jcstress tests of those who post and park.
@NullMarked
package io.berth.ipam.reconcile;

import org.jspecify.annotations.NullMarked;
