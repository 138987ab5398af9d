/// EC2 through the AWS SDK, as the core's port: one bounded call at a time in, an outcome out.
@NullMarked
package io.berth.ipamd.ec2;

import org.jspecify.annotations.NullMarked;
