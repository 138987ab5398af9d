package io.berth.emulator.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Shows EC2's filter patterns on a table of small cases.
class WildcardTest {

  @ParameterizedTest
  @CsvSource({
    "eni,eni,true",
    "eni,en,false",
    "en,eni,false",
    "*,'',true",
    "'','',true",
    "'',a,false",
    "aws-K8S-*,aws-K8S-i-1,true",
    "*K8S*,aws-K8S-i-1,true",
    "a*b*c,axxbyyc,true",
    "a*b*c,axxbyy,false",
    "?,a,true",
    "?,'',false",
    "a?c,abc,true",
    "\\*,*,true",
    "\\*,a,false",
    "\\?x,?x,true",
    "**a,ba,true",
    "a*,A,false"
  })
  void pattern_againstValue_matchesAsTheTableSays(String pattern, String value, boolean expected) {
    assertEquals(expected, Wildcard.matches(pattern, value));
  }
}
