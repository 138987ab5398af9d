package io.berth.ipamd.ec2;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.SubnetSeen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GetSubnetCidrReservationsResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.SubnetCidrReservation;
import software.amazon.awssdk.services.ec2.model.SubnetCidrReservationType;

/// The calls that change nothing. All are filtered and read page by page: EC2 throttles whole
/// listings harder. Blocks. Safe for any thread.
final class Looks {

  /// Things in one page of a listing; the most that EC2 takes. A full instance needs one page.
  private static final int PAGE_SIZE = 1_000;

  /// Pages of one listing; EC2 may answer short or empty pages, but not without end.
  private static final int MAX_PAGES = 100;

  private final Invoker invoker;

  /// Makes one call for the page that a token names; `null` for the first.
  private interface Page<R> {
    R ask(@Nullable String token) throws CallFailedException;
  }

  Looks(Invoker invoker) {
    this.invoker = invoker;
  }

  static Filter filter(String name, String... values) {
    return Filter.builder().name(name).values(values).build();
  }

  List<NetworkInterface> networkInterfaces(Filter... filters) throws CallFailedException {
    return pages(
        "ENIs",
        DescribeNetworkInterfacesResponse::networkInterfaces,
        DescribeNetworkInterfacesResponse::nextToken,
        token ->
            invoker.read(
                "DescribeNetworkInterfaces",
                (ec2, mark) ->
                    ec2.describeNetworkInterfaces(b ->
                        b.filters(filters)
                            .maxResults(PAGE_SIZE)
                            .nextToken(token)
                            .overrideConfiguration(mark))));
  }

  CloudOutcome subnets(VpcId vpc, String availabilityZone) throws CallFailedException {
    List<Subnet> subnets =
        pages(
            "subnets",
            DescribeSubnetsResponse::subnets,
            DescribeSubnetsResponse::nextToken,
            token ->
                invoker.read(
                    "DescribeSubnets",
                    (ec2, mark) ->
                        ec2.describeSubnets(b ->
                            b.filters(
                                    filter("vpc-id", vpc.value()),
                                    filter("availability-zone", availabilityZone))
                                .maxResults(PAGE_SIZE)
                                .nextToken(token)
                                .overrideConfiguration(mark))));
    // One for IPv6 only has no block and no addresses for pods.
    return new CloudOutcome.Subnets(
        subnets.stream().filter(subnet -> subnet.cidrBlock() != null).map(Looks::seen).toList());
  }

  private static SubnetSeen seen(Subnet subnet) {
    Integer free = subnet.availableIpAddressCount();
    return new SubnetSeen(
        new SubnetId(Answered.part(subnet.subnetId(), "subnetId")),
        Answered.block(subnet.cidrBlock()),
        free == null ? 0 : free,
        EniForm.tags(subnet.tags()));
  }

  CloudOutcome reservations(SubnetId subnet) throws CallFailedException {
    List<SubnetCidrReservation> all =
        pages(
            "CIDR reservations",
            GetSubnetCidrReservationsResponse::subnetIpv4CidrReservations,
            GetSubnetCidrReservationsResponse::nextToken,
            token ->
                invoker.read(
                    "GetSubnetCidrReservations",
                    (ec2, mark) ->
                        ec2.getSubnetCidrReservations(b ->
                            b.subnetId(subnet.value())
                                .nextToken(token)
                                .overrideConfiguration(mark))));
    return new CloudOutcome.Reservations(
        blocks(all, SubnetCidrReservationType.PREFIX),
        blocks(all, SubnetCidrReservationType.EXPLICIT));
  }

  private static List<Cidr> blocks(
      List<SubnetCidrReservation> from, SubnetCidrReservationType type) {
    return from.stream()
        .filter(reservation -> reservation.reservationType() == type)
        .map(reservation -> Answered.block(reservation.cidr()))
        .toList();
  }

  CloudOutcome available(VpcId vpc, SortedMap<String, String> tags) throws CallFailedException {
    List<Filter> filters = new ArrayList<>();
    filters.add(filter("status", "available"));
    filters.add(filter("vpc-id", vpc.value()));
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      filters.add(filter("tag:" + tag.getKey(), tag.getValue()));
    }
    return new CloudOutcome.AvailableEnis(
        networkInterfaces(filters.toArray(Filter[]::new)).stream()
            .map(EniForm::available)
            .toList());
  }

  /// Named by a filter: EC2 refuses the whole call for one id that it does not know.
  CloudOutcome instances(List<InstanceId> instances) throws CallFailedException {
    String[] ids = instances.stream().map(InstanceId::value).toArray(String[]::new);
    List<Reservation> found =
        pages(
            "instances",
            DescribeInstancesResponse::reservations,
            DescribeInstancesResponse::nextToken,
            token ->
                invoker.read(
                    "DescribeInstances",
                    (ec2, mark) ->
                        ec2.describeInstances(b ->
                            b.filters(filter("instance-id", ids))
                                .maxResults(PAGE_SIZE)
                                .nextToken(token)
                                .overrideConfiguration(mark))));
    Set<InstanceId> existing = new HashSet<>();
    for (Reservation reservation : found) {
      for (Instance instance : reservation.instances()) {
        // EC2 shows a terminated one for an hour or so.
        if (Answered.part(instance.state(), "instanceState").name()
            != InstanceStateName.TERMINATED) {
          existing.add(new InstanceId(Answered.part(instance.instanceId(), "instanceId")));
        }
      }
    }
    return new CloudOutcome.Instances(existing);
  }

  private static <R, T> List<T> pages(
      String what, Function<R, List<T>> items, Function<R, @Nullable String> token, Page<R> page)
      throws CallFailedException {
    List<T> all = new ArrayList<>();
    String next = null;
    for (int number = 0; number < MAX_PAGES; number++) {
      R answer = page.ask(next);
      all.addAll(items.apply(answer));
      next = token.apply(answer);
      if (next == null || next.isEmpty()) {
        return all;
      }
    }
    throw new IllegalArgumentException(
        "the list of " + what + " has more than " + MAX_PAGES + " pages");
  }
}
