package io.berth.emulator.imds;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Shows that a token holds for one instance until its end, and that nobody can make one.
class TokensTest {

  private final Tokens tokens = new Tokens();

  @Test
  void token_beforeItsEnd_holdsForItsInstanceOnly() {
    String token = tokens.issue("i-1", 1_000);
    assertTrue(tokens.isValid(token, "i-1", 999));
    assertFalse(tokens.isValid(token, "i-1", 1_000));
    assertFalse(tokens.isValid(token, "i-2", 999));
  }

  @Test
  void token_changedOrForeign_isRefused() {
    String token = tokens.issue("i-1", 1_000);
    String changed =
        token.substring(0, 20) + (token.charAt(20) == 'A' ? 'B' : 'A') + token.substring(21);
    assertFalse(tokens.isValid(changed, "i-1", 0));
    assertFalse(tokens.isValid(new Tokens().issue("i-1", 1_000), "i-1", 0));
    assertFalse(tokens.isValid("", "i-1", 0));
    assertFalse(tokens.isValid("not base64!", "i-1", 0));
  }
}
