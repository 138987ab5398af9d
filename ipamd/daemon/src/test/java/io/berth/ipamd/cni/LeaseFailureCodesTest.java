package io.berth.ipamd.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.model.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Aim: every failure of the lease service has the code that its documentation promises. Method: a
/// table with one value of each variant, checked for completeness against the sealed type.
class LeaseFailureCodesTest {

  private record Expected(LeaseFailure failure, int code, int statusCode) {}

  private static final List<Expected> TABLE =
      List.of(
          new Expected(new LeaseFailure.Exhausted("limit"), 11, 50),
          new Expected(new LeaseFailure.WaitedTooLong(1, "limit"), 11, 50),
          new Expected(new LeaseFailure.TooManyWaiting(1), 11, 50),
          new Expected(new LeaseFailure.Superseded(Calls.KEY), 11, 50),
          new Expected(new LeaseFailure.Busy(Calls.KEY), 11, 50),
          new Expected(new LeaseFailure.NotDurable("x"), 11, 50),
          new Expected(new LeaseFailure.Stopping(), 11, 50),
          new Expected(
              new LeaseFailure.AlreadyAttached(Calls.KEY, IpAddress.parse("10.0.0.7")), 100, 50),
          new Expected(new LeaseFailure.InterfaceExists("eth0", "x"), 101, 50),
          new Expected(new LeaseFailure.LinkFailed("x"), 102, 51),
          new Expected(new LeaseFailure.LinkNotRemoved("x"), 102, 50),
          new Expected(new LeaseFailure.NoNamespace("/x", "x"), 103, 50),
          new Expected(new LeaseFailure.OwnNamespace("/x"), 8, 50),
          new Expected(new LeaseFailure.UnknownAttachment(Calls.KEY), 3, 50),
          new Expected(new LeaseFailure.Different("x"), 104, 51));

  @Test
  void codes_ofEveryVariant_areAsDocumented() {
    for (Expected expected : TABLE) {
      assertEquals(
          expected.code(),
          LeaseFailureCodes.of(expected.failure()).number(),
          expected.failure().toString());
      assertEquals(
          expected.statusCode(),
          LeaseFailureCodes.ofStatus(expected.failure()).number(),
          expected.failure().toString());
    }
  }

  @Test
  void table_hasEveryVariantOnce() {
    Set<Class<?>> variants =
        Arrays.stream(LeaseFailure.class.getPermittedSubclasses()).collect(Collectors.toSet());
    assertEquals(
        variants, TABLE.stream().map(e -> e.failure().getClass()).collect(Collectors.toSet()));
    assertEquals(variants.size(), TABLE.size());
  }
}
