/// The Amazon VPC CNI v1.23.1 as a second policy: its rhythm, formulas, order of calls and answers
/// to ADD, written anew from a description of its source. Single addresses on the default card;
/// without prefixes, custom networking, security groups for pods and subnet discovery's choice
/// among several subnets.
@NullMarked
package io.berth.simulation.incumbent;

import org.jspecify.annotations.NullMarked;
