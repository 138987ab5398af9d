package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Aim: system calls have the right numbers, also on the architecture that the tests do not run on.
/// Method: the kernel's headers, where they are installed.
class SystemCallNumbersTest {
  private static final Pattern DEFINITION = Pattern.compile("#define __NR(?:3264)?_(\\w+) (\\d+)");

  @ParameterizedTest
  @CsvSource({
    "amd64, /usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    "aarch64, /usr/include/asm-generic/unistd.h"
  })
  void numbers_ofAnArchitecture_areThoseOfItsHeader(String architecture, Path header)
      throws IOException {
    assumeTrue(Files.exists(header), () -> header + " is not installed");
    Map<String, Integer> defined = new HashMap<>();
    for (String line : Files.readAllLines(header)) {
      Matcher matcher = DEFINITION.matcher(line);
      if (matcher.matches()) {
        defined.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
      }
    }
    SystemCallNumbers numbers = SystemCallNumbers.of(architecture);

    assertEquals(
        new SystemCallNumbers(
            number(defined, "socket"),
            number(defined, "close"),
            number(defined, "setsockopt"),
            number(defined, "getsockopt"),
            number(defined, "sendto"),
            number(defined, "recvfrom"),
            number(defined, "openat"),
            number(defined, "setns"),
            number(defined, "unshare"),
            number(defined, "mount"),
            number(defined, "umount2"),
            number(defined, "ioctl"),
            number(defined, "fstat")),
        numbers);
  }

  @Test
  void numbers_unknownArchitecture_areRefusedByName() {
    UnsupportedOperationException refusal =
        assertThrows(UnsupportedOperationException.class, () -> SystemCallNumbers.of("riscv64"));

    assertEquals(
        "netlink works on amd64 and aarch64; the numbers of system calls on \"riscv64\" are not known",
        refusal.getMessage());
  }

  private static int number(Map<String, Integer> defined, String name) {
    return defined.getOrDefault(name, -1);
  }
}
